package wabahub.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// How fast messages go out.
final class PaceTest {
  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private final Pace pace = new Pace(() -> now, () -> 1);

  private int minute(int rate) {
    int sent = 0;
    for (int i = 0; i < 6_000; i++) {
      int free = pace.free(1, rate);
      pace.take(1, rate, free);
      sent += free;
      now = now.plusMillis(10);
    }
    return sent;
  }

  @Test
  void number_withMuchToSend_staysJustBelowItsRate() {
    assertThat(minute(80)).isBetween(76 * 60, 80 * 60);
    assertThat(minute(20)).isBetween(19 * 60, 20 * 60);
  }

  @Test
  void number_afterARest_sendsATenthOfASecondAtOnce() {
    now = now.plusSeconds(3600);
    assertThat(pace.free(1, 80)).isEqualTo(8);
    assertThat(pace.free(2, 20)).isEqualTo(2);
  }

  @Test
  void number_paused_sendsNothingWhileOthersDo() {
    pace.pause(1, Duration.ofSeconds(2));
    assertThat(pace.free(1, 80)).isZero();
    assertThat(pace.free(2, 80)).isPositive();
    now = now.plusSeconds(2);
    assertThat(pace.free(1, 80)).isPositive();
  }

  @Test
  void clock_setBack_stopsNothing() {
    byte[] person = {1};
    for (int i = 0; i < 45; i++) {
      pace.takePair(1, person);
    }
    pace.take(1, 80, pace.free(1, 80));
    now = now.minusSeconds(3600);
    assertThat(pace.free(1, 80)).isZero();
    assertThat(pace.takePair(1, person)).isEqualTo(Duration.ofSeconds(6));
    now = now.plusSeconds(6);
    assertThat(pace.free(1, 80)).isEqualTo(8);
    assertThat(pace.takePair(1, person)).isZero();
    assertThat(minute(80)).isBetween(76 * 60, 80 * 60);
  }

  @Test
  void clock_setBack_lengthensNoPause() {
    pace.pause(1, Duration.ofSeconds(2));
    now = now.plusSeconds(1).minusSeconds(3600);
    assertThat(pace.isPaused(1)).isTrue();
    now = now.plusSeconds(2);
    assertThat(pace.isPaused(1)).isFalse();
    assertThat(pace.free(1, 80)).isPositive();
  }

  @Test
  void recipient_has45InReserveAndOneInSixSeconds() {
    byte[] person = {1};
    for (int i = 0; i < 45; i++) {
      assertThat(pace.takePair(1, person)).isZero();
    }
    assertThat(pace.takePair(1, person)).isEqualTo(Duration.ofSeconds(6));
    assertThat(pace.takePair(2, person)).isZero();
    now = now.plusSeconds(6);
    assertThat(pace.takePair(1, person)).isZero();
    assertThat(pace.takePair(1, person)).isPositive();
    pace.giveBack(1, person);
    assertThat(pace.takePair(1, person)).isZero();
  }
}
