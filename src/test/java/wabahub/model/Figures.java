package wabahub.model;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import wabahub.model.World.Registration;

/// What is counted in a world, by the key of the number.
///
/// @param numbers every registration is listed, also one without usage
public record Figures(SortedMap<String, Usage> numbers) {

  /// The figures of one number.
  ///
  /// @param days only days on which something was counted
  /// @param months only months in which one of the three kinds was counted
  /// @param charges sorted by instant, message id, category, type
  /// @param openings the instants at which sessions opened, ascending
  public record Usage(
      SortedMap<LocalDate, Day> days,
      SortedMap<YearMonth, Month> months,
      List<Charge> charges,
      List<Long> openings) {}

  /// The finer figures of a day.
  ///
  /// @param charged units by category; `none` when Meta gave no category
  /// @param free delivered units that are not charged, by pricing type; `untyped` when the pricing
  ///   has no type, `unpriced` when there is no pricing
  public record Day(
      SortedMap<String, Integer> charged, SortedMap<String, Integer> free, int sessions) {}

  /// The three kinds.
  public record Month(int marketing, int service, int incoming) {}

  /// A line of the itemised bill.
  ///
  /// @param category as in [Day#charged]
  /// @param type `regular`, or empty when `billable` decided
  public record Charge(String messageId, long instant, String category, String type) {}

  /// The same, but of other numbers than these the days alone.
  public Figures detailed(Set<String> some) {
    SortedMap<String, Usage> all = new TreeMap<>(numbers);
    all.replaceAll((number, usage) ->
        some.contains(number)
            ? usage
            : new Usage(usage.days(), new TreeMap<>(), List.of(), List.of()));
    return new Figures(all);
  }

  /// One line a figure, sorted: two figures are equal when their lines are.
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    numbers.forEach((number, usage) -> {
      usage.days().forEach((day, it) -> lines.add(number + " " + day + " " + it));
      usage.months().forEach((month, it) -> lines.add(number + " " + month + " " + it));
      usage.charges().forEach(it -> lines.add(number + " " + it));
      usage.openings().forEach(it -> lines.add(number + " session opened " + it));
    });
    return lines;
  }

  /// Adds up what the rules have found, one at a time.
  static final class Tally {
    private static final Comparator<Charge> BILL_ORDER =
        Comparator.comparingLong(Charge::instant)
            .thenComparing(Charge::messageId)
            .thenComparing(Charge::category)
            .thenComparing(Charge::type);

    private final SortedMap<String, Usage> numbers = new TreeMap<>();

    Tally(List<Registration> registrations) {
      for (Registration it : registrations) {
        numbers.put(
            it.number(),
            new Usage(new TreeMap<>(), new TreeMap<>(), new ArrayList<>(), new ArrayList<>()));
      }
    }

    void charged(String number, LocalDate day, Charge charge, boolean marketing) {
      Usage usage = numbers.get(number);
      usage.charges().add(charge);
      day(usage, day).charged().merge(charge.category(), 1, Integer::sum);
      month(usage, day, marketing ? new Month(1, 0, 0) : new Month(0, 1, 0));
    }

    void free(String number, LocalDate day, String type) {
      day(numbers.get(number), day).free().merge(type, 1, Integer::sum);
    }

    void opened(String number, LocalDate day, long instant) {
      Usage usage = numbers.get(number);
      usage.openings().add(instant);
      Day it = day(usage, day);
      usage.days().put(day, new Day(it.charged(), it.free(), it.sessions() + 1));
      month(usage, day, new Month(0, 0, 1));
    }

    Figures figures() {
      for (Usage usage : numbers.values()) {
        usage.charges().sort(BILL_ORDER);
        Collections.sort(usage.openings());
      }
      return new Figures(numbers);
    }

    private static Day day(Usage usage, LocalDate day) {
      return usage
          .days()
          .computeIfAbsent(day, fresh -> new Day(new TreeMap<>(), new TreeMap<>(), 0));
    }

    private static void month(Usage usage, LocalDate day, Month more) {
      usage
          .months()
          .merge(
              YearMonth.from(day),
              more,
              (a, b) ->
                  new Month(
                      a.marketing() + b.marketing(),
                      a.service() + b.service(),
                      a.incoming() + b.incoming()));
    }
  }
}
