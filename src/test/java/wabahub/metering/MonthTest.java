package wabahub.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wabahub.partners.TimeZones;

final class MonthTest {
  /// Eight days after its end in the zone of the partner.
  @ParameterizedTest
  @CsvSource({
    "2026-11-08T22:59:59Z, false",
    "2026-11-08T23:00:00Z, true",
    "2026-10-31T23:00:00Z, false",
    "2026-09-01T00:00:00Z, false",
    "2027-09-01T00:00:00Z, true"
  })
  void month_isClosedEightDaysAfterItsEnd(Instant now, boolean closed) {
    TimeZones zones = TimeZones.of(ZoneId.of("Europe/Berlin"));
    assertThat(Month.isClosed(202610, zones, now.getEpochSecond())).isEqualTo(closed);
  }
}
