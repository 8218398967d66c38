package wabahub.console;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import wabahub.http.Answer;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.intake.Intake;
import wabahub.intake.Shelf;
import wabahub.intake.WaitingElement;
import wabahub.ops.Readiness;
import wabahub.outbox.Backlog;

/// How the hub is, what it was told, and what waits for somebody.
final class HealthPages {
  static final int PAGE = 50;
  private static final String WAITING = "/console/hub/waiting/";

  private final Gate gate;
  private final Console.Doors doors;
  private final Intake intake;
  private final Look look;
  private final Settings settings;
  private final InstantSource clock;

  HealthPages(Gate gate, Console.Doors doors, Look look, Settings settings, InstantSource clock) {
    this.gate = gate;
    this.doors = doors;
    this.intake = doors.intake();
    this.look = look;
    this.settings = settings;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        gate.hubPage("/health", this::health),
        gate.hubPage("/waiting/{shelf}", this::list),
        gate.hubPage("/waiting/{shelf}/{id}", this::show),
        gate.hubAction("/waiting/{shelf}/{id}/retry", this::retry));
  }

  private Answer health(Visit visit) {
    Readiness readiness = doors.ops().readiness();
    List<HealthPage.Line> lines = new ArrayList<>();
    readiness.checks().forEach((name, problem) -> lines.add(line(visit, name, problem, "bad")));
    readiness.notes().forEach((name, note) -> lines.add(line(visit, name, note, "warn")));
    return look.page(
        "health",
        new HealthPage(
            visit.frame(Section.HUB, visit.say("health.title"), "/console/hub/health"),
            readiness.isReady(),
            lines,
            facts(visit, readiness),
            settings.configuration()));
  }

  private static HealthPage.Line line(Visit visit, String name, String problem, String tone) {
    String key = "health.check." + name;
    return new HealthPage.Line(
        visit.speech().knows(key) ? visit.say(key) : name,
        problem.isEmpty() ? visit.say("health.fine") : problem,
        problem.isEmpty() ? "good" : tone);
  }

  private List<List<String>> facts(Visit visit, Readiness readiness) {
    Speech speech = visit.speech();
    Backlog backlog = doors.outbox().backlog();
    long late = HubPages.lateness(backlog, clock.instant().getEpochSecond());
    List<List<String>> facts = new ArrayList<>();
    readiness
        .facts()
        .forEach((name, value) ->
            facts.add(List.of(visit.say("health.fact." + name), value.toString())));
    facts.add(List.of(visit.say("hub.lag"), HubPages.seconds(speech, intake.lag())));
    facts.add(List.of(visit.say("hub.outbox"), speech.number(backlog.waiting())));
    facts.add(
        List.of(visit.say("health.late"), HubPages.seconds(speech, Duration.ofSeconds(late))));
    facts.add(List.of(visit.say("hub.set_aside"), speech.number(intake.count(Shelf.SET_ASIDE))));
    facts.add(List.of(visit.say("hub.held"), speech.number(intake.count(Shelf.HELD))));
    return facts;
  }

  private static String code(Shelf shelf) {
    return shelf.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Shelf shelf(Visit visit) {
    return switch (visit.call().path("shelf")) {
      case "held" -> Shelf.HELD;
      case "set-aside" -> Shelf.SET_ASIDE;
      default -> throw new Refusal(Reason.NOT_FOUND);
    };
  }

  private Answer list(Visit visit) {
    Shelf shelf = shelf(visit);
    String path = WAITING + code(shelf);
    long after =
        visit
            .call()
            .query("after")
            .filter(text -> text.matches("[0-9]{1,18}"))
            .map(Long::parseLong)
            .orElse(0L);
    List<WaitingElement> found = intake.waiting(shelf, after, PAGE + 1);
    List<WaitingElement> shown = found.subList(0, Math.min(PAGE, found.size()));
    return look.page(
        "waiting",
        new WaitingPage(
            visit.frame(Section.HUB, visit.say("waiting.title"), path),
            List.of(tab(visit, Shelf.SET_ASIDE, shelf), tab(visit, Shelf.HELD, shelf)),
            visit.say("waiting.explained." + code(shelf)),
            shown.stream().map(element -> row(visit, path, element)).toList(),
            found.size() > PAGE ? path + "?after=" + shown.getLast().id() : ""));
  }

  private WaitingPage.Tab tab(Visit visit, Shelf shelf, Shelf chosen) {
    return new WaitingPage.Tab(
        visit.say("waiting.tab." + code(shelf), intake.count(shelf)),
        WAITING + code(shelf),
        shelf == chosen);
  }

  private static WaitingPage.Row row(Visit visit, String path, WaitingElement element) {
    String one = path + "/" + element.id();
    return new WaitingPage.Row(
        Long.toString(element.id()),
        reason(visit, element),
        visit.speech().moment(element.arrivedAt()),
        visit.say("waiting.bytes", element.sizeBytes()),
        one,
        one + "/retry");
  }

  private static String reason(Visit visit, WaitingElement element) {
    String key = "waiting.reason." + element.reason();
    return visit.speech().knows(key) ? visit.say(key) : element.reason();
  }

  private Answer show(Visit visit) {
    Shelf shelf = shelf(visit);
    long id = id(visit);
    byte[] content = intake.content(shelf, id);
    WaitingElement element =
        intake.waiting(shelf, id - 1, 1).stream()
            .filter(one -> one.id() == id)
            .findFirst()
            .orElseThrow(() -> new Refusal(Reason.NOT_FOUND));
    String path = WAITING + code(shelf);
    return look.page(
        "element",
        new ElementPage(
            visit.frame(Section.HUB, visit.say("waiting.one", id), path + "/" + id),
            List.of(
                List.of(visit.say("waiting.reason"), reason(visit, element)),
                List.of(visit.say("waiting.at"), visit.speech().moment(element.arrivedAt())),
                List.of(
                    visit.say("waiting.size"), visit.say("waiting.bytes", element.sizeBytes()))),
            text(content),
            path + "/" + id + "/retry",
            path));
  }

  private static String text(byte[] content) {
    return Json.parseTolerantly(content)
        .map(json -> Json.pretty(Json.bytes(json)))
        .orElseGet(() -> new String(content, StandardCharsets.UTF_8));
  }

  private Answer retry(Visit visit) {
    Shelf shelf = shelf(visit);
    return Look.to(WAITING + code(shelf) + "?said=" + intake.retry(shelf, id(visit)).code());
  }

  private static long id(Visit visit) {
    String id = visit.call().path("id");
    if (!id.matches("[1-9][0-9]{0,17}")) {
      throw new Refusal(Reason.NOT_FOUND);
    }
    return Long.parseLong(id);
  }
}
