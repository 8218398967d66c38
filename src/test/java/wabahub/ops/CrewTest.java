package wabahub.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CrewTest {
  private volatile Instant now = Instant.parse("2026-10-14T09:30:00Z");
  private final Ops ops = new Ops(Map.of(), () -> now);
  private final Crew crew = ops.crew("test", 2);
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void subject_underWay_isNotBegunAgain() {
    CountDownLatch end = new CountDownLatch(1);
    assertThat(
            crew.start(
                7,
                () -> {
                  try {
                    end.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                }))
        .isTrue();
    assertThat(crew.start(7, runs::incrementAndGet)).isFalse();
    assertThat(crew.engaged()).isEqualTo(1);
    assertThat(crew.start(8, runs::incrementAndGet)).isTrue();
    end.countDown();
    ops.settle();
    assertThat(runs).hasValue(1);
    assertThat(crew.engaged()).isZero();
    assertThat(crew.start(7, runs::incrementAndGet)).isTrue();
    ops.settle();
    assertThat(runs).hasValue(2);
  }

  @Test
  void subject_whoseJobThrows_restsForAMinute() {
    Runnable failing =
        () -> {
          runs.incrementAndGet();
          throw new IllegalStateException("as meant");
        };
    assertThat(crew.start(7, failing)).isTrue();
    ops.settle();
    assertThat(crew.start(7, failing)).isFalse();
    now = now.plus(Duration.ofSeconds(59));
    assertThat(crew.start(7, failing)).isFalse();
    now = now.plus(Duration.ofSeconds(1));
    assertThat(crew.start(7, failing)).isTrue();
    ops.settle();
    assertThat(runs).hasValue(2);
    assertThat(crew.free()).isEqualTo(2);
  }

  @Test
  void thread_seenFree_isFreeAlsoWhileSomebodySettles() throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    Thread settling =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                ops.settle();
              }
            });
    try {
      for (int i = 0; i < 10_000; i++) {
        while (crew.free() == 0) {
          Thread.onSpinWait();
        }
        crew.start(runs::incrementAndGet);
      }
    } finally {
      over.set(true);
      settling.join();
    }
    ops.settle();
    assertThat(runs).hasValue(10_000);
  }
}
