package wabahub.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/// Brings a database to the schema of this program.
final class Migrations {
  /// The advisory lock of whoever migrates.
  private static final long MIGRATING = 0x5761_6261_6D69_6772L;

  /// Half an hour, for large databases.
  private static final int TURNS = 90;

  private final Engine engine;
  private final String schema;
  private final String table;
  private final String folder;

  Migrations(Engine engine, String schema) {
    this.engine = engine;
    this.schema = schema;
    this.table = "flyway_" + schema;
    // The same for both engines, unless there is a folder for this one.
    String common = "db/" + schema;
    String own = common + "/" + engine.name().toLowerCase(Locale.ROOT);
    this.folder = loader().getResource(own) == null ? common : own;
  }

  private static ClassLoader loader() {
    return Migrations.class.getClassLoader();
  }

  /// One hub after the other. Flyway's own lock comes too late for that: of two hubs that find an
  /// empty database both make its table of versions. Returns [#newest].
  ///
  /// @throws NewerSchema when a newer program has migrated it
  long run(DataSource source) {
    // The lock ends with the connection.
    try (Handle turn = Jdbi.open(source)) {
      if (engine == Engine.POSTGRESQL) {
        awaitTurn(turn);
      }
      // Flyway would find out the same, and take a third of a start for it.
      if (!applied(turn).equals(known())) {
        migrate(source);
      }
      // While it is this hub's turn: the next one may be newer.
      return newest(turn);
    }
  }

  private static void awaitTurn(Handle turn) {
    // Piece by piece: a connection on which nothing comes for half a minute counts as lost.
    turn.execute("SET lock_timeout = '20s'");
    for (int i = 1; ; i++) {
      try {
        turn.execute("SELECT pg_advisory_lock(?)", MIGRATING);
        return;
      } catch (JdbiException e) {
        if (!Storage.isLocked(e) || i == TURNS) {
          throw e;
        }
      }
    }
  }

  private void migrate(DataSource source) {
    Flyway flyway =
        Flyway.configure(loader())
            .dataSource(source)
            .locations("classpath:" + folder)
            .table(table)
            .placeholders(engine.placeholders())
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .load();
    for (MigrationInfo migration : flyway.info().applied()) {
      if (migration.getState() == MigrationState.FUTURE_SUCCESS) {
        throw new NewerSchema(schema, String.valueOf(migration.getVersion()));
      }
    }
    flyway.migrate();
  }

  /// Grows with each migration of the database.
  long newest(Handle tx) {
    return tx.createQuery("SELECT max(installed_rank) FROM " + table).mapTo(Long.class).one();
  }

  /// The scripts that the database has been through; none when there was nothing yet, or one has
  /// failed.
  private Set<String> applied(Handle tx) {
    boolean isNew =
        tx.queryMetadata(metadata ->
                metadata.getTables(null, metadata.getConnection().getSchema(), table, null))
            .mapToMap()
            .list()
            .isEmpty();
    if (isNew) {
      return Set.of();
    }
    Set<String> scripts = new TreeSet<>();
    boolean[] failed = new boolean[1];
    tx.createQuery("SELECT script, success FROM " + table + " WHERE type = 'SQL'")
        .map((row, context) -> {
          failed[0] |= !row.getBoolean(2);
          return row.getString(1);
        })
        .forEach(scripts::add);
    return failed[0] ? Set.of() : scripts;
  }

  /// The scripts of this program.
  private Set<String> known() {
    URL url = Objects.requireNonNull(loader().getResource(folder), folder);
    try {
      if (url.openConnection() instanceof JarURLConnection jar) {
        return scripts(jar.getJarFile().stream().map(entry -> entry.getName()));
      }
      try (Stream<Path> files = Files.list(Path.of(url.toURI()))) {
        return scripts(files.map(file -> folder + "/" + file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private Set<String> scripts(Stream<String> resources) {
    Set<String> names = new TreeSet<>();
    resources
        .filter(name -> name.startsWith(folder + "/") && name.endsWith(".sql"))
        .map(name -> name.substring(folder.length() + 1))
        .forEach(names::add);
    return names;
  }
}
