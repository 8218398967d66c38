package wabahub.console;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import wabahub.http.Answer;
import wabahub.http.Csv;
import wabahub.http.Route;
import wabahub.metering.Bill;
import wabahub.metering.Charge;
import wabahub.numbers.WhatsAppNumber;
import wabahub.partners.Partner;

/// The itemised bill: line by line what a month's figures consist of.
final class BillPages {
  private static final int PAGE = 100;
  private static final int CSV_PAGE = 1_000;
  private static final int CSV_PAGES = 100;
  private static final List<String> KINDS = List.of("marketing", "service", Charge.INCOMING);
  private static final String PATH = "numbers/{whatsapp}/bill";

  private final Gate gate;
  private final Console.Doors doors;
  private final OwnNumbers own;
  private final Look look;
  private final InstantSource clock;

  BillPages(Gate gate, Console.Doors doors, Look look, InstantSource clock) {
    this.gate = gate;
    this.doors = doors;
    this.own = new OwnNumbers(doors.numbers(), doors.outbox());
    this.look = look;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(gate.page(PATH, this::show), gate.page(PATH + ".csv", this::csv));
  }

  private Bill.Query query(Visit visit, Partner partner, WhatsAppNumber number, int limit) {
    int thisMonth = partner.zones().month(clock.instant().getEpochSecond());
    int month = visit.call().query("month").flatMap(Months::parse).orElse(thisMonth);
    String kind = visit.call().query("kind").filter(KINDS::contains).orElse(null);
    return new Bill.Query(
        doors.numbers().history(partner.id(), number.whatsapp()),
        month,
        partner.zones(),
        kind,
        limit);
  }

  private Answer show(Visit visit, Partner partner) {
    WhatsAppNumber number = own.number(partner, visit.call());
    Bill.Query query = query(visit, partner, number, PAGE);
    Bill bill = doors.metering().bill(query, visit.call().query("after").orElse(null));
    String path = OwnNumbers.path(number) + "/bill";
    String own = query(query.month(), query.kind());
    return look.page(
        "bill",
        new BillPage(
            visit.frame(Section.NUMBERS, visit.say("bill.title"), path + own),
            number.displayName(),
            Speech.phone(number.whatsapp().digits()),
            visit.who().base() + OwnNumbers.path(number) + query(query.month(), null),
            visit.speech().month(query.month()),
            kinds(visit.who().base() + path, query),
            bill.charges().stream().map(charge -> line(visit.speech(), charge)).toList(),
            visit.who().base() + path + ".csv" + own,
            bill.next() == null ? "" : visit.who().base() + path + own + "&after=" + bill.next()));
  }

  private static String query(int month, @Nullable String kind) {
    return "?month=" + Months.format(month) + (kind == null ? "" : "&kind=" + kind);
  }

  private static List<BillPage.Kind> kinds(String path, Bill.Query query) {
    List<BillPage.Kind> kinds = new ArrayList<>();
    kinds.add(
        new BillPage.Kind("bill.all", path + query(query.month(), null), query.kind() == null));
    for (String kind : KINDS) {
      kinds.add(
          new BillPage.Kind(
              "figure." + kind, path + query(query.month(), kind), kind.equals(query.kind())));
    }
    return kinds;
  }

  private static BillPage.Line line(Speech speech, Charge charge) {
    return new BillPage.Line(
        speech.moment(charge.at()),
        speech.say("figure." + charge.kind()),
        Usage.name(speech, text(charge.category())),
        Usage.name(speech, text(charge.type())),
        country(speech, text(charge.country())),
        text(charge.wamid()));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String country(Speech speech, String code) {
    return code.isEmpty()
        ? ""
        : Locale.of("", code).getDisplayCountry(Locale.forLanguageTag(speech.code()));
  }

  /// Up to a hundred thousand lines; where the rest begins is in the header `X-Next-Cursor`.
  private Answer csv(Visit visit, Partner partner) {
    WhatsAppNumber number = own.number(partner, visit.call());
    Bill.Query query = query(visit, partner, number, CSV_PAGE);
    Csv csv = new Csv().line(List.of("kind", "at", "message_id", "category", "type", "country"));
    String after = visit.call().query("after").orElse(null);
    for (int page = 0; page < CSV_PAGES && (page == 0 || after != null); page++) {
      Bill bill = doors.metering().bill(query, after);
      bill.charges().forEach(charge -> csv.line(cells(charge)));
      after = bill.next();
    }
    Answer answer =
        csv.answer()
            .header(
                "Content-Disposition",
                "attachment; filename=\"%s-%s.csv\""
                    .formatted(number.whatsapp().digits(), Months.format(query.month())));
    return after == null ? answer : answer.header("X-Next-Cursor", after);
  }

  private static List<@Nullable Object> cells(Charge charge) {
    List<@Nullable Object> cells = new ArrayList<>();
    cells.add(charge.kind());
    cells.add(Instant.ofEpochSecond(charge.at()));
    cells.add(charge.wamid());
    cells.add(charge.category());
    cells.add(charge.type());
    cells.add(charge.country());
    return cells;
  }
}
