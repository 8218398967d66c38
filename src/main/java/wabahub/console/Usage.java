package wabahub.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import wabahub.metering.Figures;
import wabahub.metering.Metering;
import wabahub.metering.Period;
import wabahub.numbers.NumberHistory;

/// The figures of one number in a month (yyyymm) and in the year before it, ready to be shown.
///
/// @param today the last day (yyyymmdd) that there can be figures of
record Usage(Speech speech, Metering metering, List<NumberHistory> numbers, int today) {
  private static final int MONTHS = 12;

  private List<Long> ids() {
    return numbers.stream().map(NumberHistory::id).toList();
  }

  /// Every day of it up to today.
  Chart days(SortedMap<Integer, Period> periods, int month) {
    Map<String, Figures> figures = new LinkedHashMap<>();
    for (int day = month * 100 + 1;
        day <= Math.min(today, month * 100 + Months.days(month));
        day++) {
      figures.put(speech.day(day), periods.getOrDefault(day, Period.NONE).figures());
    }
    return Chart.of(speech, figures);
  }

  SortedMap<Integer, Period> ofMonth(int month) {
    return metering.periods(ids(), month * 100 + 1, month * 100 + 31, true);
  }

  /// The twelve months up to this one.
  Chart months() {
    int last = today / 100;
    int first = Months.plus(last, 1 - MONTHS);
    SortedMap<Integer, Period> periods =
        metering.periods(ids(), first * 100 + 1, last * 100 + 31, false);
    Map<String, Figures> figures = new LinkedHashMap<>();
    for (int month = first; month <= last; month = Months.plus(month, 1)) {
      figures.put(speech.shortMonth(month), periods.getOrDefault(month, Period.NONE).figures());
    }
    return Chart.of(speech, figures);
  }

  static Figures total(SortedMap<Integer, Period> periods) {
    return periods.values().stream().map(Period::figures).reduce(Figures.NONE, Figures::plus);
  }

  /// Charged units by category, sessions, then free units by type.
  List<NumberPage.Category> categories(SortedMap<Integer, Period> periods) {
    Map<String, Long> charged = new TreeMap<>();
    Map<String, Long> free = new TreeMap<>();
    long sessions = 0;
    for (Period period : periods.values()) {
      period.charged().forEach((name, units) -> charged.merge(name, units, Long::sum));
      period.free().forEach((name, units) -> free.merge(name, units, Long::sum));
      sessions += period.sessions();
    }
    List<NumberPage.Category> categories = new ArrayList<>();
    charged.forEach((name, units) ->
        categories.add(
            category(name, Metering.isMarketing(name) ? "marketing" : "service", units)));
    if (sessions != 0) {
      categories.add(category("session", "incoming", sessions));
    }
    free.forEach((name, units) -> categories.add(category(name, "free", units)));
    return categories;
  }

  private NumberPage.Category category(String name, String kind, long units) {
    return new NumberPage.Category(name(speech, name), kind, speech.number(units));
  }

  /// Meta's word for a category or a type, said in the reader's language where that is known.
  static String name(Speech speech, String word) {
    return speech.knows("category." + word) ? speech.say("category." + word) : word;
  }
}
