package wabahub.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;

/// The database of one hub, new and empty, with every commit on the disk before it returns.
abstract class Engine implements AutoCloseable {
  final Path folder = Folders.fresh("engine");

  /// `name`: `sqlite` or `postgresql`.
  static Engine of(String name) {
    return switch (name) {
      case "sqlite" -> new Sqlite();
      case "postgresql" -> new Postgresql();
      default -> throw new IllegalArgumentException("no engine " + name);
    };
  }

  /// Settings of a hub on it.
  abstract Map<String, String> settings();

  /// A connection that commits when it is told to. `schema`: `hub` or `journal`.
  abstract Connection connect(String schema) throws SQLException;

  @Override
  public abstract void close();

  private static final class Sqlite extends Engine {
    @Override
    Map<String, String> settings() {
      return Map.of("WABAHUB_DATA", folder.toString());
    }

    @Override
    Connection connect(String schema) throws SQLException {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(schema + ".db"));
      try (Statement set = connection.createStatement()) {
        set.execute("PRAGMA journal_mode = WAL");
        set.execute("PRAGMA synchronous = FULL");
        set.execute("PRAGMA cache_size = -16000");
      }
      connection.setAutoCommit(false);
      return connection;
    }

    @Override
    public void close() {
      Folders.delete(folder);
    }
  }

  private static final class Postgresql extends Engine {
    private final EmbeddedPostgres server;

    Postgresql() {
      try {
        server =
            EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgresql"))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("shared_buffers", "1GB")
                .setServerConfig("max_wal_size", "4GB")
                .start();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    Map<String, String> settings() {
      return Map.of(
          "WABAHUB_DATA",
          folder.resolve("data").toString(),
          "WABAHUB_DATABASE_URL",
          "postgresql://postgres:postgres@127.0.0.1:" + server.getPort() + "/postgres",
          "WABAHUB_MASTER_KEY",
          "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    }

    @Override
    Connection connect(String schema) throws SQLException {
      Properties properties = new Properties();
      properties.setProperty("user", "postgres");
      properties.setProperty("password", "postgres");
      Connection connection =
          DriverManager.getConnection(
              "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres", properties);
      connection.setAutoCommit(false);
      return connection;
    }

    @Override
    public void close() {
      try {
        server.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      Folders.delete(folder);
    }
  }
}
