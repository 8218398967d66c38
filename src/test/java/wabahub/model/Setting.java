package wabahub.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import wabahub.model.World.Change;
import wabahub.model.World.Registration;
import wabahub.model.World.Zones;

/// The stage of a world: its clock, who owns which number when, in which zone; and the instants at
/// which a rule changes its mind, around which the events crowd.
final class Setting {
  private static final long DAY = ReferenceModel.DAY;
  private static final long HOLDING = 30 * DAY;
  private static final List<ZoneId> ZONES =
      List.of(
          ZoneOffset.UTC,
          ZoneId.of("Pacific/Kiritimati"),
          ZoneId.of("America/New_York"),
          ZoneId.of("Asia/Kathmandu"),
          ZoneId.of("Pacific/Pago_Pago"),
          ZoneId.of("Asia/Jerusalem"),
          ZoneId.of("Pacific/Apia"),
          ZoneId.of("America/St_Johns"),
          ZoneId.of("Australia/Lord_Howe"));

  private final Dice stage;
  final Dice dice;
  private final int part;
  final long now;
  final List<String> phones = new ArrayList<>();
  final List<Registration> registrations = new ArrayList<>();
  final SortedMap<String, Zones> zones = new TreeMap<>();

  /// Instants that matter to everyone.
  private final List<Long> borders = new ArrayList<>();

  /// Instants that matter to a number, to a partner: the likelier the more often one is listed.
  private final Map<String, List<Long>> own = new HashMap<>();

  private final List<Long> arrivals = new ArrayList<>();

  /// When events of a number that came late may have arrived.
  private final Map<String, List<Long>> lateArrivals = new HashMap<>();

  /// @param stage decides on the clock, the partners and their zones, `dice` on everything else
  /// @param part tells the numbers of one setting from those of others on the same stage, below 50
  Setting(Dice stage, Dice dice, int part) {
    this.stage = stage;
    this.dice = dice;
    this.part = part;
    this.now = clock();
    arrivals.add(now);
    borders.add(now + DAY);
    borders.add(now);
    for (String partner : List.of("p1", "p2")) {
      zones.put(partner, history(partner));
    }
    for (int i = 0; i < 3; i++) {
      String phone = "3100200300%02d05%d".formatted(40 + part, i);
      phones.add(phone);
      own.put(phone, new ArrayList<>());
    }
    live(phones.get(0));
    deleted(phones.get(1));
    if (dice.percent(85)) {
      late(phones.get(2));
    } // else it is never registered
  }

  /// Mostly close to a border of days or months.
  private long clock() {
    long any = stage.instant(second("2016-01-01T00:00:00Z"), second("2028-12-31T00:00:00Z"));
    ZoneId zone = stage.of(ZONES);
    LocalDate date = LocalDate.ofInstant(Instant.ofEpochSecond(any), zone);
    return switch (stage.between(0, 3)) {
      case 0 -> any;
      case 1 -> date.atStartOfDay(zone).toEpochSecond() + stage.between(-1, 1);
      case 2 -> date.withDayOfMonth(1).atStartOfDay(zone).toEpochSecond() + stage.between(-2, 90);
      default ->
          date.withDayOfMonth(1).atStartOfDay(zone).toEpochSecond() - stage.between(1, 86_401);
    };
  }

  private Zones history(String partner) {
    List<Long> starts = own.computeIfAbsent(partner, fresh -> new ArrayList<>());
    List<Change> changes = new ArrayList<>();
    ZoneId first = ZONES.get(stage.card("zone", ZONES.size()));
    ZoneId zone = first;
    YearMonth month = month(zone).plusMonths(stage.of(-1, -1, 0, 0, 1));
    long earliest = 0;
    while (changes.size() < 2 && stage.percent(changes.isEmpty() ? 90 : 40)) {
      long start = start(month, zone);
      long low = Math.max(earliest, start(month.minusMonths(1), zone));
      long high = Math.min(now, start - 1);
      if (low > high) {
        break;
      }
      ZoneId next = stage.of(ZONES);
      long asked = stage.percent(50) ? high : stage.instant(low, high);
      changes.add(new Change(asked, month, next));
      if (start < now + 2 * DAY) {
        starts.addAll(List.of(start, start, start, start(month, next)));
      }
      arrivals.add(asked - stage.between(0, 1));
      earliest = start;
      zone = next;
      month = month.plusMonths(stage.between(1, 2));
    }
    starts.add(start(month(zone), zone));
    starts.add(start(month(zone).minusMonths(stage.between(0, 3)), zone));
    starts.add(calendar(zone));
    return new Zones(first, changes);
  }

  private void live(String phone) {
    register(phone, second("2014-06-01T00:00:00Z"), null);
  }

