package wabahub.console;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import wabahub.console.NumberPage.Fact;
import wabahub.console.NumberPage.Head;
import wabahub.console.NumberPage.Key;
import wabahub.console.NumberPage.Month;
import wabahub.http.Answer;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.metering.Figures;
import wabahub.metering.Period;
import wabahub.numbers.NumberHistory;
import wabahub.numbers.NumberState;
import wabahub.numbers.Online;
import wabahub.numbers.PhoneNumber;
import wabahub.numbers.Receiving;
import wabahub.numbers.Rotated;
import wabahub.numbers.WhatsAppNumber;
import wabahub.partners.Partner;

/// One number: what it has used, its key, its webhooks, its end.
final class NumberPages {
  private static final String PATH = "numbers/{whatsapp}";
  private static final List<Integer> GRACE_HOURS = List.of(0, 1, 24, 168);

  private final Gate gate;
  private final Console.Doors doors;
  private final OwnNumbers own;
  private final HookForms forms;
  private final Look look;
  private final InstantSource clock;

  NumberPages(Gate gate, Console.Doors doors, Look look, InstantSource clock) {
    this.gate = gate;
    this.doors = doors;
    this.own = new OwnNumbers(doors.numbers(), doors.outbox());
    this.forms = new HookForms(doors.outbox());
    this.look = look;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        gate.page(PATH, (visit, partner) -> show(visit, partner, hidden(visit, partner))),
        gate.action(PATH + "/key/show", this::showKey),
        gate.action(PATH + "/key", this::rotateKey),
        gate.action(PATH + "/webhooks", this::addHook),
        gate.action(PATH + "/disconnect", this::disconnect),
        gate.page(PATH + "/delete", (visit, partner) -> askBefore(visit, partner, false)),
        gate.action(PATH + "/delete", this::delete));
  }

  private Answer show(Visit visit, Partner partner, Key key) {
    return show(Reason.OK, visit, partner, key, HookForms.empty());
  }

  private Answer show(
      Reason reason, Visit visit, Partner partner, Key key, HookPage.Form hookForm) {
    WhatsAppNumber number = own.number(partner, visit.call());
    Speech speech = visit.speech();
    int today = partner.zones().day(clock.instant().getEpochSecond());
    int month = month(visit, today);
    List<NumberHistory> history = doors.numbers().history(partner.id(), number.whatsapp());
    Usage usage = new Usage(speech, doors.metering(), history, today);
    SortedMap<Integer, Period> periods = usage.ofMonth(month);
    String path = OwnNumbers.path(number);
    return look.page(
        reason,
        "number",
        new NumberPage(
            visit.frame(
                Section.NUMBERS,
                number.displayName(),
                path + (month == today / 100 ? "" : "?month=" + Months.format(month))),
            head(visit, number),
            month(visit, number, month, today, Usage.total(periods)),
            usage.days(periods, month),
            usage.categories(periods),
            usage.months(),
            key,
            doors.outbox().webhooks(number.id()).stream()
                .map(webhook -> forms.line(visit, number, webhook))
                .toList(),
            hookForm,
            visit.session().isOperator() && number.online() != null));
  }

  private static int month(Visit visit, int today) {
    int thisMonth = today / 100;
    return visit
        .call()
        .query("month")
        .flatMap(Months::parse)
        .filter(month -> month <= thisMonth)
        .orElse(thisMonth);
  }

  private Head head(Visit visit, WhatsAppNumber number) {
    NumberState state =
        requireNonNull(doors.numbers().states(List.of(number.id())).get(number.id()));
    States words = new States(visit.speech());
    NumberState.Since since = state.trouble();
    return new Head(
        visit.who().base() + OwnNumbers.path(number),
        number.displayName(),
        number.businessName(),
        Speech.phone(number.whatsapp().digits()),
        number.coexistence(),
        words.name(state),
        words.tone(state),
        words.reason(state),
        words.cure(state),
        since == null ? "" : since.trouble().link(),
        facts(visit, number, state));
  }

  private static List<Fact> facts(Visit visit, WhatsAppNumber number, NumberState state) {
    States words = new States(visit.speech());
    Online online = number.online();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("number.quality", words.quality(state), false));
    facts.add(new Fact("number.limit", words.limit(state), false));
    facts.add(new Fact("number.receiving", receiving(visit, state), false));
    facts.add(
        new Fact(
            "numbers.inbox",
            online == null
                ? visit.say("numbers.inbox.none")
                : online.server() + " · " + online.account() + "/" + online.inbox(),
            false));
    facts.add(new Fact("number.since", visit.speech().moment(number.createTime()), false));
    facts.add(new Fact("number.phone_number_id", number.phoneNumberId(), true));
    facts.add(new Fact("number.waba_id", number.wabaId(), true));
    facts.removeIf(fact -> fact.value().isEmpty());
    return facts;
  }

  private static String receiving(Visit visit, NumberState state) {
    Receiving receiving = state.receiving();
    String said = visit.say("receiving." + receiving.name().toLowerCase(Locale.ROOT));
    return state.receivingReason().isEmpty() ? said : said + " · " + state.receivingReason();
  }

  private Month month(Visit visit, WhatsAppNumber number, int month, int today, Figures total) {
    Speech speech = visit.speech();
    String path = visit.who().base() + OwnNumbers.path(number);
    String bill = "?month=" + Months.format(month);
    int next = Months.plus(month, 1);
    return new Month(
        speech.month(month),
        speech.time(doors.metering().asOf().getEpochSecond()),
        List.of(
            new Fact("conversations", speech.number(total.conversations()), false),
            new Fact("marketing", speech.number(total.marketing()), false),
            new Fact("service", speech.number(total.service()), false),
            new Fact("incoming", speech.number(total.incoming()), false)),
        path + "?month=" + Months.format(Months.plus(month, -1)),
        next > today / 100 ? "" : path + "?month=" + Months.format(next),
        path + "/bill" + bill,
        path + "/bill.csv" + bill);
  }

  private Key hidden(Visit visit, Partner partner) {
    return key(visit, partner, own.number(partner, visit.call()), "");
  }

  private static Key key(Visit visit, Partner partner, WhatsAppNumber number, String shown) {
    Long used = number.keyUsedAt();
    return new Key(
        shown,
        partner.apiKeys() == Partner.ApiKeys.MASKED,
        used == null ? visit.say("key.never_used") : visit.speech().moment(used),
        false);
  }

  private Answer showKey(Visit visit, Partner partner) {
    WhatsAppNumber number = own.number(partner, visit.call());
    Key hidden = key(visit, partner, number, "");
    return show(
        visit,
        partner,
        hidden.masked() ? hidden : key(visit, partner, number, number.apiKey().reveal()));
  }

  private Answer rotateKey(Visit visit, Partner partner) {
    WhatsAppNumber number = own.number(partner, visit.call());
    int hours =
        GRACE_HOURS.stream()
            .filter(grace -> grace.toString().equals(visit.form().text("grace_hours")))
            .findFirst()
            .orElseThrow(() -> new Refusal(Reason.INVALID));
    Rotated rotated =
        doors
            .numbers()
            .rotateKey(partner.id(), number.whatsapp().digits(), Duration.ofHours(hours));
    Key key = key(visit, partner, number, rotated.key().reveal());
    return show(visit, partner, new Key(key.shown(), key.masked(), key.lastUsed(), true));
  }

  private Answer addHook(Visit visit, Partner partner) {
    WhatsAppNumber number = own.number(partner, visit.call());
    try {
      long id =
          doors
              .outbox()
              .addWebhook(OwnNumbers.owner(number), forms.change(visit.form(), true))
              .id();
      String path = visit.who().base() + OwnNumbers.path(number) + "/webhooks/" + id;
      return Look.to(path + "?said=hook_added");
    } catch (Refusal refusal) {
      HookPage.Form form = forms.wrong(visit.speech(), visit.form(), refusal);
      return show(refusal.reason(), visit, partner, hidden(visit, partner), form);
    }
  }

  /// The operator's alone, as in the API.
  private Answer disconnect(Visit visit, Partner partner) {
    WhatsAppNumber number = own.number(partner, visit.call());
    if (!visit.session().isOperator()) {
      throw new Refusal(Reason.NOT_FOUND);
    }
    doors.numbers().disconnect(number.whatsapp().digits());
    return Look.to(visit.who().base() + OwnNumbers.path(number) + "?said=disconnected");
  }

  private Answer askBefore(Visit visit, Partner partner, boolean wrong) {
    WhatsAppNumber number = own.number(partner, visit.call());
    String path = OwnNumbers.path(number);
    return look.page(
        wrong ? Reason.INVALID : Reason.OK,
        "delete",
        new DeletePage(
            visit.frame(Section.NUMBERS, visit.say("delete.title"), path + "/delete"),
            visit.who().base() + path,
            number.displayName(),
            Speech.phone(number.whatsapp().digits()),
            number.coexistence(),
            wrong));
  }

  private Answer delete(Visit visit, Partner partner) {
    WhatsAppNumber number = own.number(partner, visit.call());
    boolean meant =
        PhoneNumber.parse(visit.form().text("number"))
            .filter(number.whatsapp()::equals)
            .isPresent();
    if (!meant) {
      return askBefore(visit, partner, true);
    }
    doors.numbers().delete(partner.id(), number.whatsapp().digits());
    return Look.to(visit.who().base() + "/numbers?said=deleted");
  }
}
