package wabahub.metering;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import wabahub.numbers.Ownership.Place;

/// Changes of figures, summed up before they are written. Sorted, so that two transactions touch
/// rows in the same order.
final class Tally {
  /// What a figure of a day counts.
  enum Kind {
    CHARGED(1),
    FREE(2),
    SESSION(3);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    static Kind of(int code) {
      return values()[code - 1];
    }

    /// Its value in the column `kind`.
    int code() {
      return code;
    }
  }

  /// A figure of a day.
  record DayCell(long numberId, int day, Kind kind, String name) implements Comparable<DayCell> {
    @Override
    public int compareTo(DayCell other) {
      int order = Long.compare(numberId, other.numberId);
      order = order != 0 ? order : Integer.compare(day, other.day);
      order = order != 0 ? order : kind.compareTo(other.kind);
      return order != 0 ? order : name.compareTo(other.name);
    }
  }

  /// The figures of a month.
  record MonthCell(long numberId, int month) implements Comparable<MonthCell> {
    @Override
    public int compareTo(MonthCell other) {
      int order = Long.compare(numberId, other.numberId);
      return order != 0 ? order : Integer.compare(month, other.month);
    }
  }

  private final Map<DayCell, Long> days = new TreeMap<>();

  void add(Place place, Kind kind, String name, long times) {
    days.merge(new DayCell(place.numberId(), place.day(), kind, name), times, Long::sum);
  }

  /// What really changes.
  Map<DayCell, Long> days() {
    days.values().removeIf(units -> units == 0);
    return days;
  }

  /// The three kinds, summed from the days.
  Map<MonthCell, Figures> months() {
    Map<MonthCell, Figures> months = new TreeMap<>();
    days()
        .forEach((cell, units) ->
            months.merge(
                new MonthCell(cell.numberId(), cell.day() / 100),
                Figures.of(cell.kind(), cell.name(), units),
                Figures::plus));
    return months;
  }

  Set<Long> numbers() {
    Set<Long> numbers = new TreeSet<>();
    days().keySet().forEach(cell -> numbers.add(cell.numberId()));
    return numbers;
  }
}
