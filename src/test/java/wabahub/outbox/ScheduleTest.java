package wabahub.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScheduleTest {
  @ParameterizedTest
  @CsvSource({"1, 0", "2, 300", "3, 1200", "4, 3600", "5, 14400", "6, 86400"})
  void retry_onTime_runsFromTheFirstAttempt(int tries, long gap) {
    assertThat(Schedule.next(tries, 1_000, 1_000)).hasValue(1_000 + gap);
  }

  @Test
  void retry_afterTheSeventhAttempt_isNone() {
    assertThat(Schedule.next(7, 1_000, 90_000)).isEqualTo(OptionalLong.empty());
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 300", "3, 900", "4, 2400", "5, 10800", "6, 72000"})
  void retry_overdue_keepsItsDistanceFromTheLastAttempt(int tries, long gap) {
    assertThat(Schedule.next(tries, 1_000, 1_000_000)).hasValue(1_000_000 + gap);
  }
}
