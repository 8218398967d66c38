package wabahub.storage;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jspecify.annotations.Nullable;

/// One database: opens it, migrates it, runs transactions on it.
///
/// On SQLite there is one writer at a time and any number of readers that never wait for it; on
/// PostgreSQL transactions are READ COMMITTED and lock the rows they build on.
public final class Storage implements AutoCloseable {
  private static final int ATTEMPTS = 5;
  private static final int OLDEST_POSTGRESQL = 150_000;
  private static final String ENGINE = "engine";

  /// Cardinality violation, data exception, integrity constraint violation, program limit exceeded
  /// (SQLSTATE).
  private static final List<String> MISTAKES = List.of("21", "22", "23", "54");

  /// SQLite has no SQLSTATE, but codes (https://sqlite.org/rescode.html): TOOBIG, CONSTRAINT,
  /// MISMATCH, RANGE.
  private static final Set<Integer> SQLITE_MISTAKES = Set.of(18, 19, 20, 25);

  private final Engine engine;
  private final String schema;
  private final Migrations migrations;
  private final HikariDataSource readers;
  private final HikariDataSource writers;
  private final Jdbi reading;
  private final Jdbi writing;
  private volatile long newest;

  private Storage(
      Engine engine, String schema, HikariDataSource readers, HikariDataSource writers) {
    this.engine = engine;
    this.schema = schema;
    this.migrations = new Migrations(engine, schema);
    this.readers = readers;
    this.writers = writers;
    this.reading = jdbi(engine, readers);
    this.writing = jdbi(engine, writers);
  }

  /// SQL texts may hold `<forShare>` and `<forUpdate>`, see [Engine].
  private static Jdbi jdbi(Engine engine, DataSource source) {
    return Jdbi.create(source)
        // By default the message of a failure, and with it the log, has the bound values in it.
        .configure(
            StatementExceptions.class, config -> config.setMessageRendering(MessageRendering.NONE))
        .define(ENGINE, engine)
        .define("forShare", engine.forShare())
        .define("forUpdate", engine.forUpdate());
  }

  /// Opens and migrates a database. `schema` names its migrations (`db/<schema>`), and its file on
  /// SQLite; on PostgreSQL all schemas live in the one database.
  ///
  /// @throws NewerSchema when a newer program has migrated it
  /// @throws RuntimeException when it cannot be reached or migrated
  public static Storage open(Settings settings, String schema) {
    Storage storage =
        settings.url().isEmpty()
            ? new Storage(
                Engine.SQLITE,
                schema,
                Pools.sqlite(settings.data(), schema, false),
                Pools.sqlite(settings.data(), schema, true))
            : postgresql(settings, schema);
    try {
      storage.checkVersion();
      storage.migrate();
    } catch (RuntimeException e) {
      storage.close();
      throw e;
    }
    return storage;
  }

  private static Storage postgresql(Settings settings, String schema) {
    HikariDataSource pool = Pools.postgresql(settings.url(), schema);
    return new Storage(Engine.POSTGRESQL, schema, pool, pool);
  }

  private void checkVersion() {
    if (engine == Engine.POSTGRESQL) {
      int version =
          read(tx -> tx.createQuery("SHOW server_version_num").mapTo(Integer.class).one());
      if (version < OLDEST_POSTGRESQL) {
        throw new IllegalStateException(
            "PostgreSQL 15 or newer is needed; this one is " + version / 10_000 + ".");
      }
    }
  }

  private void migrate() {
    newest = migrations.run(Objects.requireNonNull(writers.getDataSource()));
  }

  /// Whether nobody has migrated the database since it was opened: a newer hub may have.
  public boolean isCurrent() {
    return read(migrations::newest) == newest;
  }

  public Engine engine() {
    return engine;
  }

  /// Copies an embedded database as one transaction sees it, while others write to it. `target`
  /// must not exist.
  public static void copy(Path folder, String schema, Path target) {
    try (HikariDataSource source = Pools.sqlite(folder, schema, false)) {
      Jdbi.create(source)
          .useHandle(tx ->
              tx.createUpdate("VACUUM INTO :target").bind("target", target.toString()).execute());
    }
  }

  /// Fails when the database's file is damaged.
  public void checkIntegrity() {
    String found = read(tx -> tx.createQuery("PRAGMA quick_check(1)").mapTo(String.class).first());
    if (!found.equals("ok")) {
      throw new IllegalStateException(found);
    }
  }

  /// The engine behind a transaction.
  public static Engine engine(Handle tx) {
    return (Engine) tx.getConfig(SqlStatements.class).getAttribute(ENGINE);
  }

  /// Before the statements of a large transaction: on PostgreSQL each is planned for its tables as
  /// they are now. A plan that was made while a table was empty reads all of it, until the first
  /// statistics come; for a few rows planning would take longer than that.
  public static void planAnew(Handle tx) {
    if (engine(tx) == Engine.POSTGRESQL) {
      tx.execute("SET LOCAL plan_cache_mode = force_custom_plan");
    }
  }

  /// Runs `work` in a transaction that changes nothing. On SQLite it sees one state of the
  /// database; on PostgreSQL each of its statements sees what was committed when that began.
  public <T extends @Nullable Object> T read(Work<T> work) {
    return reading.inTransaction(work::run);
  }

  /// Runs `work` in a transaction and commits it. `work` may run again after a conflict with
  /// another transaction, so it has no effect but its SQL.
  public <T extends @Nullable Object> T write(Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return writing.inTransaction(work::run);
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !isConflict(e)) {
          throw e;
        }
      }
    }
  }

  /// [#write] for work without a result.
  public void useWrite(Consumer<Handle> work) {
    write(tx -> {
      work.accept(tx);
      return true;
    });
  }

  /// A connection beside the pool, see [Session]. On SQLite, which has one writer, there is nothing
  /// beside it.
  public Session session() {
    return switch (engine) {
      case SQLITE -> new Shared(this);
      case POSTGRESQL -> new Lone(jdbi(engine, Objects.requireNonNull(writers.getDataSource())));
    };
  }

  private record Shared(Storage storage) implements Session {
    @Override
    public <T extends @Nullable Object> T write(Work<T> work) {
      return storage.write(work);
    }

    @Override
    public int opened() {
      return 1;
    }

    @Override
    public void close() {
      // The pool is closed with the storage.
    }
  }

  /// Whether this failure means that the database is away, full or busy, rather than a mistake. A
  /// value that the database does not take is a mistake: trying again would not help, and whatever
  /// comes after it would wait for ever.
  public static boolean isUnavailable(Throwable failure) {
    return failure instanceof ConnectionException
        || (failure instanceof StorageException || failure instanceof JdbiException)
            && failure.getCause() instanceof SQLException cause
            && !isMistake(cause);
  }

  private static boolean isMistake(SQLException failure) {
    String state = failure.getSQLState();
    return state == null
        ? SQLITE_MISTAKES.contains(failure.getErrorCode())
        : MISTAKES.stream().anyMatch(state::startsWith);
  }

  private static boolean isConflict(Throwable failure) {
    return hasState(failure, Set.of("40001", "40P01"));
  }

  /// Whether a lock was not to be had within the `lock_timeout` of the transaction.
  public static boolean isLocked(Throwable failure) {
    return hasState(failure, Set.of("55P03"));
  }

  private static boolean hasState(Throwable failure, Set<String> states) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e
          && e.getSQLState() != null
          && states.contains(e.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  /// Fails when the database does not answer.
  public void check() {
    read(tx -> tx.createQuery("SELECT 1").mapTo(Integer.class).one());
  }

  @Override
  public void close() {
    readers.close();
    writers.close();
  }
}
