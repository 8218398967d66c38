package wabahub.console;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import wabahub.http.Answer;
import wabahub.http.Form;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.outbox.Attempt;
import wabahub.outbox.DeliveryState;
import wabahub.outbox.Log;
import wabahub.outbox.Outbox;
import wabahub.outbox.PartnerWebhook;
import wabahub.partners.Partner;
import wabahub.partners.Partners;
import wabahub.partners.TimeZones;
import wabahub.secrets.Secret;

/// A partner's credentials, its own webhook and its time zone.
final class SettingsPages {
  private static final int SENT = 10;
  private static final String PLACES =
      "(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.+|UTC";

  private final Gate gate;
  private final Partners partners;
  private final Outbox outbox;
  private final Look look;
  private final InstantSource clock;

  SettingsPages(Gate gate, Console.Doors doors, Look look, InstantSource clock) {
    this.gate = gate;
    this.partners = doors.partners();
    this.outbox = doors.outbox();
    this.look = look;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        gate.page("settings", (visit, partner) -> show(visit, partner, Reason.OK, null)),
        gate.action("settings/secret", this::secret),
        gate.action("settings/webhook", this::webhook),
        gate.action("settings/webhook/secret", this::rotate),
        gate.action("settings/webhook/test", this::test),
        gate.action("settings/webhook/replay", this::replay),
        gate.action("settings/zone", this::zone));
  }

  private Answer show(
      Visit visit, Partner partner, Reason reason, SettingsPage.@Nullable Wrong wrong) {
    return look.page(
        reason,
        "settings",
        new SettingsPage(
            visit.frame(Section.SETTINGS, visit.say("settings.title"), "/settings"),
            partner.clientId(),
            hook(visit, partner, wrong),
            zone(visit.speech(), partner),
            wrong == null ? List.of() : List.of(wrong)));
  }

  private SettingsPage.Hook hook(Visit visit, Partner partner, SettingsPage.@Nullable Wrong wrong) {
    Optional<PartnerWebhook> webhook = outbox.webhook(partner.id());
    String url = webhook.map(PartnerWebhook::url).map(Secret::reveal).orElse("");
    boolean typed = wrong != null && wrong.form().equals("webhook");
    Speech speech = visit.speech();
    return new SettingsPage.Hook(
        typed ? visit.form().text("url") : url,
        !url.isEmpty(),
        webhook.map(PartnerWebhook::secret).map(Secret::reveal).orElse(""),
        webhook.map(hook -> speech.moment(hook.secretAt())).orElse(""),
        webhook.map(PartnerWebhook::oldSecretUntil).map(speech::moment).orElse(""),
        webhook.map(hook -> sent(speech, hook)).orElse(List.of()));
  }

  private List<SettingsPage.Sent> sent(Speech speech, PartnerWebhook webhook) {
    Log log = outbox.log(webhook.id(), new Log.Query(null, "", SENT));
    return log.deliveries().stream().map(delivery -> sent(speech, delivery)).toList();
  }

  private static SettingsPage.Sent sent(Speech speech, Log.Delivery delivery) {
    String tone =
        switch (delivery.state()) {
          case DELIVERED -> "good";
          case FAILED -> "bad";
          case WAITING -> delivery.attempts().isEmpty() ? "soft" : "warn";
        };
    return new SettingsPage.Sent(
        delivery.eventId(),
        delivery.event(),
        speech.moment(delivery.happenedAt()),
        speech.say("delivery." + code(delivery.state())),
        tone,
        delivery.attempts().isEmpty() ? "" : answer(delivery.attempts().getLast()));
  }

  private static String code(DeliveryState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static String answer(Attempt attempt) {
    return Stream.of(attempt.status(), attempt.error())
        .filter(Objects::nonNull)
        .map(Object::toString)
        .collect(Collectors.joining(" · "));
  }

  private SettingsPage.Zone zone(Speech speech, Partner partner) {
    TimeZones zones = partner.zones();
    long now = now();
    TimeZones.Span last = zones.spans().getLast();
    ZoneId current = zones.zoneAt(now);
    TreeSet<String> all =
        ZoneId.getAvailableZoneIds().stream()
            .filter(name -> name.matches(PLACES))
            .collect(Collectors.toCollection(TreeSet::new));
    all.add(current.getId());
    all.add(last.zone().getId());
    long monthEnds = zones.start(TimeZones.next(zones.month(now)));
    return new SettingsPage.Zone(
        last.zone().getId(),
        last.fromAt() > now
            ? speech.say("zone.next", last.zone().getId(), speech.moment(last.fromAt()))
            : "",
        speech.say("zone.today", current.getId(), speech.moment(now)),
        speech.moment(monthEnds),
        List.copyOf(all));
  }

  /// The one page that shows it. Whoever signed in with the old one is signed out.
  private Answer secret(Visit visit, Partner partner) {
    Secret secret = partners.renewSecret(partner.id());
    boolean operator = visit.session().isOperator();
    return look.page(
        "secret",
        new SecretPage(
            visit.frame(Section.SETTINGS, visit.say("credentials.title"), "/settings"),
            partner.name(),
            partner.clientId(),
            secret.reveal(),
            visit.say(operator ? "secret.renewed" : "secret.signed_out"),
            operator ? visit.who().base() + "/settings" : "/console/sign-in"));
  }

  private Answer webhook(Visit visit, Partner partner) {
    try {
      outbox.setWebhook(partner.id(), visit.form().text("url"));
      return back(visit, "webhook");
    } catch (Refusal refusal) {
      return wrong(visit, partner, "webhook", refusal);
    }
  }

  private Answer rotate(Visit visit, Partner partner) {
    outbox.rotateSecret(partner.id());
    return back(visit, "rotated");
  }

  private Answer test(Visit visit, Partner partner) {
    outbox.test(partner.id());
    return back(visit, "tested");
  }

  private Answer replay(Visit visit, Partner partner) {
    PartnerWebhook webhook =
        outbox.webhook(partner.id()).orElseThrow(() -> new Refusal(Reason.NOT_FOUND));
    outbox.replay(webhook.id(), visit.form().text("event"));
    return back(visit, "replayed");
  }

  private Answer zone(Visit visit, Partner partner) {
    Form form = visit.form();
    try {
      partners.change(
          partner.id(), Partners.Change.of(Json.object().put("time_zone", form.text("time_zone"))));
      return back(visit, "zone");
    } catch (Refusal refusal) {
      return wrong(visit, partner, "zone", refusal);
    }
  }

  private Answer wrong(Visit visit, Partner partner, String form, Refusal refusal) {
    return show(
        visit,
        partner,
        refusal.reason(),
        new SettingsPage.Wrong(form, Typed.wrong(visit.speech(), refusal)));
  }

  private static Answer back(Visit visit, String said) {
    return Look.to(visit.who().base() + "/settings?said=" + said);
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
