package wabahub.metering;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import wabahub.http.Csv;
import wabahub.partners.TimeZones;
import wabahub.storage.Storage;

/// Figures finer than the three kinds: charged units by Meta's category, free units by Meta's type,
/// sessions.
final class Breakdown {
  private final Map<String, Long> charged = new TreeMap<>();
  private final Map<String, Long> free = new TreeMap<>();
  private long sessions;
  private Figures figures = Figures.NONE;

  /// By day (yyyymmdd) or month (yyyymm), where there is anything. `from`, `to`: days.
  static SortedMap<Integer, Breakdown> periods(
      Storage storage, Collection<Long> numberIds, int from, int to, boolean byDay) {
    SortedMap<Integer, Breakdown> periods = new TreeMap<>();
    storage
        .read(tx -> UsageSql.days(tx, numberIds, from, to))
        .forEach((cell, units) ->
            periods
                .computeIfAbsent(
                    byDay ? cell.day() : TimeZones.month(cell.day()), p -> new Breakdown())
                .add(cell.kind(), cell.name(), units));
    return periods;
  }

  void add(Tally.Kind kind, String name, long units) {
    switch (kind) {
      case CHARGED -> charged.merge(name, units, Long::sum);
      case FREE -> free.merge(name, units, Long::sum);
      case SESSION -> sessions += units;
    }
    figures = figures.plus(Figures.of(kind, name, units));
  }

  Period period() {
    return new Period(figures, Map.copyOf(charged), Map.copyOf(free), sessions);
  }

  /// Adds all of another one.
  void add(Breakdown other) {
    other.charged.forEach((name, units) -> charged.merge(name, units, Long::sum));
    other.free.forEach((name, units) -> free.merge(name, units, Long::sum));
    sessions += other.sessions;
    figures = figures.plus(other.figures);
  }

  void fill(Map<String, Object> fields) {
    fields.put("conversations", figures.conversations());
    fields.put("marketing", figures.marketing());
    fields.put("service", figures.service());
    fields.put("incoming", figures.incoming());
    fields.put("charged", charged);
    fields.put("free", free);
    fields.put("sessions", sessions);
  }

  static List<String> header(String first) {
    return List.of(first, "what", "name", "units", "counts_as");
  }

  /// A line for each figure, so that they can be summed up in a spreadsheet.
  void lines(String first, Csv csv) {
    charged.forEach((name, units) ->
        line(
            csv,
            first,
            "charged",
            name,
            units,
            Pricing.MARKETING.contains(name) ? "marketing" : "service"));
    free.forEach((name, units) -> line(csv, first, "free", name, units, null));
    if (sessions != 0) {
      line(csv, first, "session", "", sessions, "incoming");
    }
  }

  private static void line(
      Csv csv, String first, String what, String name, long units, @Nullable String kind) {
    List<@Nullable Object> cells = new ArrayList<>();
    cells.add(first);
    cells.add(what);
    cells.add(name);
    cells.add(units);
    cells.add(kind);
    csv.line(cells);
  }
}
