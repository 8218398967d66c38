package wabahub.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

  static HikariDataSource postgresql(String url, String schema) {
    URI uri = URI.create(url);
    HikariConfig pool = pool(schema);
    pool.setJdbcUrl(
        "jdbc:postgresql://"
            + uri.getHost()
            + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
            + uri.getPath()
            + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
    if (uri.getRawUserInfo() != null) {
      String[] user = uri.getRawUserInfo().split(":", 2);
      pool.setUsername(URLDecoder.decode(user[0], StandardCharsets.UTF_8));
      if (user.length == 2) {
        pool.setPassword(URLDecoder.decode(user[1], StandardCharsets.UTF_8));
      }
    }
    pool.setMaximumPoolSize(POSTGRESQL_CONNECTIONS);
    return new HikariDataSource(pool);
  }

  private static HikariConfig pool(String name) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName(name);
    pool.setConnectionTimeout(10_000);
    pool.setMinimumIdle(1);
    return pool;
  }
}
