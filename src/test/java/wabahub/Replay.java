package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import wabahub.TestHub.Account;
import wabahub.intake.Probe;
import wabahub.model.Bodies;
import wabahub.model.Figures;
import wabahub.model.World;
import wabahub.model.World.Change;
import wabahub.model.World.Event;
import wabahub.model.World.Registration;

/// Lets a world of the reference model happen to a hub: numbers come and go, zones change and
/// webhooks arrive, each at its instant; then reads the figures back through the APIs. One hub
/// takes many worlds after each other, each with numbers of its own.
final class Replay {
  private final TestHub hub;
  private final World world;
  private final RandomGenerator random;
  private final String suffix;
  private boolean dying;
  private @Nullable TestHub other;
  private final Map<String, Account> partners = new HashMap<>();
  private final Map<String, String> whatsapp = new HashMap<>();

  Replay(TestHub hub, World world, RandomGenerator random, int run) {
    this.hub = hub;
    this.world = world;
    this.random = random;
    this.suffix = "%06d".formatted(run);
    for (Registration registration : world.registrations()) {
      whatsapp.put(registration.number(), "%d%s".formatted(9721 + whatsapp.size(), suffix));
    }
  }

  /// What happens at an instant; of several at one instant the smaller `order` first.
  private record Moment(long at, int order, Runnable happens) {}

  /// Plays the world up to its now.
  void play() {
    List<Moment> moments = new ArrayList<>();
    // Registrations stand in the order of their ends: at one instant one ends before the next
    // begins.
    int order = 2;
    long first =
        world.registrations().stream()
            .mapToLong(Registration::registeredAt)
            .min()
            .orElse(world.now());
    moments.add(new Moment(first, order++, () -> registerAll(first)));
    for (Registration it : world.registrations()) {
      if (it.registeredAt() != first) {
        moments.add(new Moment(it.registeredAt(), order++, () -> register(List.of(it))));
      }
      if (it.endedAt() != null) {
        moments.add(new Moment(it.endedAt(), order++, () -> delete(it)));
      }
    }
    int last = order;
    world
        .zones()
        .forEach((partner, zones) -> {
          for (Change change : zones.changes()) {
            moments.add(new Moment(change.requestedAt(), 1, () -> rezone(partner, change)));
          }
        });
    world.arrivals().forEach((at, events) -> moments.add(new Moment(at, last, () -> post(events))));
    moments.sort(Comparator.comparingLong(Moment::at).thenComparingInt(Moment::order));
    at(moments.isEmpty() ? world.now() : Math.min(moments.getFirst().at(), world.now()));
    world
        .zones()
        .forEach(
            (partner, zones) -> partners.put(partner, hub.partner(partner, name(zones.first()))));
    for (Moment moment : moments) {
      at(moment.at());
      if (dying && random.nextInt(4) == 0) {
        Probe.Point[] points = Probe.Point.values();
        hub.crashAt(points[random.nextInt(points.length)], random.nextInt(1, 4));
      }
      moment.happens().run();
      // In a world of many numbers more happens between two runs of dispatch.
      if (random.nextInt(3 + moments.size() / 20) == 0) {
        settle();
      }
    }
    at(world.now());
    settle();
  }

  /// A hub that dies is started again.
  private void settle() {
    while (true) {
      try {
        if (other == null) {
          hub.dispatch();
        } else {
          TurnsTest.dispatch(hub, other);
        }
        return;
      } catch (TestHub.Crash crash) {
        hub.restart();
      }
    }
  }

  /// Webhooks go to either of two hubs, and both dispatch at once.
  Replay with(TestHub second) {
    other = second;
    return this;
  }

  private TestHub either() {
    return other == null || random.nextBoolean() ? hub : other;
  }

  /// Lets the hub die now and then.
  Replay dying() {
    dying = true;
    return this;
  }

  private void at(long second) {
    hub.clock.set(Instant.ofEpochSecond(second));
  }

