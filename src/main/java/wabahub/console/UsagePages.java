package wabahub.console;

import java.time.InstantSource;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.metering.Figures;
import wabahub.metering.Metering;
import wabahub.metering.Period;
import wabahub.metering.Used;
import wabahub.numbers.NumberHistory;
import wabahub.numbers.Numbers;
import wabahub.numbers.WhatsAppNumber;
import wabahub.partners.Partner;

/// Months side by side, a month by number and category, and statements for clients.
final class UsagePages {
  static final int PAGE = 100;
  private static final int MONTHS = 12;

  private final Gate gate;
  private final Metering metering;
  private final Numbers numbers;
  private final Look look;
  private final InstantSource clock;

  UsagePages(Gate gate, Console.Doors doors, Look look, InstantSource clock) {
    this.gate = gate;
    this.metering = doors.metering();
    this.numbers = doors.numbers();
    this.look = look;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        gate.page("usage", this::months),
        gate.page("usage.csv", this::csv),
        gate.page("usage/{number}/statement", this::statement));
  }

  /// What the address asks for; `page` from 1.
  private record Asked(int month, int page) {}

  private Asked asked(Visit visit, Partner partner) {
    int month =
        visit
            .call()
            .query("month")
            .filter(text -> text.matches("20[0-9]{2}-(0[1-9]|1[0-2])"))
            .map(text -> Integer.parseInt(text.replace("-", "")))
            .orElseGet(() -> thisMonth(partner));
    int page =
        visit
            .call()
            .query("page")
            .filter(text -> text.matches("[1-9][0-9]{0,5}"))
            .map(Integer::parseInt)
            .orElse(1);
    return new Asked(month, page);
  }

  private int thisMonth(Partner partner) {
    return partner.zones().month(now());
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  private Answer months(Visit visit, Partner partner) {
    Asked asked = asked(visit, partner);
    SortedMap<Integer, Figures> months = all(partner);
    // Before the figures are read: they hold everything up to there.
    String asOf = visit.speech().time(metering.asOf().getEpochSecond());
    boolean isFinal = metering.isFinal(partner, asked.month());
    List<Used> used =
        metering.used(partner, asked.month()).stream()
            .sorted(Comparator.comparingLong(UsagePages::conversations).reversed())
            .toList();
    String month = "?month=" + iso(asked.month());
    return look.page(
        "usage",
        new UsagePage(
            visit.frame(Section.USAGE, visit.say("usage.title"), "/usage" + month),
            visit.speech().month(asked.month()),
            asOf,
            isFinal,
            chart(visit.speech(), months),
            rows(visit, months, asked.month()),
            new UsageWords(visit.speech()).lines(used.stream().map(Used::period).toList()),
            numbers(visit, used, asked),
            visit.who().base() + "/usage.csv" + month,
            paging(visit, used.size(), asked)));
  }

  private static long conversations(Used used) {
    return used.period().figures().conversations();
  }

  /// The last twelve months, from the first one with figures on; at least the running one.
  private SortedMap<Integer, Figures> all(Partner partner) {
    int last = thisMonth(partner);
    SortedMap<Integer, Figures> found = metering.months(partner, minus(last, MONTHS - 1), last);
    SortedMap<Integer, Figures> all = new TreeMap<>();
    int first = found.isEmpty() ? last : found.firstKey();
    for (int month = last; month >= first; month = minus(month, 1)) {
      all.put(month, found.getOrDefault(month, Figures.NONE));
    }
    return all;
  }

  private static int minus(int month, int months) {
    YearMonth other = YearMonth.of(month / 100, month % 100).minusMonths(months);
    return other.getYear() * 100 + other.getMonthValue();
  }

  private static String iso(int month) {
    return "%04d-%02d".formatted(month / 100, month % 100);
  }

  private static List<UsagePage.Month> rows(
      Visit visit, SortedMap<Integer, Figures> months, int chosen) {
    List<UsagePage.Month> rows = new ArrayList<>();
    long before = 0;
    for (var entry : months.entrySet()) {
      long now = entry.getValue().conversations();
      rows.addFirst(
          new UsagePage.Month(
              visit.speech().month(entry.getKey()),
              visit.who().base() + "/usage?month=" + iso(entry.getKey()),
              entry.getKey() == chosen,
              figures(visit.speech(), entry.getValue()),
              before == 0 ? "" : visit.speech().change((double) (now - before) / before)));
      before = now;
    }
    return rows;
  }

  private static List<String> figures(Speech speech, Figures figures) {
    return List.of(
        speech.number(figures.conversations()),
        speech.number(figures.marketing()),
        speech.number(figures.service()),
        speech.number(figures.incoming()));
  }

  private static String chart(Speech speech, SortedMap<Integer, Figures> months) {
    ObjectNode chart = Json.object();
    ArrayNode labels = chart.putArray("labels");
    months.keySet().forEach(month -> labels.add(speech.shortMonth(month)));
    ArrayNode series = chart.putArray("series");
    ArrayNode marketing = series(speech, series, "marketing");
    ArrayNode service = series(speech, series, "service");
    ArrayNode incoming = series(speech, series, "incoming");
    for (Figures figures : months.values()) {
      marketing.add(figures.marketing());
      service.add(figures.service());
      incoming.add(figures.incoming());
    }
    return Json.text(chart);
  }

  private static ArrayNode series(Speech speech, ArrayNode all, String key) {
    ObjectNode one = all.addObject();
    return one.put("label", speech.say("figure." + key)).put("colour", key).putArray("values");
  }

  private List<UsagePage.Row> numbers(Visit visit, List<Used> used, Asked asked) {
    String base = visit.who().base();
    return used.stream()
        .skip((asked.page() - 1L) * PAGE)
        .limit(PAGE)
        .map(one -> {
          NumberHistory number = one.number();
          Long gone = number.deletedAt();
          String digits = number.whatsapp().digits();
          return new UsagePage.Row(
              gone == null ? base + "/numbers/" + digits : "",
              base + "/usage/" + number.id() + "/statement?month=" + iso(asked.month()),
              Speech.phone(digits),
              number.displayName(),
              gone == null ? "" : visit.say("usage.gone", visit.speech().moment(gone)),
              figures(visit.speech(), one.period().figures()));
        })
        .toList();
  }

  private static UsagePage.Paging paging(Visit visit, int found, Asked asked) {
    int from = (asked.page() - 1) * PAGE;
    int to = Math.min(found, from + PAGE);
    String list = visit.who().base() + "/usage?month=" + iso(asked.month()) + "&page=";
    return new UsagePage.Paging(
        visit.say("usage.shown", Math.min(found, from + 1), to, found),
        asked.page() == 1 ? "" : list + (asked.page() - 1),
        to >= found ? "" : list + (asked.page() + 1));
  }

  private Answer csv(Visit visit, Partner partner) {
    int month = asked(visit, partner).month();
    String name = "usage-" + iso(month) + ".csv";
    return metering
        .csv(partner, month)
        .header("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }

  private Answer statement(Visit visit, Partner partner) {
    int month = asked(visit, partner).month();
    NumberHistory number = number(visit, partner);
    List<Long> id = List.of(number.id());
    int last = thisMonth(partner);
    SortedMap<Integer, Period> all =
        metering.periods(id, minus(last, MONTHS - 1) * 100, last * 100 + 31, false);
    Period period =
        metering.periods(id, month * 100, month * 100 + 31, false).getOrDefault(month, Period.NONE);
    Speech speech = visit.speech();
    YearMonth days = YearMonth.of(month / 100, month % 100);
    boolean isFinal = metering.isFinal(partner, month);
    String asOf = speech.moment(metering.asOf().getEpochSecond());
    String path = "/usage/" + number.id() + "/statement?month=";
    return look.page(
        "statement",
        new StatementPage(
            visit.frame(Section.USAGE, visit.say("statement.title"), path + iso(month)),
            partner.name(),
            numbers.byId(number.id()).map(WhatsAppNumber::businessName).orElse(""),
            number.displayName(),
            Speech.phone(number.whatsapp().digits()),
            speech.month(month),
            List.of(speech.day(month * 100 + 1), speech.day(month * 100 + days.lengthOfMonth())),
            new UsageWords(speech).lines(List.of(period)),
            speech.number(period.figures().conversations()),
            isFinal ? visit.say("statement.final") : visit.say("statement.so_far", asOf),
            speech.moment(now()),
            choices(visit, all, path, month)));
  }

  private static List<StatementPage.Choice> choices(
      Visit visit, SortedMap<Integer, Period> months, String path, int chosen) {
    List<StatementPage.Choice> choices = new ArrayList<>();
    months
        .keySet()
        .forEach(month ->
            choices.addFirst(
                new StatementPage.Choice(
                    visit.speech().month(month),
                    visit.who().base() + path + iso(month),
                    month == chosen)));
    return choices;
  }

  /// One that the partner has or had.
  private NumberHistory number(Visit visit, Partner partner) {
    String id = visit.call().path("number");
    return numbers.history(partner.id(), null).stream()
        .filter(number -> Long.toString(number.id()).equals(id))
        .findFirst()
        .orElseThrow(() -> new Refusal(Reason.NOT_FOUND));
  }
}
