package wabahub.console;

import static java.util.Objects.requireNonNull;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import wabahub.http.Answer;
import wabahub.http.Form;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.numbers.NumberState;
import wabahub.onboarding.Done;
import wabahub.onboarding.Link;
import wabahub.onboarding.Onboarding;
import wabahub.onboarding.State;
import wabahub.partners.Partner;
import wabahub.roster.Line;
import wabahub.roster.Wish;

/// Links for clients: made, handed on, watched, mended.
final class OnboardingPages {
  static final int PAGE = 50;
  private static final int BROKEN = 20;
  private static final List<String> FIELDS =
      List.of(
          "business_name",
          "display_name",
          "business_email",
          "whatsapp",
          "reference",
          "landing_page",
          "coexistence");

  private final Gate gate;
  private final Console.Doors doors;
  private final Onboarding onboarding;
  private final Look look;
  private final @Nullable Player player;

  /// `player`: null = clients are people.
  OnboardingPages(Gate gate, Console.Doors doors, Look look, @Nullable Player player) {
    this.gate = gate;
    this.doors = doors;
    this.onboarding = doors.onboarding();
    this.look = look;
    this.player = player;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(gate.page("onboarding", this::list));
    routes.add(gate.page("invite", (visit, partner) -> form(visit, Typed.NOTHING, Reason.OK)));
    routes.add(gate.action("invite", this::invite));
    routes.add(gate.action("reconnect", this::reconnect));
    routes.add(gate.page("onboarding/{id}", this::show));
    routes.add(gate.action("onboarding/{id}/cancel", this::cancel));
    routes.add(gate.action("onboarding/{id}/retry", this::retry));
    if (player != null) {
      Player playing = player;
      routes.add(
          gate.action("onboarding/{id}/play", (visit, partner) -> play(visit, partner, playing)));
    }
    return routes;
  }

  private Answer list(Visit visit, Partner partner) {
    State state = visit.call().query("state").flatMap(OnboardingPages::state).orElse(null);
    long before = visit.call().query("before").flatMap(OnboardingPages::id).orElse(Long.MAX_VALUE);
    List<Link> found = onboarding.links(partner.id(), before, state, PAGE + 1);
    List<Link> shown = found.subList(0, Math.min(PAGE, found.size()));
    String base = visit.who().base();
    String query = state == null ? "" : "?state=" + state.code();
    String more = base + "/onboarding" + query + (state == null ? "?" : "&") + "before=";
    return look.page(
        "onboarding",
        new OnboardingPage(
            visit.frame(Section.ONBOARDING, visit.say("onboarding.title"), "/onboarding" + query),
            state == null ? "" : state.code(),
            choices(visit),
            shown.stream().map(link -> row(visit, link)).toList(),
            found.size() > PAGE ? more + shown.getLast().id() : "",
            broken(visit, partner)));
  }

  private static Optional<State> state(String code) {
    return Stream.of(State.values()).filter(state -> state.code().equals(code)).findFirst();
  }

