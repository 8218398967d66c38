package wabahub.roster;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Where one partner's sheet lies: loads it, keeps it up with commits, throws it away.
final class Desk {
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicLong changes = new AtomicLong();
  private @Nullable Sheet sheet;
  private long loadedAt = -1;

  /// Reads the sheet of a month; `load` makes it when there is none, or an old one.
  <T> T read(int month, IntFunction<Sheet> load, Function<Sheet, T> read) {
    lock.lock();
    try {
      Sheet current = sheet;
      if (current == null || current.month() != month || loadedAt != changes.get()) {
        // Read before loading: a change meanwhile makes the next request load again.
        long at = changes.get();
        current = load.apply(month);
        sheet = current;
        // Not before it is there: what could not be loaded is no answer.
        loadedAt = at;
      }
      return read.apply(current);
    } finally {
      lock.unlock();
    }
  }

  /// Updates the figures of some numbers from the database.
  void refresh(Set<Long> numbers, Roster.Read read) {
    lock.lock();
    try {
      // Reading under the lock: of two commits the later reader also writes later.
      if (sheet != null) {
        sheet.set(read.month(numbers, sheet.month()));
      }
    } finally {
      lock.unlock();
    }
  }

  void changed() {
    changes.incrementAndGet();
  }
}
