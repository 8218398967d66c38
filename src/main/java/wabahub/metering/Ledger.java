package wabahub.metering;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import wabahub.numbers.NumberHistory;
import wabahub.partners.Partner;

/// The figures of a partner's numbers, month by month; numbers that have gone are among them.
record Ledger(Sources sources) {
  /// A number and its figures of the month.
  record Entry(NumberHistory number, Breakdown breakdown) {}

  /// The figures of a month (yyyymm) of the numbers that live or have any.
  List<Entry> month(Partner partner, int month) {
    List<NumberHistory> numbers = sources.numbers().history(partner.id(), null);
    Map<Long, Breakdown> byNumber = new LinkedHashMap<>();
    numbers.stream()
        .filter(n -> n.deletedAt() == null)
        .forEach(n -> byNumber.put(n.id(), new Breakdown()));
    sources
        .storage()
        .read(tx -> UsageSql.days(tx, ids(numbers), month * 100, month * 100 + 31))
        .forEach((cell, units) ->
            byNumber
                .computeIfAbsent(cell.numberId(), id -> new Breakdown())
                .add(cell.kind(), cell.name(), units));
    List<Entry> entries = new ArrayList<>();
    for (NumberHistory number : numbers) {
      Breakdown its = byNumber.get(number.id());
      if (its != null) {
        entries.add(new Entry(number, its));
      }
    }
    return entries;
  }

  /// The sums of months (yyyymm, both included) that have any figures.
  SortedMap<Integer, Figures> months(Partner partner, int from, int to) {
    List<Long> ids = ids(sources.numbers().history(partner.id(), null));
    SortedMap<Integer, Figures> months = new TreeMap<>();
    sources
        .storage()
        .read(tx -> UsageSql.months(tx, ids, from, to))
        .forEach((cell, figures) -> months.merge(cell.month(), figures, Figures::plus));
    months.values().removeIf(Figures.NONE::equals);
    return months;
  }

  private static List<Long> ids(List<NumberHistory> numbers) {
    return numbers.stream().map(NumberHistory::id).toList();
  }
}
