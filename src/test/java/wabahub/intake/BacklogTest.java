package wabahub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who is held back, and until when.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BacklogTest {
  private static final Duration MOST = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofHours(1);

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final InstantSource clock = now::get;
  private final Backlog backlog = new Backlog(clock, () -> Long.MAX_VALUE);

  private void acknowledge(long seq) {
    backlog.acknowledged(0, seq, clock.millis());
  }

  private void pass(Duration time) {
    now.updateAndGet(at -> at.plus(time));
  }

  /// Somebody who is held back, as is seen here.
  private Thread held() {
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                backlog.awaitLag(MOST, LONG);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(thread.isAlive()).as("held back").isTrue();
      Thread.onSpinWait();
    }
    return thread;
  }

  @Test
  void old_whileItIsWorkedOff_holdsBackUntilItIsApplied() throws InterruptedException {
    acknowledge(1);
    pass(MOST);
    acknowledge(2);
    pass(Duration.ofMillis(1));
    backlog.workedOff(true);
    Thread thread = held();
    // The other one is a millisecond old.
    backlog.applied(1);
    thread.join();
  }

  @Test
  void acknowledged_toAnEarlierStream_isSomebodyElses() {
    backlog.begin(6);
    backlog.acknowledged(5, 1, clock.millis());
    pass(LONG);

    assertThat(backlog.lag()).isZero();
  }

  @Test
  void young_holdsNobodyBack() throws InterruptedException {
    acknowledge(1);
    pass(MOST);
    backlog.workedOff(true);
    backlog.awaitLag(MOST, LONG);
  }

  @Test
  void old_whileNobodyWorks_holdsNobodyBack() throws InterruptedException {
    acknowledge(1);
    pass(LONG);
    backlog.awaitLag(MOST, LONG);
  }

  @Test
  void old_holdsBackNoLongerThanPatience() throws InterruptedException {
    acknowledge(1);
    pass(LONG);
    backlog.workedOff(true);
    backlog.awaitLag(MOST, Duration.ofNanos(1));
  }
}
