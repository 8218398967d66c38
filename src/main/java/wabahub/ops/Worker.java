package wabahub.ops;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread of one loop: works while there is work, then waits for a nudge, but no longer than
/// `idle`. A tick that fails is tried again after `idle`; what it was about must still be in the
/// database.
final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final String name;
  private final Duration idle;
  private final Loop loop;
  private final Loop.Gathering gathering;
  private final Semaphore nudges = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean failing;

  Worker(String name, Duration idle, Loop loop, Loop.Gathering gathering) {
    this.name = name;
    this.idle = idle;
    this.loop = loop;
    this.gathering = gathering;
    this.thread = Thread.ofPlatform().name("loop-" + name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void nudge() {
    if (nudges.availablePermits() == 0) {
      nudges.release();
    }
  }

  /// Runs the loop in the caller's thread until there is nothing to do; returns how much was done.
  int settle() {
    int total = 0;
    for (int done = loop.tick(); done > 0; done = loop.tick()) {
      total += done;
    }
    return total;
  }

  private void run() {
    while (!closed) {
      int done = tick();
      if (done == 0) {
        await();
      } else if (done < gathering.full()) {
        LockSupport.parkNanos(gathering.pause().toNanos());
      }
    }
  }

  private int tick() {
    try {
      int done = loop.tick();
      if (failing) {
        failing = false;
        LOG.info("loop={} works again", name);
      }
      return done;
    } catch (RuntimeException | Error e) {
      // Once, not once a second while the database is away.
      if (!failing && !closed) {
        failing = true;
        LOG.error("loop={} failed and is tried again", name, e);
      }
      return 0;
    }
  }

  private void await() {
    try {
      if (nudges.tryAcquire(idle.toMillis(), TimeUnit.MILLISECONDS)) {
        nudges.drainPermits();
      }
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /// Waits for the tick under way.
  @Override
  public void close() {
    closed = true;
    nudges.release();
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
