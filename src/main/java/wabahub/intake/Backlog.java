package wabahub.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import wabahub.metering.Freshness;

/// What has been acknowledged and is not in the figures yet.
final class Backlog implements Freshness {
  /// Beyond that the newest entries are summed up, which only makes the backlog look older.
  private static final int MAX_ENTRIES = 10_000;

  /// A group commit: the journal up to `seq` was acknowledged at `at` (milliseconds) or later.
  private record Commit(long seq, long at) {}

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition progress = lock.newCondition();
  private final Deque<Commit> waiting = new ArrayDeque<>();
  private volatile long oldestAt = Long.MAX_VALUE;
  private volatile long applied;

  Backlog(InstantSource clock) {
    this.clock = clock;
  }

  /// Before the acknowledgement goes out.
  void acknowledged(long seq, long at) {
    lock.lock();
    try {
      if (seq <= applied) {
        return;
      }
      long since = waiting.size() < MAX_ENTRIES ? at : waiting.removeLast().at();
      waiting.addLast(new Commit(seq, since));
      oldestAt = waiting.getFirst().at();
    } finally {
      lock.unlock();
    }
  }

  /// Everything up to `seq` is in the figures that are served.
  void applied(long seq) {
    lock.lock();
    try {
      applied = seq;
      while (!waiting.isEmpty() && waiting.getFirst().seq() <= seq) {
        waiting.removeFirst();
      }
      oldestAt = waiting.isEmpty() ? Long.MAX_VALUE : waiting.getFirst().at();
      progress.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// How old the oldest event is that is not in the figures; zero when all are.
  Duration lag() {
    long oldest = oldestAt;
    return oldest == Long.MAX_VALUE
        ? Duration.ZERO
        : Duration.ofMillis(Math.max(0, clock.millis() - oldest));
  }

  @Override
  public Optional<Instant> await(Duration age, Duration patience) {
    long until = clock.millis() - age.toMillis();
    if (oldestAt > until) {
      return Optional.empty();
    }
    lock.lock();
    try {
      long nanos = patience.toNanos();
      while (oldestAt <= until && nanos > 0) {
        nanos = progress.awaitNanos(nanos);
      }
      return oldestAt > until ? Optional.empty() : Optional.of(Instant.ofEpochMilli(oldestAt));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(Instant.ofEpochMilli(oldestAt));
    } finally {
      lock.unlock();
    }
  }
}
