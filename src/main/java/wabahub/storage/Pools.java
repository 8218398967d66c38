package wabahub.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// Connections to each engine.
final class Pools {
  private static final int SQLITE_READERS = 4;
  private static final int POSTGRESQL_CONNECTIONS = 10;

  private Pools() {}

  /// A pool of one connection is the writer's lock. FULL: a commit that has returned survives a
  /// power cut.
  static HikariDataSource sqlite(Path folder, String schema, boolean writer) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(
        writer ? SQLiteConfig.TransactionMode.IMMEDIATE : SQLiteConfig.TransactionMode.DEFERRED);
    config.setBusyTimeout(10_000);
    config.enforceForeignKeys(true);
    config.setCacheSize(-16_000);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + folder.resolve(schema + ".db"));
    HikariConfig pool = pool(schema + (writer ? "-writer" : "-readers"));
    pool.setDataSource(source);
    pool.setMaximumPoolSize(writer ? 1 : SQLITE_READERS);
    return new HikariDataSource(pool);
  }

  /// What the address does not say: a database that is gone is noticed, and no query waits for
  /// ever.
  private static final Map<String, String> POSTGRESQL_DEFAULTS =
      Map.of(
          "ApplicationName", "wabahub",
          // Else a failure quotes the row that it is about, and the log quotes the failure.
          "logServerErrorDetail", "false",
          "connectTimeout", "5",
          "socketTimeout", "30",
          "tcpKeepAlive", "true");

  /// A transaction that a frozen program leaves open ends by itself, so that it keeps nobody
  /// waiting for its locks; no transaction waits for anybody but the database for that long.
  static final String SETTINGS = "SET idle_in_transaction_session_timeout = '10s'";

  /// The query of the address goes to the driver (`sslmode`, `sslrootcert` …), but `pool`: the
  /// number of connections.
  static HikariDataSource postgresql(String url, String schema) {
    URI uri = URI.create(url);
    HikariConfig pool = pool(schema);
    pool.setMaximumPoolSize(POSTGRESQL_CONNECTIONS);
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {uri.getHost()});
    source.setPortNumbers(new int[] {uri.getPort() < 0 ? 5432 : uri.getPort()});
    source.setDatabaseName(decode(uri.getRawPath().substring(1)));
    try {
      for (Map.Entry<String, String> property : POSTGRESQL_DEFAULTS.entrySet()) {
        source.setProperty(property.getKey(), property.getValue());
      }
      for (String parameter : Objects.requireNonNullElse(uri.getRawQuery(), "").split("&")) {
        String[] pair = parameter.split("=", 2);
        if (pair[0].equals("pool")) {
          pool.setMaximumPoolSize(poolSize(pair));
        } else if (pair.length == 2) {
          source.setProperty(decode(pair[0]), decode(pair[1]));
        }
      }
    } catch (SQLException e) {
      throw new IllegalArgumentException("The database's address: " + e.getMessage(), e);
    }
    String[] user = Objects.requireNonNullElse(uri.getRawUserInfo(), "").split(":", 2);
    source.setUser(decode(user[0]));
    source.setPassword(user.length == 2 ? decode(user[1]) : "");
    pool.setDataSource(source);
    pool.setConnectionInitSql(SETTINGS);
    return new HikariDataSource(pool);
  }

  private static int poolSize(String[] pair) {
    if (pair.length < 2 || !pair[1].matches("[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(
          "`pool` in its address has to be a number of connections from 1 to 9999.");
    }
    return Integer.parseInt(pair[1]);
  }

  /// Percent signs alone: a plus is a plus, as PostgreSQL's own programs have it.
  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static HikariConfig pool(String name) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName(name);
    pool.setConnectionTimeout(10_000);
    pool.setMinimumIdle(1);
    return pool;
  }
}
