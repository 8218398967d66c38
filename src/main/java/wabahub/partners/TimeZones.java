package wabahub.partners;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// The time zones of a partner in time, and with them the partner's calendar: a pure function from
/// instants (UNIX seconds) to days (yyyymmdd) and months (yyyymm).
///
/// A change of zone takes effect where the running month ends in the old zone. From there on days
/// are those of the new zone, but none before the first of the new month: months that have been
/// counted keep what was counted in them, and no instant is in two months or in none.
public record TimeZones(List<Span> spans) {
  /// From `fromAt` on days are those of `zone`, and none is before `firstDay`.
  public record Span(long fromAt, int firstDay, ZoneId zone) {}

  /// Before every instant that an event can have.
  private static final long EVER = 0;

  public static TimeZones of(ZoneId zone) {
    return new TimeZones(List.of(new Span(EVER, 0, zone)));
  }

  /// The day of an instant.
  public int day(long at) {
    Span span = spanAt(at);
    LocalDate date = LocalDate.ofInstant(Instant.ofEpochSecond(at), span.zone());
    return Math.max(number(date), span.firstDay());
  }

  /// The month of an instant.
  public int month(long at) {
    return month(day(at));
  }

  /// The month of a day.
  public static int month(int day) {
    return day / 100;
  }

  /// The month after a month.
  public static int next(int month) {
    return month % 100 == 12 ? month + 89 : month + 1;
  }

  /// The zone in force at an instant.
  public ZoneId zoneAt(long at) {
    return spanAt(at).zone();
  }

  /// The first instant of a month.
  public long start(int month) {
    for (int i = 0; ; i++) {
      Span span = spans.get(i);
      long begin = Math.max(span.fromAt(), midnight(month, span.zone()));
      long start = span.firstDay() / 100 == month ? span.fromAt() : begin;
      if (i == spans.size() - 1 || start < spans.get(i + 1).fromAt()) {
        return start;
      }
    }
  }

  /// The same with `zone` from the month after `now`'s on; a change that was waiting is replaced.
  public TimeZones change(ZoneId zone, long now) {
    List<Span> kept = new ArrayList<>(spans.stream().filter(s -> s.fromAt() <= now).toList());
    ZoneId current = kept.getLast().zone();
    if (!current.equals(zone)) {
      int month = next(month(now));
      kept.add(new Span(new TimeZones(kept).start(month), month * 100 + 1, zone));
    }
    return new TimeZones(List.copyOf(kept));
  }

  private Span spanAt(long at) {
    int i = spans.size() - 1;
    while (i > 0 && spans.get(i).fromAt() > at) {
      i--;
    }
    return spans.get(i);
  }

  private static long midnight(int month, ZoneId zone) {
    return LocalDate.of(month / 100, month % 100, 1).atStartOfDay(zone).toEpochSecond();
  }

  private static int number(LocalDate date) {
    return date.getYear() * 10_000 + date.getMonthValue() * 100 + date.getDayOfMonth();
  }
}
