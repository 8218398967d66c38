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
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.numbers.NumberHistory;
import wabahub.numbers.Ownership;
import wabahub.partners.Partner;
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
        for (NumberHistory number : sources.numbers().history(partner.id(), null)) {
          Set<Integer> months = new TreeSet<>();
          number.phoneNumberIds().forEach(phone -> sessions(phone, months));
          months.addAll(month == null ? months(number, partner) : List.of(month));
          for (int its : months) {
            sources.storage().useWrite(tx -> figures(tx, number, partner.zones(), its));
          }
        }
        sources.numbers().changed(partner.id());
      }
    }
    return differences;
  }

  /// Every month that has figures, and every month from the first fact to the last.
  private TreeSet<Integer> months(NumberHistory number, Partner partner) {
    TreeSet<Integer> months = new TreeSet<>();
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
            for (long at : FactSql.range(tx, phone)) {
              months.add(partner.zones().month(at));
            }
          }
          return null;
        });
    if (!months.isEmpty()) {
      int last = months.last();
      for (int month = months.first(); month < last; month = TimeZones.next(month)) {
        months.add(month);
      }
    }
    return months;
  }

  /// Puts sessions right; `months` gets those whose figures have to follow.
  private void sessions(String phone, Set<Integer> months) {
    Key after = Key.NONE;
    while (after != null) {
      Key from = after;
      after = sources.storage().write(tx -> sessions(tx, phone, from, months));
    }
  }

  /// Some customers after `after`; returns the last of them, null when there was none.
  private @Nullable Key sessions(Handle tx, String phone, Key after, Set<Integer> months) {
    Ownership owner = sources.numbers().ownership(tx, List.of(phone)).get(phone);
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
      if (!Arrays.equals(is, was)) {
        wrong.put(key, is);
        LongStream.concat(Arrays.stream(is), Arrays.stream(was))
            .mapToObj(at -> owner == null ? null : owner.place(at).orElse(null))
            .filter(Objects::nonNull)
            .forEach(place -> months.add(place.month()));
      }
    }
    CustomerSql.saveSessions(tx, wrong);
    return owner == null ? null : last;
  }

  private void figures(Handle tx, NumberHistory number, TimeZones zones, int month) {
    Tally facts = new Tally();
    List<Ownership> owners = new ArrayList<>();
    long from = zones.start(month);
    long to = zones.start(TimeZones.next(month));
    sources
        .numbers()
        .ownership(tx, number.phoneNumberIds())
        .forEach((phone, owner) -> {
          owners.add(owner);
          UnitSql.each(tx, phone, from, to, (key, fact) -> fact.count(facts, owner, 1));
          for (long at : CustomerSql.openings(tx, phone, from)) {
            owner.place(at).ifPresent(p -> facts.add(p, Tally.Kind.SESSION, "", 1));
          }
        });
    Map<Tally.DayCell, Long> is = new TreeMap<>(facts.days());
    is.keySet().removeIf(c -> c.numberId() != number.id() || c.day() / 100 != month);
    Map<Tally.DayCell, Long> was =
        UsageSql.days(tx, List.of(number.id()), month * 100, month * 100 + 99);
    Tally correction = new Tally();
    TreeSet<Tally.DayCell> cells = new TreeSet<>(is.keySet());
    cells.addAll(was.keySet());
    for (Tally.DayCell cell : cells) {
      long before = was.getOrDefault(cell, 0L);
      long after = is.getOrDefault(cell, 0L);
      if (before != after) {
        Ownership.Place place = new Ownership.Place(cell.numberId(), cell.day());
        correction.add(place, cell.kind(), cell.name(), after - before);
        note(number, month, cell, before, after);
      }
    }
    books.add(tx, correction, owners);
    checkMonth(tx, number, month, is);
  }

  /// The figures of the month have to be the sums of its days.
  private void checkMonth(
      Handle tx, NumberHistory number, int month, Map<Tally.DayCell, Long> days) {
    Figures sum = Figures.NONE;
    for (Map.Entry<Tally.DayCell, Long> day : days.entrySet()) {
      sum = sum.plus(Figures.of(day.getKey().kind(), day.getKey().name(), day.getValue()));
    }
    Figures stored =
        UsageSql.month(tx, List.of(number.id()), month).getOrDefault(number.id(), Figures.NONE);
    if (!stored.equals(sum)) {
      UsageSql.set(tx, number.id(), month, sum);
      note(number, month, "marketing", stored.marketing(), sum.marketing());
      note(number, month, "service", stored.service(), sum.service());
      note(number, month, "incoming", stored.incoming(), sum.incoming());
    }
  }

  private void note(NumberHistory number, int month, Tally.DayCell cell, long was, long is) {
    String what = cell.kind().name().toLowerCase(Locale.ROOT);
    add(new Difference(number.whatsapp().digits(), month, cell.day(), what, cell.name(), was, is));
  }

  private void note(NumberHistory number, int month, String kind, long was, long is) {
    if (was != is) {
      add(new Difference(number.whatsapp().digits(), month, 0, kind, "", was, is));
    }
  }

  private void add(Difference difference) {
    if (differences.size() < MAX_DIFFERENCES) {
      differences.add(difference);
    }
  }
}