  private static Optional<Long> id(String text) {
    return text.matches("[1-9][0-9]{0,17}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }

  private static List<OnboardingPage.Choice> choices(Visit visit) {
    String base = visit.who().base() + "/onboarding";
    List<OnboardingPage.Choice> choices = new ArrayList<>();
    choices.add(new OnboardingPage.Choice("", visit.say("onboarding.all"), base));
    for (State state : State.values()) {
      choices.add(
          new OnboardingPage.Choice(
              state.code(),
              visit.say("onboarding.state." + state.code()),
              base + "?state=" + state.code()));
    }
    return choices;
  }

  private OnboardingPage.Row row(Visit visit, Link link) {
    LinkWords words = new LinkWords(visit.speech());
    Link.Trouble trouble = link.state() == State.FINISHED ? null : link.trouble();
    return new OnboardingPage.Row(
        visit.who().base() + "/onboarding/" + link.id(),
        words.name(link),
        words.phone(link),
        link.wish().reference(),
        words.state(link),
        LinkWords.tone(link),
        trouble == null ? "" : onboarding.told(trouble, visit.speech().code()),
        visit.speech().moment(link.createdAt()));
  }

  /// Live numbers that a client has to sign in for once more.
  private List<OnboardingPage.Broken> broken(Visit visit, Partner partner) {
    Wish wish = new Wish("", null, null, true, "", "display_name");
    List<Line> lines =
        doors.roster().find(doors.roster().now(partner), wish).stream().limit(BROKEN).toList();
    Map<Long, NumberState> states =
        doors.numbers().states(lines.stream().map(line -> line.number().id()).toList());
    States words = new States(visit.speech());
    return lines.stream()
        .map(Line::number)
        .map(number ->
            new OnboardingPage.Broken(
                number.whatsapp().digits(),
                Speech.phone(number.whatsapp().digits()),
                number.displayName(),
                words.reason(requireNonNull(states.get(number.id())))))
        .toList();
  }

  private Answer form(Visit visit, Typed typed, Reason reason) {
    return look.page(
        reason,
        "invite",
        new InvitePage(
            visit.frame(Section.ONBOARDING, visit.say("invite.title"), "/invite"), typed));
  }

  private Answer invite(Visit visit, Partner partner) {
    Form form = visit.form();
    try {
      Link link = onboarding.invite(partner.id(), Typed.json(form, FIELDS));
      return toLink(visit, link, "made");
    } catch (Refusal refusal) {
      String wrong = Typed.wrong(visit.speech(), refusal);
      return form(visit, Typed.of(form, FIELDS, wrong), refusal.reason());
    }
  }

  private Answer reconnect(Visit visit, Partner partner) {
    return toLink(visit, onboarding.reconnect(partner.id(), visit.form().text("whatsapp")), "made");
  }

  private Answer cancel(Visit visit, Partner partner) {
    return toLink(visit, onboarding.cancel(partner.id(), id(visit)), "cancelled");
  }

  private Answer retry(Visit visit, Partner partner) {
    return toLink(visit, onboarding.retry(partner.id(), id(visit)), "retried");
  }

  private Answer play(Visit visit, Partner partner, Player playing) {
    Link link = onboarding.link(partner.id(), id(visit));
    Player.Signed signed = playing.signIn(link);
    onboarding.signIn(link, signed.code(), signed.session());
    return toLink(visit, link, "played");
  }

  private static long id(Visit visit) {
    return id(visit.call().path("id")).orElseThrow(() -> new Refusal(Reason.NOT_FOUND));
  }

  private static Answer toLink(Visit visit, Link link, String said) {
    return Look.to(visit.who().base() + "/onboarding/" + link.id() + "?said=" + said);
  }

  /// `?seen=`: the version that the browser shows; when it is the present one there is nothing to
  /// tell.
  private Answer show(Visit visit, Partner partner) {
    Link link = onboarding.link(partner.id(), id(visit));
    List<Done> done = onboarding.steps(link);
    String version =
        Integer.toHexString(
            List.of(link.state(), link.signIns(), done, Optional.ofNullable(link.trouble()))
                .hashCode());
    if (visit.call().query("seen").filter(version::equals).isPresent()) {
      return Answer.empty();
    }
    LinkWords words = new LinkWords(visit.speech());
    String path = "/onboarding/" + link.id();
    return look.page(
        "link",
        new LinkPage(
            visit.frame(Section.ONBOARDING, words.name(link), path),
            visit.who().base() + path,
            version,
            facts(visit, link),
            link.state().isLive() ? share(visit, link) : null,
            progress(visit, link, done),
            acts(link)));
  }

  private static List<List<String>> facts(Visit visit, Link link) {
    List<List<String>> facts = new ArrayList<>();
    LinkWords words = new LinkWords(visit.speech());
    fact(facts, visit, "number", words.phone(link));
    fact(facts, visit, "business_name", link.wish().businessName());
    fact(facts, visit, "display_name", link.wish().displayName());
    fact(facts, visit, "reference", link.wish().reference());
    String kind = link.wish().coexistence() ? "coexistence" : "cloud";
    String key = link.reconnects() == null ? kind : "reconnect";
    fact(facts, visit, "kind", visit.say("onboarding.kind." + key));
    fact(facts, visit, "made", visit.speech().moment(link.createdAt()));
    return facts;
  }

  private static void fact(List<List<String>> facts, Visit visit, String key, String value) {
    if (!value.isEmpty()) {
      facts.add(List.of(visit.say("onboarding.fact." + key), value));
    }
  }

  private LinkPage.Share share(Visit visit, Link link) {
    String address = onboarding.address(link);
    // Without isolating characters: they would be sent along.
    String message = visit.say("onboarding.message").replace("{0}", address);
    String subject = encoded(visit.say("onboarding.subject"));
    return new LinkPage.Share(
        address,
        QrCode.of(address),
        message,
        "mailto:"
            + encoded(link.wish().businessEmail()).replace("%40", "@")
            + "?subject="
            + subject
            + "&body="
            + encoded(message),
        "https://wa.me/?text=" + encoded(message));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private LinkPage.Progress progress(Visit visit, Link link, List<Done> done) {
    LinkWords words = new LinkWords(visit.speech());
    Link.Trouble trouble = link.state() == State.FINISHED ? null : link.trouble();
    boolean isHere =
        link.state() == State.FINISHED
            && doors
                .numbers()
                .find(link.whatsapp())
                .filter(n -> n.partnerId() == link.partnerId())
                .isPresent();
    return new LinkPage.Progress(
        words.state(link),
        LinkWords.tone(link),
        words.stages(link, onboarding.course(link), done),
        trouble == null ? null : trouble(visit, trouble),
        isHere ? visit.who().base() + "/numbers/" + link.whatsapp() : "",
        link.state().isLive());
  }

  private LinkPage.Trouble trouble(Visit visit, Link.Trouble trouble) {
    Integer code = trouble.metaCode();
    String meta = (code == null ? "" : code + " ") + trouble.metaSaid();
    return new LinkPage.Trouble(
        onboarding.told(trouble, visit.speech().code()),
        new LinkWords(visit.speech()).cure(trouble),
        meta.strip());
  }

  private LinkPage.Acts acts(Link link) {
    boolean waits = link.state() == State.OPEN || link.state() == State.STUCK;
    return new LinkPage.Acts(
        link.state().isLive(),
        onboarding.canRetry(link),
        waits && player != null && link.reconnects() == null);
  }
}
