package wabahub.console;

import static java.util.Objects.requireNonNull;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import wabahub.console.NumbersPage.Card;
import wabahub.console.NumbersPage.Column;
import wabahub.console.NumbersPage.Paging;
import wabahub.console.NumbersPage.Row;
import wabahub.http.Answer;
import wabahub.http.Csv;
import wabahub.http.Route;
import wabahub.metering.Figures;
import wabahub.numbers.NumberState;
import wabahub.numbers.Online;
import wabahub.numbers.WhatsAppNumber;
import wabahub.partners.Partner;
import wabahub.roster.Line;
import wabahub.roster.Snapshot;

/// The home of a partner: all numbers with what they have used this month.
final class NumbersPages {
  static final int PAGE = 50;

  private static final List<String> HEADER =
      List.of(
          "whatsapp",
          "display_name",
          "business_name",
          "coexistence",
          "online",
          "conversations",
          "marketing",
          "service",
          "incoming",
          "quality",
          "messaging_limit",
          "can_send",
          "trouble");

  private final Gate gate;
  private final Console.Doors doors;
  private final Look look;
  private final InstantSource clock;
  private final Comparison comparison;

  NumbersPages(Gate gate, Console.Doors doors, Look look, InstantSource clock) {
    this.gate = gate;
    this.doors = doors;
    this.look = look;
    this.clock = clock;
    this.comparison = new Comparison(doors.metering());
  }

  List<Route> routes() {
    return List.of(gate.page("numbers", this::list), gate.page("numbers.csv", this::csv));
  }

  private Answer list(Visit visit, Partner partner) {
    Filters filters = Filters.of(visit.call());
    Snapshot snapshot = doors.roster().now(partner);
    List<Line> found = doors.roster().find(snapshot, filters.wish());
    int last = Math.max(1, (found.size() + PAGE - 1) / PAGE);
    Filters shown = filters.atPage(Math.min(filters.page(), last));
    int from = (shown.page() - 1) * PAGE;
    List<Line> page = found.subList(from, Math.min(from + PAGE, found.size()));
    Speech speech = visit.speech();
    return look.page(
        "numbers",
        new NumbersPage(
            visit.frame(Section.NUMBERS, visit.say("numbers.title"), "/numbers" + shown.query()),
            speech.month(snapshot.month()),
            speech.time(snapshot.asOf().getEpochSecond()),
            !snapshot.lines().isEmpty(),
            cards(speech, partner, snapshot),
            shown.chosen(),
            visit.who().base() + "/numbers.csv" + shown.atPage(1).query(),
            columns(visit, shown),
            rows(visit, page),
            paging(visit, shown, found.size(), last)));
  }

  private List<Card> cards(Speech speech, Partner partner, Snapshot snapshot) {
    Figures now = snapshot.total();
    Figures before = comparison.of(partner, snapshot, clock.instant().getEpochSecond());
    return List.of(
        card(speech, "conversations", now.conversations(), before.conversations()),
        card(speech, "marketing", now.marketing(), before.marketing()),
        card(speech, "service", now.service(), before.service()),
        card(speech, "incoming", now.incoming(), before.incoming()));
  }

  private static Card card(Speech speech, String key, long now, long before) {
    String trend = before == 0 ? "" : now > before ? "up" : now < before ? "down" : "same";
    String change = before == 0 ? "" : speech.change((double) (now - before) / before);
    return new Card(key, speech.number(now), change, trend, speech.number(before));
  }

  private static List<Column> columns(Visit visit, Filters filters) {
    List<Column> columns = new ArrayList<>();
    columns.add(column(visit, filters, "display_name", false));
    for (String figure : NumbersPage.FIGURES) {
      columns.add(column(visit, filters, figure, true));
    }
    return columns;
  }

  /// Names begin with their first, figures with the largest.
  private static Column column(Visit visit, Filters filters, String key, boolean number) {
    String ascending = key;
    String descending = "-" + key;
    String sort = filters.get("sort");
    boolean down = sort.equals(descending);
    boolean up = sort.equals(ascending);
    String next = number ? (down ? ascending : descending) : (up ? descending : ascending);
    String order = down ? "descending" : up ? "ascending" : "none";
    String link = visit.who().base() + "/numbers" + filters.with("sort", next).query();
    return new Column(key, order, link, number);
  }

  private List<Row> rows(Visit visit, List<Line> page) {
    Map<Long, NumberState> states = states(page);
    return page.stream().map(line -> row(visit, line, state(states, line))).toList();
  }

  private Map<Long, NumberState> states(List<Line> lines) {
    return doors.numbers().states(lines.stream().map(line -> line.number().id()).toList());
  }

  private static NumberState state(Map<Long, NumberState> states, Line line) {
    return requireNonNull(states.get(line.number().id()));
  }

  private static Row row(Visit visit, Line line, NumberState state) {
    Speech speech = visit.speech();
    States words = new States(speech);
    WhatsAppNumber number = line.number();
    Figures figures = line.figures();
    String digits = number.whatsapp().digits();
    Online online = number.online();
    return new Row(
        visit.who().base() + "/numbers/" + digits,
        digits,
        Speech.phone(digits),
        number.displayName(),
        number.businessName(),
        number.coexistence(),
        List.of(
            speech.number(figures.conversations()),
            speech.number(figures.marketing()),
            speech.number(figures.service()),
            speech.number(figures.incoming())),
        words.quality(state),
        words.limit(state),
        words.name(state),
        words.tone(state),
        words.reason(state),
        online == null ? "" : online.server() + " · " + online.account() + "/" + online.inbox());
  }

  private static Paging paging(Visit visit, Filters filters, int found, int last) {
    int from = (filters.page() - 1) * PAGE;
    String list = visit.who().base() + "/numbers";
    return new Paging(
        visit.speech().count("numbers.found", found),
        visit.say("numbers.shown", Math.min(found, from + 1), Math.min(found, from + PAGE), found),
        filters.page() == 1 ? "" : list + filters.atPage(filters.page() - 1).query(),
        filters.page() == last ? "" : list + filters.atPage(filters.page() + 1).query());
  }

  private Answer csv(Visit visit, Partner partner) {
    List<Line> found =
        doors.roster().find(doors.roster().now(partner), Filters.of(visit.call()).wish());
    Map<Long, NumberState> states = states(found);
    Csv csv = new Csv().line(HEADER);
    found.forEach(line -> csv.line(cells(line, state(states, line))));
    return csv.answer().header("Content-Disposition", "attachment; filename=\"numbers.csv\"");
  }

  private static List<@Nullable Object> cells(Line line, NumberState state) {
    WhatsAppNumber number = line.number();
    Figures figures = line.figures();
    List<@Nullable Object> cells = new ArrayList<>();
    cells.add(number.whatsapp().digits());
    cells.add(number.displayName());
    cells.add(number.businessName());
    cells.add(number.coexistence() ? 1 : 0);
    cells.add(number.online() == null ? 0 : 1);
    cells.add(figures.conversations());
    cells.add(figures.marketing());
    cells.add(figures.service());
    cells.add(figures.incoming());
    cells.add(state.quality());
    cells.add(state.messagingLimit());
    cells.add(state.canSend());
    cells.add(state.trouble() == null ? null : state.trouble().trouble());
    return cells;
  }
}