  /// All numbers of that instant, those of a partner at once.
  private void registerAll(long instant) {
    world.registrations().stream()
        .filter(it -> it.registeredAt() == instant)
        .collect(Collectors.groupingBy(Registration::partner, TreeMap::new, Collectors.toList()))
        .values()
        .forEach(this::register);
  }

  /// Numbers of one partner.
  private void register(List<Registration> some) {
    List<Map<String, Object>> numbers =
        some.stream()
            .map(it -> HubCalls.takeover(whatsapp.get(it.number()), it.phoneNumberId() + suffix))
            .toList();
    // What arrived before has to be known before: the hub dispatches at its own pace.
    TestHub.Reply reply =
        hub.take(
            partners.get(some.getFirst().partner()),
            numbers.size() == 1 ? numbers.getFirst() : numbers);
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
  }

  private void delete(Registration it) {
    String path = "/admin/numbers/" + whatsapp.get(it.number());
    assertThat(hub.admin("DELETE", path, null).status()).isEqualTo(204);
  }

  private void rezone(String partner, Change change) {
    String path = "/admin/partners/" + partners.get(partner).id();
    Map<String, String> body = Map.of("time_zone", name(change.zone()));
    assertThat(hub.admin("PATCH", path, body).status()).isEqualTo(200);
  }

  private static String name(ZoneId zone) {
    return zone.getId().equals("Z") ? "UTC" : zone.getId();
  }

  private void post(List<Event> events) {
    List<Event> own = events.stream().map(this::own).toList();
    for (byte[] body : Bodies.of(own, random)) {
      // As Meta does: again until it is acknowledged.
      while (either().webhook(body).status() != 200) {
        hub.restart();
      }
    }
  }

  /// The event with a phone number id that no other world has.
  private Event own(Event event) {
    JsonNode phone = event.phoneNumberId();
    return new Event(
        event.kind(),
        phone == null ? null : own(phone),
        event.contacts(),
        event.element(),
        event.arrived());
  }

  private JsonNode own(JsonNode phone) {
    if (phone.isIntegralNumber()) {
      return JsonNodeFactory.instance.numberNode(new BigInteger(phone + suffix));
    }
    boolean digits = phone.isString() && phone.stringValue().matches("[0-9]+");
    return digits ? JsonNodeFactory.instance.stringNode(phone.stringValue() + suffix) : phone;
  }

  /// What the hub says it counted.
  Figures figures() {
    return figures(whatsapp.keySet());
  }

  /// The same, but of other numbers than these the days alone.
  Figures figures(Set<String> detailed) {
    partners.replaceAll((name, account) ->
        new Account(
            account.id(),
            account.clientId(),
            account.clientSecret(),
            hub.token(account.clientId(), account.clientSecret())));
    SortedMap<String, Figures.Usage> numbers = new TreeMap<>();
    Bill bill = new Bill(hub, random);
    for (Registration it : world.registrations()) {
      // A world may hold registrations that begin after its now.
      if (it.registeredAt() <= world.now()) {
        Account partner = partners.get(it.partner());
        String digits = whatsapp.get(it.number());
        numbers.put(
            it.number(),
            detailed.contains(it.number())
                ? bill.usage(partner, digits)
                : new Figures.Usage(
                    bill.days(partner, digits), new TreeMap<>(), List.of(), List.of()));
      }
    }
    return new Figures(numbers);
  }

  /// Differences that a recount of the world's partners finds.
  List<String> recount() {
    List<String> differences = new ArrayList<>();
    for (Account partner : partners.values()) {
      TestHub.Reply reply = hub.admin("POST", "/admin/recount", Map.of("partner", partner.id()));
      assertThat(reply.status()).as(reply.text()).isEqualTo(200);
      reply.json().get("differences").forEach(it -> differences.add(it.toString()));
    }
    return differences;
  }
}