  /// Deleted, and mostly registered again, by the same partner or another.
  private void deleted(String phone) {
    boolean returns = dice.percent(80);
    long gap = returns ? dice.of(0L, 1L, 3_600L, DAY, 2 * DAY, 2 * DAY, 3 * DAY, 45 * DAY) : 0;
    long latest = now - gap - dice.of(0L, 1L, 3_600L, 5 * DAY);
    long end = Math.min(latest, dice.percent(50) ? around(dice.of(own.get("p1"))) : latest);
    register(phone, second("2014-06-01T00:00:00Z"), end);
    mark(phone, end);
    if (returns) {
      long again = end + gap;
      Long secondEnd =
          dice.percent(60) ? Math.min(now, again + dice.of(1L, 5L, DAY, 10 * DAY)) : null;
      register(phone, again, secondEnd);
      mark(phone, again);
      if (secondEnd != null) {
        mark(phone, secondEnd);
      }
    }
  }

  private void late(String phone) {
    long at = now - dice.of(0L, 1L, DAY, HOLDING, 2 * HOLDING);
    register(phone, at, null);
    long first = at - HOLDING;
    lateArrivals.put(phone, List.of(first - 1, first - 1, first, first, first + 1, at - 1, at));
    own.get(phone).add(at);
  }

  private void register(String phone, long at, @Nullable Long end) {
    String partner = dice.of("p1", "p2");
    String number = "n" + (10 * part + registrations.size() + 1);
    registrations.add(new Registration(phone, number, partner, at, end));
    own.get(phone).addAll(own.get(partner));
  }

  private void mark(String phone, long end) {
    for (int i = 0; i < 4; i++) {
      own.get(phone).add(end);
    }
    arrivals.add(end - 1);
  }

  /// One of the odder instants of a calendar.
  private long calendar(ZoneId zone) {
    LocalDate today = LocalDate.ofInstant(Instant.ofEpochSecond(now), zone);
    return switch (stage.between(0, 4)) {
      case 0, 1 -> clockChange(zone);
      case 2 -> leapDay(today, zone);
      case 3 -> today.atStartOfDay(zone).toEpochSecond();
      default -> stage.instant(ReferenceModel.EARLIEST, now);
    };
  }

  /// The latest change of daylight saving time, or a midnight on either side of it.
  private long clockChange(ZoneId zone) {
    ZoneOffsetTransition change = zone.getRules().previousTransition(Instant.ofEpochSecond(now));
    if (change == null || change.toEpochSecond() < ReferenceModel.EARLIEST + DAY) {
      return stage.instant(ReferenceModel.EARLIEST, now);
    }
    LocalDate date = change.getDateTimeBefore().toLocalDate();
    return stage.of(
        change.toEpochSecond(),
        date.atStartOfDay(zone).toEpochSecond(),
        date.plusDays(1).atStartOfDay(zone).toEpochSecond());
  }

  private long leapDay(LocalDate today, ZoneId zone) {
    int year = Math.max(2016, today.minusDays(60).getYear());
    LocalDate day = LocalDate.of(year - Math.floorMod(year, 4), 2, 28);
    return day.plusDays(stage.between(1, 2)).atStartOfDay(zone).toEpochSecond();
  }

  /// An instant at or around one of the borders that matter to the number.
  long instant(String phone) {
    List<Long> mine = own.get(phone);
    return around(mine.isEmpty() || dice.percent(20) ? dice.of(borders) : dice.of(mine));
  }

  long around(long border) {
    return switch (dice.between(0, 9)) {
      case 0, 1 -> border;
      case 2, 3 -> border - 1;
      case 4 -> border + 1;
      case 5 -> border + dice.between(-1, 1) - DAY;
      case 6 -> border + dice.between(-1, 1) + DAY;
      case 7 -> border + dice.between(-7_200, 7_200);
      case 8 -> border - dice.between(0, 2) * DAY + dice.between(-43_200, 43_200);
      default -> border - dice.between(0, 30) * DAY;
    };
  }

  /// The number of an event: any of them, known or not.
  String phone() {
    return dice.of(phones);
  }

  /// A number whose events count, most of the time.
  String liveliest() {
    return dice.percent(70) ? phones.getFirst() : phone();
  }

  /// The end of a registration.
  record Deletion(String phone, long end) {}

  /// At least one; after the first the number may be registered again, after the last never.
  List<Deletion> deletions() {
    return registrations.stream()
        .filter(it -> it.endedAt() != null)
        .map(it -> new Deletion(it.phoneNumberId(), Objects.requireNonNull(it.endedAt())))
        .toList();
  }

  /// When an event of this number arrived: mostly now, sometimes before something changed.
  long arrival(String phone) {
    if (lateArrivals.containsKey(phone) && dice.percent(60)) {
      return dice.of(lateArrivals.get(phone));
    }
    return dice.percent(75) ? now : dice.of(arrivals);
  }

  private YearMonth month(ZoneId zone) {
    return YearMonth.from(Instant.ofEpochSecond(now).atZone(zone));
  }

  private static long start(YearMonth month, ZoneId zone) {
    return month.atDay(1).atStartOfDay(zone).toEpochSecond();
  }

  private static long second(String instant) {
    return Instant.parse(instant).getEpochSecond();
  }
}
