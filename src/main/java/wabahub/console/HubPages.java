package wabahub.console;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.http.Form;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.intake.Shelf;
import wabahub.metering.Figures;
import wabahub.outbox.Backlog;
import wabahub.partners.Partner;
import wabahub.partners.Partners;
import wabahub.secrets.Secret;

/// The operator's view of partners.
final class HubPages {
  static final int PAGE = 50;
  private static final List<String> FIELDS = List.of("name", "time_zone");
  private static final String PARTNERS = "/console/hub/partners/";

  /// Older than that it is worth a look.
  static final Duration LATE = Duration.ofSeconds(10);

  private final Gate gate;
  private final Console.Doors doors;
  private final Partners partners;
  private final Look look;
  private final InstantSource clock;

  HubPages(Gate gate, Console.Doors doors, Look look, InstantSource clock) {
    this.gate = gate;
    this.doors = doors;
    this.partners = doors.partners();
    this.look = look;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        gate.hubPage("", visit -> home(visit, Typed.NOTHING, Reason.OK)),
        gate.hubAction("/partners", this::create),
        gate.hubPage("/partners/{id}", visit -> show(visit, partner(visit), Reason.OK, null)),
        gate.hubAction("/partners/{id}", this::change),
        gate.hubAction("/partners/{id}/secret", this::renew));
  }

  private Answer home(Visit visit, Typed typed, Reason reason) {
    List<Partner> all = partners.all();
    int page =
        visit
            .call()
            .query("page")
            .filter(text -> text.matches("[1-9][0-9]{0,5}"))
            .map(Integer::parseInt)
            .orElse(1);
    String list = "/console/hub?page=";
    return look.page(
        reason,
        "hub",
        new HubPage(
            visit.frame(Section.HUB, visit.say("hub.title"), "/console/hub"),
            cards(visit),
            !all.isEmpty(),
            all.stream()
                .skip((page - 1L) * PAGE)
                .limit(PAGE)
                .map(partner -> row(visit.speech(), partner))
                .toList(),
            typed,
            page == 1 ? "" : list + (page - 1),
            all.size() > page * PAGE ? list + (page + 1) : ""));
  }

  private List<HubPage.Card> cards(Visit visit) {
    boolean ready = doors.ops().readiness().isReady();
    Duration lag = doors.intake().lag();
    long late = lateness(doors.outbox().backlog(), clock.instant().getEpochSecond());
    long setAside = doors.intake().count(Shelf.SET_ASIDE);
    long held = doors.intake().count(Shelf.HELD);
    String health = "/console/hub/health";
    return List.of(
        new HubPage.Card(
            visit.say("hub.ready"),
            visit.say(ready ? "hub.ready.yes" : "hub.ready.no"),
            ready ? "good" : "bad",
            health),
        new HubPage.Card(visit.say("hub.lag"), seconds(visit.speech(), lag), tone(lag), health),
        new HubPage.Card(
            visit.say("hub.outbox"),
            visit.speech().number(doors.outbox().backlog().waiting()),
            tone(Duration.ofSeconds(late)),
            health),
        new HubPage.Card(
            visit.say("hub.set_aside"),
            visit.speech().number(setAside),
            setAside == 0 ? "good" : "warn",
            "/console/hub/waiting/set-aside"),
        new HubPage.Card(
            visit.say("hub.held"),
            visit.speech().number(held),
            "good",
            "/console/hub/waiting/held"));
  }

  /// How long (seconds) the first delivery has been due.
  static long lateness(Backlog backlog, long now) {
    Long oldest = backlog.oldestDueAt();
    return oldest == null ? 0 : Math.max(0, now - oldest);
  }

  static String seconds(Speech speech, Duration time) {
    return speech.say("hub.seconds", time.toSeconds());
  }

  static String tone(Duration late) {
    return late.compareTo(LATE) <= 0 ? "good" : "warn";
  }

  private HubPage.Row row(Speech speech, Partner partner) {
    return new HubPage.Row(
        partner.name(),
        "/console/" + partner.id() + "/numbers",
        PARTNERS + partner.id(),
        partner.suspended(),
        load(speech, partner));
  }

  /// Numbers, conversations this month, open links.
  private List<String> load(Speech speech, Partner partner) {
    int month = partner.zones().month(clock.instant().getEpochSecond());
    Figures figures =
        doors.metering().months(partner, month, month).getOrDefault(month, Figures.NONE);
    return List.of(
        speech.number(doors.numbers().live(partner.id()).size()),
        speech.number(figures.conversations()),
        speech.number(doors.onboarding().countLive(partner.id())));
  }

  private Answer create(Visit visit) {
    Form form = visit.form();
    try {
      Partners.Created created = partners.create(Partners.Change.of(change(form)));
      return secret(visit, created.partner(), created.clientSecret(), "secret.created");
    } catch (Refusal refusal) {
      Typed typed = Typed.of(form, FIELDS, Typed.wrong(visit.speech(), refusal));
      return home(visit, typed, refusal.reason());
    }
  }

  /// What is left empty is not said.
  private static ObjectNode change(Form form) {
    ObjectNode change = Json.object();
    for (String name : List.of("name", "time_zone", "suspended", "api_keys")) {
      if (form.has(name) && !(name.equals("time_zone") && form.text(name).isEmpty())) {
        change.put(name, form.text(name));
      }
    }
    return change;
  }

  private Partner partner(Visit visit) {
    String id = visit.call().path("id");
    if (!id.matches("[1-9][0-9]{0,17}")) {
      throw new Refusal(Reason.NOT_FOUND);
    }
    return partners.find(Long.parseLong(id)).orElseThrow(() -> new Refusal(Reason.NOT_FOUND));
  }

  private Answer show(Visit visit, Partner partner, Reason reason, @Nullable Typed typed) {
    Speech speech = visit.speech();
    List<String> load = load(speech, partner);
    List<List<String>> facts = new ArrayList<>();
    facts.add(List.of(visit.say("partner.client_id"), partner.clientId()));
    facts.add(
        List.of(
            visit.say("partner.zone"),
            partner.zones().zoneAt(clock.instant().getEpochSecond()).getId()));
    facts.add(List.of(visit.say("partner.since"), speech.moment(partner.createdAt())));
    facts.add(List.of(visit.say("hub.numbers"), load.get(0)));
    facts.add(List.of(visit.say("hub.conversations"), load.get(1)));
    facts.add(List.of(visit.say("hub.links"), load.get(2)));
    return look.page(
        reason,
        "partner",
        new PartnerPage(
            visit.frame(Section.HUB, partner.name(), PARTNERS + partner.id()),
            PARTNERS + partner.id(),
            "/console/" + partner.id() + "/numbers",
            partner.suspended(),
            partner.apiKeys() == Partner.ApiKeys.MASKED,
            facts,
            typed == null ? new Typed(Map.of("name", partner.name()), "") : typed));
  }

  private Answer change(Visit visit) {
    Partner partner = partner(visit);
    Form form = visit.form();
    try {
      partners.change(partner.id(), Partners.Change.of(change(form)));
      return Look.to(PARTNERS + partner.id() + "?said=partner");
    } catch (Refusal refusal) {
      Typed typed = Typed.of(form, FIELDS, Typed.wrong(visit.speech(), refusal));
      return show(visit, partner, refusal.reason(), typed);
    }
  }

  private Answer renew(Visit visit) {
    Partner partner = partner(visit);
    return secret(visit, partner, partners.renewSecret(partner.id()), "secret.renewed");
  }

  /// The one page that shows it.
  private Answer secret(Visit visit, Partner partner, Secret secret, String hint) {
    return look.page(
        "secret",
        new SecretPage(
            visit.frame(Section.HUB, visit.say("credentials.title"), "/console/hub"),
            partner.name(),
            partner.clientId(),
            secret.reveal(),
            visit.say(hint),
            "/console/" + partner.id() + "/start"));
  }
}
