package wabahub.metering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.numbers.NumberHistory;
import wabahub.numbers.Ownership;
import wabahub.partners.Partner;
import wabahub.partners.Partners;
import wabahub.partners.TimeZones;

/// Rebuilds what is derived (sessions from messages, figures from facts) and compares it with what
/// is there. Works while events come in: a number at a time, a month at a time, each in a
/// transaction of its own that keeps the number's events waiting.
final class Recount {
  private static final int CUSTOMERS = 500;
  private static final int MAX_DIFFERENCES = 1_000;

  private final Sources sources;
  private final Books books;
  private final List<Difference> differences = new ArrayList<>();

  Recount(Sources sources, Books books) {
    this.sources = sources;
    this.books = books;
  }

  /// A figure that was not what the facts say. `day`: 0 for a figure of the whole month.
  record Difference(
      String whatsapp, int month, int day, String what, String name, long was, long is) {}

  /// Of a partner (null = all) and month (null = all); returns what was different, up to a bound.
  List<Difference> run(@Nullable Long partnerId, @Nullable Integer month) {
    for (Partner partner : sources.partners().all()) {
      if (partnerId == null || partnerId == partner.id()) {
        try {
          run(partner, month);
        } finally {
          // Also when it stops half way: what it has put right is committed.
          sources.numbers().changed(partner.id());
        }
      }
    }
    return differences;
  }

  private void run(Partner partner, @Nullable Integer month) {
    for (NumberHistory number : sources.numbers().history(partner.id(), null)) {
      Set<Integer> months = month == null ? months(number, partner) : new TreeSet<>(Set.of(month));
      number.phoneNumberIds().forEach(phone -> sessions(phone, months, month == null));
      for (int its : months) {
        List<Difference> found =
            sources.storage().write(tx -> figures(tx, number, partner.id(), its));
        // Not before the commit: a transaction may run twice.
        found.stream().limit(MAX_DIFFERENCES - differences.size()).forEach(differences::add);
      }
    }
  }

  /// Every month that has figures, or units to make figures of.
  private TreeSet<Integer> months(NumberHistory number, Partner partner) {
    TreeSet<Integer> months = new TreeSet<>();
    TimeZones zones = partner.zones();
    sources
        .storage()
        .<@Nullable Void>read(tx -> {
          UsageSql.months(tx, List.of(number.id()), 0, 999_999)
              .keySet()
              .forEach(cell -> months.add(cell.month()));
          UsageSql.days(tx, List.of(number.id()), 0, 99_999_999)
              .keySet()
              .forEach(cell -> months.add(TimeZones.month(cell.day())));
          for (String phone : number.phoneNumberIds()) {
            Long at = FactSql.delivered(tx, phone, Long.MIN_VALUE);
            while (at != null) {
              months.add(zones.month(at));
              at = FactSql.delivered(tx, phone, zones.start(TimeZones.next(zones.month(at))));
            }
          }
          return null;
        });
    return months;
  }

  /// Puts sessions right; `months` gets those whose figures have to follow, or those of `all`
  /// sessions.
  private void sessions(String phone, Set<Integer> months, boolean all) {
    Key after = Key.NONE;
    while (after != null) {
      Key from = after;
      after = sources.storage().write(tx -> sessions(tx, phone, from, months, all));
    }
  }

  /// Some customers after `after`; returns the last of them, null when there was none.
  private @Nullable Key sessions(
      Handle tx, String phone, Key after, Set<Integer> months, boolean all) {
    Ownership owner = sources.numbers().ownershipAlone(tx, List.of(phone)).get(phone);
    Map<Key, long[]> rebuilt = FactSql.chains(tx, phone, after, CUSTOMERS);
    List<CustomerKey> keys =
        rebuilt.keySet().stream().map(customer -> new CustomerKey(phone, customer)).toList();
    Map<CustomerKey, long[]> stored = CustomerSql.findSessions(tx, keys);
    Map<CustomerKey, long[]> wrong = new TreeMap<>();
    Key last = null;
    for (CustomerKey key : keys) {
      last = key.customer();
      long[] is = rebuilt.getOrDefault(last, new long[0]);
      long[] was = stored.getOrDefault(key, new long[0]);
      boolean isWrong = !Arrays.equals(is, was);
      if (isWrong) {
        wrong.put(key, is);
      }
      if (isWrong || all) {
        LongStream.concat(Arrays.stream(is), Arrays.stream(was))
            .mapToObj(at -> owner == null ? null : owner.place(at).orElse(null))
            .filter(Objects::nonNull)
            .forEach(place -> months.add(place.month()));
      }
    }
    CustomerSql.saveSessions(tx, wrong);
    return owner == null ? null : last;
  }

