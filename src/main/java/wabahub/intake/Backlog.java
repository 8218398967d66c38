package wabahub.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import wabahub.metering.Freshness;

/// What has been acknowledged and is not in the figures yet.
final class Backlog implements Freshness {
  /// Beyond that the newest entries are summed up, which only makes the backlog look older.
  private static final int MAX_ENTRIES = 10_000;

  /// What others have applied is looked at as often as that.
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /// A group commit: a stream up to `seq` was acknowledged at `at` (milliseconds) or later.
  private record Commit(long stream, long seq, long at) {}

  private final InstantSource clock;
  private final LongSupplier others;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition progress = lock.newCondition();
  private final Deque<Commit> waiting = new ArrayDeque<>();
  private volatile long oldestAt = Long.MAX_VALUE;
  private volatile boolean workedOff;
  private long stream;
  private long applied;

  /// `others`: up to when that is in the figures which other hubs have acknowledged, and have left
  /// (UNIX milliseconds).
  Backlog(InstantSource clock, LongSupplier others) {
    this.clock = clock;
    this.others = others;
  }

  /// Before the acknowledgement goes out.
  void acknowledged(long ofStream, long seq, long at) {
    lock.lock();
    try {
      // An earlier stream of this hub (ids only grow) is somebody else's backlog.
      if (ofStream < stream || ofStream == stream && seq <= applied) {
        return;
      }
      long since = waiting.size() < MAX_ENTRIES ? at : waiting.removeLast().at();
      waiting.addLast(new Commit(ofStream, seq, since));
      look();
    } finally {
      lock.unlock();
    }
  }

  /// From here on this stream is this hub's own; one before it is somebody else's backlog.
  void begin(long newStream) {
    lock.lock();
    try {
      stream = newStream;
      applied = 0;
      waiting.removeIf(commit -> commit.stream() != newStream);
      look();
    } finally {
      lock.unlock();
    }
  }

  /// Everything of this hub's stream up to `seq` is in the figures that are served.
  void applied(long seq) {
    lock.lock();
    try {
      applied = seq;
      waiting.removeIf(commit -> commit.stream() == stream && commit.seq() <= seq);
      look();
    } finally {
      lock.unlock();
    }
  }

  private void look() {
    oldestAt = waiting.isEmpty() ? Long.MAX_VALUE : waiting.getFirst().at();
    progress.signalAll();
  }

  /// How old the oldest event is that this hub has acknowledged and that is not in the figures;
  /// zero when all are.
  Duration lag() {
    long oldest = oldestAt;
    return oldest == Long.MAX_VALUE
        ? Duration.ZERO
        : Duration.ofMillis(Math.max(0, clock.millis() - oldest));
  }

  /// Whether somebody is at work on it.
  void workedOff(boolean now) {
    workedOff = now;
  }

  /// Returns when nothing of this hub's own is older than that or nobody is at work on it, but no
  /// later than after `patience`.
  void awaitLag(Duration atMost, Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long nanos = patience.toNanos();
      while (workedOff && lag().compareTo(atMost) > 0 && nanos > 0) {
        nanos = progress.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  private long completeTo() {
    return Math.min(oldestAt, others.getAsLong());
  }

  @Override
  public Optional<Instant> await(Duration age, Duration patience) {
    long until = clock.millis() - age.toMillis();
    if (completeTo() > until) {
      return Optional.empty();
    }
    lock.lock();
    try {
      long nanos = patience.toNanos();
      while (completeTo() <= until && nanos > 0) {
        nanos -= Math.min(nanos, LOOK_NANOS) - progress.awaitNanos(Math.min(nanos, LOOK_NANOS));
      }
      long complete = completeTo();
      return complete > until ? Optional.empty() : Optional.of(Instant.ofEpochMilli(complete));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(Instant.ofEpochMilli(completeTo()));
    } finally {
      lock.unlock();
    }
  }
}
