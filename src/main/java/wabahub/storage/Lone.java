package wabahub.storage;

import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// A session on PostgreSQL.
final class Lone implements Session {
  /// Statements of a session are short; whoever waits for longer has lost the database.
  private static final int PATIENCE_MS = 5_000;

  /// The database looks after three seconds of silence, and gives up five seconds later.
  private static final List<String> SETTINGS =
      List.of(
          Pools.SETTINGS,
          "SET tcp_keepalives_idle = 3",
          "SET tcp_keepalives_interval = 1",
          "SET tcp_keepalives_count = 5");

  private final Jdbi jdbi;
  private @Nullable Handle handle;
  private int opened;

  Lone(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public <T extends @Nullable Object> T write(Work<T> work) {
    try {
      return open().inTransaction(work::run);
    } catch (RuntimeException e) {
      if (Storage.isUnavailable(e)) {
        close();
      }
      throw e;
    }
  }

  private Handle open() {
    Handle known = handle;
    if (known == null) {
      Handle fresh = jdbi.open();
      try {
        fresh.getConnection().setNetworkTimeout(Runnable::run, PATIENCE_MS);
        SETTINGS.forEach(fresh::execute);
      } catch (SQLException e) {
        fresh.close();
        throw new StorageException(e);
      }
      handle = fresh;
      opened++;
      return fresh;
    }
    return known;
  }

  @Override
  public int opened() {
    return opened;
  }

  @Override
  public void close() {
    Handle known = handle;
    handle = null;
    if (known != null) {
      known.close();
    }
  }
}