  private List<Difference> figures(Handle tx, NumberHistory number, long partnerId, int month) {
    // Read here, both: the number may have moved to another phone number id since the recount
    // began, and a change of zone the month.
    List<String> phones = sources.numbers().phonesAlone(tx, number.id());
    Map<String, Ownership> owners = sources.numbers().ownershipAlone(tx, phones);
    TimeZones zones = Partners.zones(tx, partnerId);
    Map<Tally.DayCell, Long> is = rebuild(tx, number, owners, zones, month);
    Map<Tally.DayCell, Long> was =
        UsageSql.days(tx, List.of(number.id()), month * 100, month * 100 + 99);
    Tally correction = new Tally();
    List<Difference> found = new ArrayList<>();
    TreeSet<Tally.DayCell> cells = new TreeSet<>(is.keySet());
    cells.addAll(was.keySet());
    for (Tally.DayCell cell : cells) {
      long before = was.getOrDefault(cell, 0L);
      long after = is.getOrDefault(cell, 0L);
      if (before != after) {
        Ownership.Place place = new Ownership.Place(cell.numberId(), cell.day());
        correction.add(place, cell.kind(), cell.name(), after - before);
        found.add(ofDay(number, month, cell, before, after));
      }
    }
    UsageSql.addDays(tx, correction);
    found.addAll(checkMonth(tx, number, zones, month, is));
    if (!found.isEmpty()) {
      sources.numbers().tell(tx, partnerId);
    }
    return found;
  }

  /// The figures of a number's month by day, from its facts.
  private static Map<Tally.DayCell, Long> rebuild(
      Handle tx, NumberHistory number, Map<String, Ownership> owners, TimeZones zones, int month) {
    Tally facts = new Tally();
    long from = zones.start(month);
    long to = zones.start(TimeZones.next(month));
    owners.forEach((phone, owner) -> {
      UnitSql.each(tx, phone, from, to, (key, fact) -> fact.count(facts, owner, 1));
      for (long at : CustomerSql.openings(tx, phone, from)) {
        owner.place(at).ifPresent(p -> facts.add(p, Tally.Kind.SESSION, "", 1));
      }
    });
    Map<Tally.DayCell, Long> days = new TreeMap<>(facts.days());
    days.keySet().removeIf(c -> c.numberId() != number.id() || c.day() / 100 != month);
    return days;
  }

  /// The figures of the month have to be the sums of its days.
  private List<Difference> checkMonth(
      Handle tx, NumberHistory number, TimeZones zones, int month, Map<Tally.DayCell, Long> days) {
    Figures sum = Figures.NONE;
    for (Map.Entry<Tally.DayCell, Long> day : days.entrySet()) {
      sum = sum.plus(Figures.of(day.getKey().kind(), day.getKey().name(), day.getValue()));
    }
    Figures stored =
        UsageSql.month(tx, List.of(number.id()), month).getOrDefault(number.id(), Figures.NONE);
    if (stored.equals(sum)) {
      return List.of();
    }
    UsageSql.set(tx, number.id(), month, sum);
    books.noteIfClosed(tx, new Tally.MonthCell(number.id(), month), sum.minus(stored), zones);
    return Stream.of(
            ofMonth(number, month, "marketing", stored.marketing(), sum.marketing()),
            ofMonth(number, month, "service", stored.service(), sum.service()),
            ofMonth(number, month, "incoming", stored.incoming(), sum.incoming()))
        .filter(it -> it.was() != it.is())
        .toList();
  }

  private static Difference ofDay(
      NumberHistory number, int month, Tally.DayCell cell, long was, long is) {
    String what = cell.kind().name().toLowerCase(Locale.ROOT);
    return new Difference(
        number.whatsapp().digits(), month, cell.day(), what, cell.name(), was, is);
  }

  private static Difference ofMonth(
      NumberHistory number, int month, String kind, long was, long is) {
    return new Difference(number.whatsapp().digits(), month, 0, kind, "", was, is);
  }
}
