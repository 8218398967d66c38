package wabahub.storage;

import org.jspecify.annotations.Nullable;

/// A connection of its own beside the pool: it waits for nobody, and the database notices within
/// seconds that its program is gone. Opened when it is used and after it was lost. One thread at a
/// time.
public interface Session extends AutoCloseable {
  /// Runs `work` in a transaction and commits it.
  <T extends @Nullable Object> T write(Work<T> work);

  /// How often it was opened: what the database keeps for a session is gone when this has changed.
  int opened();

  @Override
  void close();
}
