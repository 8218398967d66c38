package wabahub.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// When a loop goes on.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class WorkerTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final AtomicInteger ticks = new AtomicInteger();
  private final Semaphore ticked = new Semaphore(0);
  private final AtomicInteger work = new AtomicInteger();
  private volatile Thread thread;

  private int tick() {
    thread = Thread.currentThread();
    ticks.incrementAndGet();
    int done = work.getAndSet(0);
    ticked.release();
    return done;
  }

  private void awaitPause() {
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void loop_afterLittle_pausesWhateverComes_andStillEndsAtOnce() throws InterruptedException {
    work.set(9);
    Worker worker = new Worker("test", LONG, this::tick, new Loop.Gathering(10, LONG));
    worker.start();
    ticked.acquire();
    awaitPause();
    worker.nudge();
    awaitPause();
    assertThat(ticks).hasValue(1);
    worker.close();
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void loop_afterMuch_goesOnAtOnce() throws InterruptedException {
    work.set(10);
    try (Worker worker = new Worker("test", LONG, this::tick, new Loop.Gathering(10, LONG))) {
      worker.start();
      ticked.acquire(2);
    }
  }

  @Test
  void loop_withNothingToDo_goesOnWhenItIsNudged() throws InterruptedException {
    try (Worker worker = new Worker("test", LONG, this::tick, Loop.Gathering.NONE)) {
      worker.start();
      ticked.acquire();
      worker.nudge();
      ticked.acquire();
    }
  }
}
