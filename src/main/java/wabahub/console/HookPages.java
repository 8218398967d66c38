package wabahub.console;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import wabahub.http.Answer;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.numbers.WhatsAppNumber;
import wabahub.outbox.Attempt;
import wabahub.outbox.DeliveryState;
import wabahub.outbox.Log;
import wabahub.outbox.NumberWebhook;
import wabahub.outbox.Outbox;
import wabahub.partners.Partner;

/// The webhooks of a number: their settings, what was delivered, and once more what was not.
final class HookPages {
  private static final String PATH = "numbers/{whatsapp}/webhooks/{webhook}";
  private static final String DELIVERY = PATH + "/deliveries/{id}";
  private static final int PAGE = 50;

  private final Gate gate;
  private final OwnNumbers own;
  private final Outbox outbox;
  private final HookForms forms;
  private final Look look;
  private final InstantSource clock;

  HookPages(Gate gate, Console.Doors doors, Look look, InstantSource clock) {
    this.gate = gate;
    this.outbox = doors.outbox();
    this.own = new OwnNumbers(doors.numbers(), outbox);
    this.forms = new HookForms(outbox);
    this.look = look;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        gate.page(PATH, on((visit, at) -> show(visit, at, Shown.NOTHING))),
        gate.action(PATH, on(this::change)),
        gate.action(PATH + "/secret", on(this::rotate)),
        gate.action(PATH + "/test", on(this::test)),
        gate.action(PATH + "/delete", on(this::delete)),
        gate.page(DELIVERY, on(this::delivery)),
        gate.action(DELIVERY + "/replay", on(this::replay)));
  }

  /// The webhook that an address names.
  private record Place(WhatsAppNumber number, NumberWebhook webhook) {
    String path() {
      return OwnNumbers.path(number) + "/webhooks/" + webhook.id();
    }
  }

  @FunctionalInterface
  private interface Work {
    Answer answer(Visit visit, Place place);
  }

  private Gate.OfPartner on(Work work) {
    return (Visit visit, Partner partner) -> {
      WhatsAppNumber number = own.number(partner, visit.call());
      return work.answer(visit, new Place(number, own.webhook(number, visit.call())));
    };
  }

  /// What a page shows beside the usual: a new secret, or a form that was not taken.
  private record Shown(Reason reason, String secret, HookPage.@Nullable Form form) {
    static final Shown NOTHING = new Shown(Reason.OK, "", null);
  }

  private Answer show(Visit visit, Place place, Shown shown) {
    NumberWebhook webhook = place.webhook();
    DeliveryState state = state(visit);
    Log log =
        outbox.log(
            webhook.id(), new Log.Query(state, visit.call().query("after").orElse(""), PAGE));
    String path = visit.who().base() + place.path();
    String filter = state == null ? "" : "state=" + word(state);
    Long until = webhook.oldUntil();
    boolean over = until == null || until <= clock.instant().getEpochSecond();
    String name = HookForms.name(visit, webhook);
    return look.page(
        shown.reason(),
        "hook",
        new HookPage(
            visit.frame(
                Section.NUMBERS, name, place.path() + (filter.isEmpty() ? "" : "?" + filter)),
            path,
            place.number().displayName(),
            visit.who().base() + OwnNumbers.path(place.number()),
            name,
            shown.form() == null ? HookForms.of(webhook) : shown.form(),
            shown.secret(),
            visit.speech().moment(webhook.secretAt()),
            over || until == null ? "" : visit.speech().moment(until),
            log.deliveries().stream().map(delivery -> line(visit, path, delivery)).toList(),
            state == null ? "" : word(state),
            log.next() == null ? "" : path + "?" + filter + "&after=" + log.next()));
  }

  private static @Nullable DeliveryState state(Visit visit) {
    Optional<String> asked = visit.call().query("state");
    return Stream.of(DeliveryState.values())
        .filter(state -> asked.filter(word(state)::equals).isPresent())
        .findFirst()
        .orElse(null);
  }

  private static String word(DeliveryState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static HookPage.Delivery line(Visit visit, String path, Log.Delivery delivery) {
    return new HookPage.Delivery(
        path + "/deliveries/" + delivery.eventId(),
        delivery.event(),
        visit.speech().moment(delivery.happenedAt()),
        visit.say("delivery." + word(delivery.state())),
        switch (delivery.state()) {
          case WAITING -> "warn";
          case DELIVERED -> "good";
          case FAILED -> "bad";
        },
        delivery.attempts().isEmpty() ? "" : answer(delivery.attempts().getLast()));
  }

  /// Its status, else why there was none.
  private static String answer(Attempt attempt) {
    Integer status = attempt.status();
    String error = attempt.error();
    return status != null ? status.toString() : error == null ? "" : error;
  }

  private Answer change(Visit visit, Place place) {
    try {
      outbox.changeWebhook(
          OwnNumbers.owner(place.number()),
          place.webhook().id(),
          forms.change(visit.form(), !place.webhook().isMain()));
      return Look.to(visit.who().base() + place.path() + "?said=saved");
    } catch (Refusal refusal) {
      HookPage.Form form = forms.wrong(visit.speech(), visit.form(), refusal);
      return show(visit, place, new Shown(refusal.reason(), "", form));
    }
  }

  /// The new secret is shown this once.
  private Answer rotate(Visit visit, Place place) {
    NumberWebhook webhook = outbox.rotateSecret(place.number().id(), place.webhook().id());
    return show(
        visit,
        new Place(place.number(), webhook),
        new Shown(Reason.OK, webhook.secret().reveal(), null));
  }

  private Answer test(Visit visit, Place place) {
    outbox.test(OwnNumbers.owner(place.number()), place.webhook().id());
    return Look.to(visit.who().base() + place.path() + "?said=test_sent");
  }

  private Answer delete(Visit visit, Place place) {
    outbox.deleteWebhook(place.number().id(), place.webhook().id());
    return Look.to(visit.who().base() + OwnNumbers.path(place.number()) + "?said=hook_deleted");
  }

  private Answer delivery(Visit visit, Place place) {
    String id = visit.call().path("id");
    Log.Delivery delivery = outbox.delivery(place.webhook().id(), id);
    List<DeliveryPage.Attempt> attempts =
        delivery.attempts().stream()
            .map(attempt ->
                new DeliveryPage.Attempt(
                    visit.speech().moment(attempt.at()),
                    answer(attempt),
                    visit.speech().number(attempt.durationMs())))
            .toList();
    return look.page(
        "delivery",
        new DeliveryPage(
            visit.frame(
                Section.NUMBERS, visit.say("delivery.title"), place.path() + "/deliveries/" + id),
            visit.who().base() + place.path() + "/deliveries/" + id,
            visit.who().base() + place.path(),
            outbox.body(place.webhook().id(), id),
            attempts));
  }

  private Answer replay(Visit visit, Place place) {
    String id = visit.call().path("id");
    outbox.replay(place.webhook().id(), id);
    return Look.to(visit.who().base() + place.path() + "?said=replayed");
  }
}
