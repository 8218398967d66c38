package wabahub.metering;

import static wabahub.http.Json.invalid;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Csv;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.numbers.NumberHistory;
import wabahub.partners.Partner;
import wabahub.partners.TimeZones;

/// `/api/v1/…/usage`: figures by day or month, finer than the three kinds.
final class UsageRoutes {
  private final Sources sources;
  private final Ledger ledger;
  private final Supplier<Instant> asOf;

  UsageRoutes(Sources sources, Ledger ledger, Supplier<Instant> asOf) {
    this.sources = sources;
    this.ledger = ledger;
    this.asOf = asOf;
  }

  List<Route> routes() {
    return List.of(
        sources.partners().resource("GET", "numbers/{whatsapp}/usage", this::ofNumber),
        sources.partners().resource("GET", "usage", this::ofPartner));
  }

  private Answer ofNumber(Partner partner, Call call) {
    List<NumberHistory> numbers = sources.numbers(partner, call);
    boolean byDay = by(call);
    int thisMonth = sources.thisMonth(partner);
    int from = day(call, "from", thisMonth, 1);
    int to = day(call, "to", thisMonth, 31);
    // Before the figures are read: they hold everything up to there, whatever comes in meanwhile.
    Instant complete = asOf.get();
    Map<Integer, Breakdown> periods =
        Breakdown.periods(sources.storage(), ids(numbers), from, to, byDay);
    if (Csv.isWanted(call)) {
      Csv csv = new Csv().line(Breakdown.header(byDay ? "day" : "month"));
      periods.forEach((period, its) -> its.lines(name(period), csv));
      return csv.answer();
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("whatsapp", numbers.getFirst().whatsapp().digits());
    head(fields, partner, complete);
    List<Map<String, Object>> list = new ArrayList<>();
    periods.forEach((period, its) -> {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put(byDay ? "day" : "month", name(period));
      its.fill(line);
      line.put("final", isFinal(partner, byDay ? TimeZones.month(period) : period, complete));
      list.add(line);
    });
    fields.put("periods", list);
    fields.put("changes", changes(numbers, TimeZones.month(from), TimeZones.month(to)));
    return Answer.json(fields);
  }

  private Answer ofPartner(Partner partner, Call call) {
    int month =
        call.query("month")
            .map(text -> Month.parseIso(text).orElseThrow(() -> wrongMonth("month")))
            .orElseGet(() -> sources.thisMonth(partner));
    Instant complete = asOf.get();
    List<Ledger.Entry> entries = ledger.month(partner, month);
    return Csv.isWanted(call) ? csv(entries) : json(partner, month, entries, complete);
  }

  private static List<Long> ids(List<NumberHistory> numbers) {
    return numbers.stream().map(NumberHistory::id).toList();
  }

  /// A line for each figure of each number.
  static Answer csv(List<Ledger.Entry> entries) {
    Csv csv = new Csv().line(Breakdown.header("whatsapp"));
    entries.forEach(entry -> entry.breakdown().lines(entry.number().whatsapp().digits(), csv));
    return csv.answer();
  }

  private Answer json(Partner partner, int month, List<Ledger.Entry> entries, Instant complete) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("month", Month.formatIso(month));
    head(fields, partner, complete);
    fields.put("final", isFinal(partner, month, complete));
    Breakdown total = new Breakdown();
    entries.forEach(entry -> total.add(entry.breakdown()));
    total.fill(fields);
    fields.put("numbers", entries.stream().map(UsageRoutes::line).toList());
    List<NumberHistory> numbers = sources.numbers().history(partner.id(), null);
    fields.put("changes", changes(numbers, month, month));
    return Answer.json(fields);
  }

  private static Map<String, Object> line(Ledger.Entry entry) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("whatsapp", entry.number().whatsapp().digits());
    line.put("display_name", entry.number().displayName());
    line.put("deleted_at", text(entry.number().deletedAt()));
    entry.breakdown().fill(line);
    return line;
  }

  private void head(Map<String, Object> fields, Partner partner, Instant complete) {
    fields.put("time_zone", partner.zones().zoneAt(sources.now()).getId());
    fields.put("as_of", complete.toString());
  }

  /// Nothing may be on its way that belongs into the month.
  private static boolean isFinal(Partner partner, int month, Instant complete) {
    return Month.isClosed(month, partner.zones(), complete.getEpochSecond());
  }

  private List<Map<String, Object>> changes(List<NumberHistory> numbers, int from, int to) {
    Map<Long, String> whatsapp = new LinkedHashMap<>();
    numbers.forEach(number -> whatsapp.put(number.id(), number.whatsapp().digits()));
    Set<Long> ids = whatsapp.keySet();
    List<Map<String, Object>> list = new ArrayList<>();
    for (UsageSql.Change change :
        sources.storage().read(tx -> UsageSql.changes(tx, ids, from, to))) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("whatsapp", whatsapp.get(change.numberId()));
      line.put("month", Month.formatIso(change.month()));
      line.put("changed_at", Instant.ofEpochSecond(change.at()).toString());
      line.put("marketing", change.figures().marketing());
      line.put("service", change.figures().service());
      line.put("incoming", change.figures().incoming());
      list.add(line);
    }
    return list;
  }

  private static @Nullable String text(@Nullable Long seconds) {
    return seconds == null ? null : Instant.ofEpochSecond(seconds).toString();
  }

  private static String name(int period) {
    return period > 999_999 ? Month.formatDay(period) : Month.formatIso(period);
  }

  private static boolean by(Call call) {
    return switch (call.query("by").orElse("month")) {
      case "day" -> true;
      case "month" -> false;
      default -> throw invalid("by", "has to be day or month");
    };
  }

  /// A day of the query as yyyymmdd; a month there stands for its first or last day.
  private static int day(Call call, String name, int thisMonth, int ofMonth) {
    String text = call.query(name).orElse(Month.formatIso(thisMonth));
    return Month.parseIso(text)
        .map(month -> month * 100 + ofMonth)
        .orElseGet(() -> date(name, text));
  }

  private static int date(String name, String text) {
    try {
      if (!text.matches("20[0-9]{2}-[0-9]{2}-[0-9]{2}")) {
        throw wrongMonth(name);
      }
      LocalDate date = LocalDate.parse(text);
      return date.getYear() * 10_000 + date.getMonthValue() * 100 + date.getDayOfMonth();
    } catch (DateTimeException e) {
      throw wrongMonth(name);
    }
  }

  private static Refusal wrongMonth(String name) {
    return invalid(name, "has to look like 2026-11 (or 2026-11-05)");
  }
}
