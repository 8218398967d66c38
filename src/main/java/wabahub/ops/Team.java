package wabahub.ops;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads of a [Crew].
final class Team implements Crew, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Team.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String name;
  private final int size;
  private final Semaphore free;
  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicReference<@Nullable Error> error = new AtomicReference<>();

  Team(String name, int size) {
    this.name = name;
    this.size = size;
    this.free = new Semaphore(size);
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
      free.release();
    }
  }

  /// Waits until all jobs are done; returns how many have finished since the last time.
  int await() {
    free.acquireUninterruptibly(size);
    free.release(size);
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
