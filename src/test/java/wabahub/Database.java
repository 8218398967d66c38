package wabahub;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The engines that storage tests run on. PostgreSQL is a real one, started once for all tests of
/// the run; each hub gets a database of its own in it.
enum Database {
  SQLITE,
  POSTGRESQL;

  /// Base64 of 32 bytes; PostgreSQL needs a master key in the settings.
  static final String MASTER_KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=";

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static @Nullable EmbeddedPostgres server;

  /// Settings of a hub on a fresh database.
  Map<String, String> settings() {
    return switch (this) {
      case SQLITE -> Map.of();
      case POSTGRESQL -> Map.of("WABAHUB_DATABASE_URL", create(), "WABAHUB_MASTER_KEY", MASTER_KEY);
    };
  }

  /// Rows of the database of a hub with these settings, their columns with a space between.
  static List<String> rows(Map<String, String> settings, String sql) {
    try (Connection connection = connect(settings);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          columns.add(result.getString(i));
        }
        rows.add(String.join(" ", columns));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static void execute(Map<String, String> settings, String sql) {
    try (Connection connection = connect(settings);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static Connection connect(Map<String, String> settings) throws SQLException {
    String url = settings.get("WABAHUB_DATABASE_URL");
    return url == null
        ? DriverManager.getConnection(
            "jdbc:sqlite:" + Path.of(settings.get("WABAHUB_DATA"), "hub.db"))
        : DriverManager.getConnection(
            "jdbc:" + url.replaceFirst("//.*@", "//"), "postgres", "postgres");
  }

  private static synchronized String create() {
    try {
      if (server == null) {
        server = Postgres.builder().start();
      }
      String name = "hub" + COUNT.incrementAndGet();
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      }
      return "postgresql://postgres:postgres@localhost:" + server.getPort() + "/" + name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
