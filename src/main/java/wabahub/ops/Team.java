package wabahub.ops;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads of a [Crew].
final class Team implements Crew, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Team.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Else what always fails would be tried, and logged, without a pause.
  private static final Duration REST = Duration.ofMinutes(1);

  private final String name;
  private final int size;
  private final Semaphore free;
  private final ReentrantLock ending = new ReentrantLock();
  private final Condition ended = ending.newCondition();
  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicReference<@Nullable Error> error = new AtomicReference<>();
  private final InstantSource clock;

  /// Subjects and until when they are engaged: [Instant#MAX] while a job is under way.
  private final Map<Long, Instant> engaged = new ConcurrentHashMap<>();

  Team(String name, int size, InstantSource clock) {
    this.name = name;
    this.size = size;
    this.free = new Semaphore(size);
    this.clock = clock;
  }

  @Override
  public int free() {
    return free.availablePermits();
  }

  @Override
  public void start(Runnable job) {
    if (!free.tryAcquire()) {
      throw new IllegalStateException(name + " has no thread free");
    }
    Thread.ofVirtual().name(name).start(() -> run(job));
  }

  @Override
  public boolean start(long subject, Runnable job) {
    rested();
    if (engaged.putIfAbsent(subject, Instant.MAX) != null) {
      return false;
    }
    start(() -> {
      // Unless it comes to its end.
      Instant until = clock.instant().plus(REST);
      try {
        job.run();
        until = Instant.EPOCH;
      } finally {
        engaged.put(subject, until);
      }
    });
    return true;
  }

  private void rested() {
    Instant now = clock.instant();
    engaged.values().removeIf(until -> !until.isAfter(now));
  }

  @Override
  public int engaged() {
    rested();
    return engaged.size();
  }

  private void run(Runnable job) {
    try {
      job.run();
    } catch (RuntimeException e) {
      LOG.error("a job of {} failed", name, e);
    } catch (Error e) {
      error.set(e);
      LOG.error("a job of {} failed", name, e);
    } finally {
      finished.incrementAndGet();
      end();
    }
  }

  private void end() {
    ending.lock();
    try {
      free.release();
      ended.signalAll();
    } finally {
      ending.unlock();
    }
  }

  /// Waits until all jobs are done; returns how many have finished since the last time. Takes no
  /// thread meanwhile, not for an instant either: who has seen one free may start a job on it.
  int await() {
    ending.lock();
    try {
      while (free() < size) {
        ended.awaitUninterruptibly();
      }
    } finally {
      ending.unlock();
    }
    Error failure = error.getAndSet(null);
    if (failure != null) {
      throw failure;
    }
    return finished.getAndSet(0);
  }

  @Override
  public void close() {
    try {
      if (!free.tryAcquire(size, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("jobs of {} are left behind", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
