package wabahub.partners;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A partner's calendar: every instant has one day and one month, in order and without gaps.
final class TimeZonesTest {
  private static final long FIRST = Instant.parse("2015-01-01T00:00:00Z").getEpochSecond();
  private static final List<ZoneId> ZONES =
      ZoneId.getAvailableZoneIds().stream().sorted().map(ZoneId::of).toList();

  private static long at(String instant) {
    return Instant.parse(instant).getEpochSecond();
  }

  /// Months from `from` on: contiguous, each with its first instant, days never going back but for
  /// clocks that are set back over midnight.
  private static void checkMonths(TimeZones zones, int from, int count) {
    int month = from;
    for (int i = 0; i < count; i++, month = TimeZones.next(month)) {
      long start = zones.start(month);
      long end = zones.start(TimeZones.next(month));
      assertThat(end).as("%d of %s", month, zones).isGreaterThan(start);
      assertThat(zones.month(start)).as("%d of %s", month, zones).isEqualTo(month);
      assertThat(zones.month(start - 1)).as("before %d of %s", month, zones).isLessThan(month);
      assertThat(zones.month(end - 1)).as("end of %d of %s", month, zones).isEqualTo(month);
      assertThat(zones.day(start) % 100).as("%d of %s", month, zones).isBetween(1, 2);
      for (long at = start; at < end; at += 6 * 3_600 + 7) {
        assertThat(zones.month(at)).as("%d in %s", at, zones).isEqualTo(month);
      }
    }
  }

  @Test
  void months_ofEveryZone_areContiguous() {
    for (ZoneId zone : ZONES) {
      TimeZones zones = TimeZones.of(zone);
      int month = 201501;
      for (int i = 0; i < 160; i++, month = TimeZones.next(month)) {
        long start = zones.start(month);
        assertThat(zones.month(start)).as("%d in %s", month, zone).isEqualTo(month);
        assertThat(TimeZones.next(zones.month(start - 1)))
            .as("%d in %s", month, zone)
            .isEqualTo(month);
      }
    }
  }

  @Test
  void months_afterSeveralChangesOfZone_areContiguous() {
    SplittableRandom random = new SplittableRandom(15);
    for (int run = 0; run < 300; run++) {
      TimeZones zones = TimeZones.of(ZONES.get(random.nextInt(ZONES.size())));
      long now = FIRST + random.nextLong(300 * 86_400L);
      int from = zones.month(FIRST);
      for (int change = random.nextInt(6); change >= 0; change--) {
        now += random.nextLong(random.nextBoolean() ? 3 * 3_600L : 70 * 86_400L);
        TimeZones before = zones;
        zones = zones.change(ZONES.get(random.nextInt(ZONES.size())), now);
        // What has been counted keeps its day.
        for (long at = FIRST; at <= now; at += 5 * 86_400 + 1) {
          assertThat(zones.day(at)).isEqualTo(before.day(at));
        }
        assertThat(zones.day(now)).isEqualTo(before.day(now));
        assertThat(zones.start(TimeZones.next(zones.month(now))))
            .isEqualTo(before.start(TimeZones.next(before.month(now))));
      }
      checkMonths(zones, from, 30);
    }
  }

  @Test
  void instants_ofRandomZones_areInTheMonthThatBeginsBeforeThem() {
    SplittableRandom random = new SplittableRandom(4);
    for (int run = 0; run < 20_000; run++) {
      TimeZones zones = TimeZones.of(ZONES.get(random.nextInt(ZONES.size())));
      long at = FIRST + random.nextLong(25L * 365 * 86_400);
      int month = zones.month(at);
      assertThat(at)
          .isGreaterThanOrEqualTo(zones.start(month))
          .isLessThan(zones.start(TimeZones.next(month)));
    }
  }

  @Test
  void change_backBeforeItTakesEffect_isNone() {
    TimeZones utc = TimeZones.of(ZoneId.of("UTC"));
    long now = at("2026-10-14T09:30:00Z");
    assertThat(utc.change(ZoneId.of("Asia/Tokyo"), now).change(ZoneId.of("UTC"), now))
        .isEqualTo(utc);
  }

  @ParameterizedTest
  @CsvSource({
    // Samoa left out 30 December 2011; clocks of Lord Howe move by half an hour.
    "Pacific/Apia, 2011-12-30T09:59:59Z, 20111229",
    "Pacific/Apia, 2011-12-30T10:00:00Z, 20111231",
    "Australia/Lord_Howe, 2026-09-30T13:29:59Z, 20260930",
    "Australia/Lord_Howe, 2026-09-30T13:30:00Z, 20261001",
    "Australia/Lord_Howe, 2026-10-31T12:59:59Z, 20261031",
    "Australia/Lord_Howe, 2026-10-31T13:00:00Z, 20261101",
    "Asia/Kathmandu, 2026-10-31T18:15:00Z, 20261101",
    "America/St_Johns, 2026-11-01T02:29:59Z, 20261031",
    "America/St_Johns, 2026-11-01T02:30:00Z, 20261101",
  })
  void day_ofOddZones_isTheirs(String zone, Instant at, int day) {
    assertThat(TimeZones.of(ZoneId.of(zone)).day(at.getEpochSecond())).isEqualTo(day);
  }

  @ParameterizedTest
  @CsvSource({
    "UTC, Asia/Jerusalem, 2026-11-01T00:00:00Z, 2026-11-30T22:00:00Z",
    "UTC, Pacific/Niue, 2026-11-01T00:00:00Z, 2026-12-01T11:00:00Z",
    "Pacific/Kiritimati, Pacific/Niue, 2026-10-31T10:00:00Z, 2026-12-01T11:00:00Z",
    "Pacific/Niue, Pacific/Kiritimati, 2026-11-01T11:00:00Z, 2026-11-30T10:00:00Z",
  })
  void change_betweenZones_beginsWhereTheOldMonthEnds(
      String old, String next, Instant november, Instant december) {
    TimeZones zones =
        TimeZones.of(ZoneId.of(old)).change(ZoneId.of(next), at("2026-10-14T09:30:00Z"));
    assertThat(zones.start(202611)).isEqualTo(november.getEpochSecond());
    assertThat(zones.start(202612)).isEqualTo(december.getEpochSecond());
    assertThat(zones.day(november.getEpochSecond() - 1)).isEqualTo(20261031);
    assertThat(zones.day(november.getEpochSecond()))
        .isEqualTo(Math.max(20261101, number(LocalDate.ofInstant(november, ZoneId.of(next)))));
    checkMonths(zones, 202609, 6);
  }

  private static int number(LocalDate date) {
    return date.getYear() * 10_000 + date.getMonthValue() * 100 + date.getDayOfMonth();
  }
}
