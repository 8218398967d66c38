package wabahub.console;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.metering.Figures;
import wabahub.numbers.WhatsAppNumber;
import wabahub.onboarding.Done;
import wabahub.onboarding.Link;
import wabahub.onboarding.Onboarding;
import wabahub.onboarding.State;
import wabahub.partners.Partner;

/// The first minutes of a partner: a link, a client, some traffic, figures. In a sandbox the hub
/// plays the client.
final class StartPages {
  private static final List<String> STEPS = List.of("link", "client", "traffic", "figures");
  private static final List<String> NAMES =
      List.of("Olive Tree Bakery", "Northern Kites", "Harbour Lights Café", "Blue Door Books");

  private final Gate gate;
  private final Console.Doors doors;
  private final Onboarding onboarding;
  private final Look look;
  private final @Nullable Player player;
  private final InstantSource clock;

  /// `player`: null = clients are people.
  StartPages(
      Gate gate, Console.Doors doors, Look look, @Nullable Player player, InstantSource clock) {
    this.gate = gate;
    this.doors = doors;
    this.onboarding = doors.onboarding();
    this.look = look;
    this.player = player;
    this.clock = clock;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(gate.page("start", this::show));
    if (player != null) {
      Player playing = player;
      routes.add(gate.action("start/client", (visit, own) -> client(visit, own, playing)));
      routes.add(gate.action("start/traffic", (visit, own) -> traffic(visit, own, playing)));
    }
    return routes;
  }

  private Answer show(Visit visit, Partner partner) {
    Optional<Link> newest =
        onboarding.links(partner.id(), Long.MAX_VALUE, null, 1).stream().findFirst();
    List<WhatsAppNumber> live = doors.numbers().live(partner.id());
    int month = partner.zones().month(clock.instant().getEpochSecond());
    Figures figures =
        doors.metering().months(partner, month, month).getOrDefault(month, Figures.NONE);
    long used = figures.conversations();
    List<Done> done = newest.map(onboarding::steps).orElse(List.of());
    String version =
        Integer.toHexString(List.of(newest.map(Link::state), done, live.size(), used).hashCode());
    if (visit.call().query("seen").filter(version::equals).isPresent()) {
      return Answer.empty();
    }
    int reached = newest.isEmpty() ? 0 : live.isEmpty() ? 1 : used == 0 ? 2 : STEPS.size();
    String base = visit.who().base();
    return look.page(
        "start",
        new StartPage(
            visit.frame(Section.NUMBERS, visit.say("start.title"), "/start"),
            version,
            player != null,
            steps(visit, reached),
            newest.map(link -> base + "/onboarding/" + link.id()).orElse(null),
            newest
                .filter(link -> link.state() != State.CANCELLED)
                .map(link ->
                    new LinkWords(visit.speech()).stages(link, onboarding.course(link), done))
                .orElse(List.of()),
            live.isEmpty() ? "" : base + "/numbers/" + live.getLast().whatsapp().digits(),
            visit.speech().number(used)));
  }

  private static List<StartPage.Step> steps(Visit visit, int reached) {
    List<StartPage.Step> steps = new ArrayList<>();
    for (int i = 0; i < STEPS.size(); i++) {
      String state = i < reached ? "done" : i == reached ? "now" : "later";
      steps.add(new StartPage.Step(STEPS.get(i), state, visit.say("onboarding.stage." + state)));
    }
    return steps;
  }

  /// Makes a link and goes through it as a client would.
  private Answer client(Visit visit, Partner partner, Player playing) {
    int luck = ThreadLocalRandom.current().nextInt(NAMES.size());
    ObjectNode client =
        Json.object()
            .put("business_name", NAMES.get(luck) + " Ltd")
            .put("display_name", NAMES.get(luck));
    Link link = onboarding.invite(partner.id(), client);
    Player.Signed signed = playing.signIn(link);
    onboarding.signIn(link, signed.code(), signed.session());
    return Look.to(visit.who().base() + "/start");
  }

  private Answer traffic(Visit visit, Partner partner, Player playing) {
    List<WhatsAppNumber> live = doors.numbers().live(partner.id());
    if (live.isEmpty()) {
      throw new Refusal(Reason.CONFLICT, "No number is connected yet.");
    }
    playing.talk(live.getLast());
    return Look.to(visit.who().base() + "/start");
  }
}
