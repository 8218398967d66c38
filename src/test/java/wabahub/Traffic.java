package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.http.Json;
import wabahub.model.Bodies;
import wabahub.model.Figures;
import wabahub.model.ReferenceModel;
import wabahub.model.World;
import wabahub.sandbox.Sent;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// What happens to a cluster in one round, as tasks that may run in any order and at once: Meta's
/// webhooks with repeats, messages that are sent, clients that sign in. Knows what has to come of
/// it.
final class Traffic {
  private static final int NUMBERS = 4;
  private static final int EVENTS = 600;
  private static final int SENDS = 30;
  private static final int CLIENTS = 2;
  private static final List<String> CATEGORIES =
      List.of("marketing", "utility", "authentication", "service");

  private final Cluster cluster;
  private final RandomGenerator random;
  private final Receiver receiver;
  private final String round;
  private final Account partner;
  private final World world;
  private final SortedMap<String, String> whatsapp = new TreeMap<>();
  private final SignUp chat;
  private final String chatNumber = HubCalls.whatsapp();
  private final String apiKey;
  private final Map<String, String> uniques = new ConcurrentHashMap<>();
  private final List<String> clients = new ArrayList<>();

  /// How often a client was asked to sign in once more.
  private final AtomicInteger again = new AtomicInteger();

  Traffic(Cluster cluster, long seed, Receiver receiver) {
    this.cluster = cluster;
    this.random = new SplittableRandom(seed);
    this.receiver = receiver;
    this.round = Long.toString(seed, 36);
    this.partner = cluster.partner("Cluster " + round, "UTC");
    this.world = world();
    hear();
    this.chat = connect();
    this.apiKey = key(chatNumber);
  }

  private World world() {
    long now = Instant.now().getEpochSecond();
    List<World.Registration> registrations = new ArrayList<>();
    for (int i = 0; i < NUMBERS; i++) {
      String phone = HubCalls.phone();
      String digits = HubCalls.whatsapp();
      assertThat(cluster.number(partner, digits, phone).status()).isEqualTo(201);
      whatsapp.put("n" + i, digits);
      registrations.add(new World.Registration(phone, "n" + i, "p", now, null));
    }
    List<World.Event> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      String phone = registrations.get(random.nextInt(NUMBERS)).phoneNumberId();
      long at = now - random.nextLong(4 * 86_400L);
      boolean written = random.nextInt(3) == 0;
      events.add(
          new World.Event(
              written ? World.Kind.MESSAGE : World.Kind.STATUS,
              JsonNodeFactory.instance.stringNode(phone),
              null,
              element(written ? message(at) : status(at)),
              now));
    }
    ZoneId utc = ZoneId.of("UTC");
    return new World(events, registrations, Map.of("p", new World.Zones(utc, List.of())), now);
  }

  private static ObjectNode element(String json) {
    return (ObjectNode) Json.parseTolerantly(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  /// Few customers, so that what two hubs apply at once is of one chain.
  private String message(long at) {
    int which = random.nextInt(EVENTS);
    String id = "wamid." + round + ".in" + which;
    return WebhookTest.message(id, "44770090020" + which % 6, at);
  }

  private String status(long at) {
    String id = "wamid." + round + ".out" + random.nextInt(EVENTS / 4);
    String status = List.of("sent", "delivered", "read").get(random.nextInt(3));
    String category = CATEGORIES.get(random.nextInt(CATEGORIES.size()));
    String type = random.nextInt(4) == 0 ? "free_customer_service" : "regular";
    return WebhookTest.status(id, status, at, category, type);
  }

  /// The partner hears of clients, and one number's program of what is written to it.
  private void hear() {
    Map<String, String> bearer = Map.of("Authorization", partner.bearer());
    Map<String, String> url = Map.of("url", receiver.url());
    assertThat(cluster.call("POST", "/api/settings/setWebhook", bearer, url).reason()).isEqualTo(1);
    Map<String, Object> hook = Map.of("url", receiver.url(), "events", List.of("message"));
    String path = "/api/v1/numbers/" + whatsapp.get("n0") + "/webhooks";
    Reply reply = cluster.call("POST", path, bearer, hook);
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
  }

  /// A number that sends.
  private SignUp connect() {
    SignUp signUp =
        cluster.meta.signUp(Wanted.of("Northern Kites").on(chatNumber).with(Wanted.Trait.SILENT));
    String token = new AtMeta(cluster.meta).connect(signUp);
    Map<String, Object> takeover = HubCalls.takeover(chatNumber, signUp.phoneNumberId());
    takeover.put("waba_id", signUp.wabaId());
    takeover.put("access_token", token);
    assertThat(cluster.take(partner, takeover).status()).isEqualTo(201);
    return signUp;
  }

  private String key(String digits) {
    for (JsonNode number : cluster.list(partner).get("list")) {
      if (number.get("whatsapp").stringValue().equals(digits)) {
        return number.get("apiKey").stringValue();
      }
    }
    throw new AssertionError(digits + " is not in the list");
  }

  List<Runnable> tasks() {
    List<Runnable> tasks = new ArrayList<>();
    for (byte[] body : Bodies.of(world.events(), random)) {
      tasks.add(() -> cluster.untilTaken(() -> cluster.webhook(body)));
    }
    for (int i = 0; i < SENDS; i++) {
      String key = "key-" + i;
      tasks.add(() -> send(key));
    }
    Collections.shuffle(tasks, new java.util.Random(random.nextLong()));
    for (int i = 0; i < CLIENTS; i++) {
      String digits = HubCalls.whatsapp();
      clients.add(digits);
      tasks.add(i, () -> join(digits));
    }
    return tasks;
  }

  private void send(String key) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("apiKey", apiKey);
    body.put("from", chatNumber);
    body.put("to", "4477" + (10_000_000 + Integer.parseInt(key.substring(4))));
    body.put("name", "hello_world");
    body.put("headerType", 1);
    Map<String, String> headers = Map.of("Idempotency-Key", key);
    Reply reply =
        cluster.untilTaken(() -> cluster.call("POST", "/whatsapp/v2/sendTemplate", headers, body));
    assertThat(reply.reason()).as(reply.text()).isEqualTo(1);
    uniques.put(key, reply.json().get("unique").stringValue());
  }

  /// A client opens a link and signs in, and once more when it is asked to: a hub may have died
  /// between Meta's answer and its own note of it, and a code is good for one exchange.
  private void join(String digits) {
    Map<String, String> bearer = Map.of("Authorization", partner.bearer());
    Reply made =
        cluster.untilTaken(
            () -> cluster.call("POST", "/api/whatsapp/createAccount", bearer, Map.of()));
    String link = made.json().get("onboarding_link").stringValue();
    String path = "/onboard/" + link.substring(link.lastIndexOf('/') + 1);
    Wanted wanted = Wanted.of("Client " + digits).on(digits).with(Wanted.Trait.SILENT);
    String waba = signIn(path, wanted);
    Patience.until(
        () -> {
          String state = state(path);
          if (state.equals("stuck")) {
            again.incrementAndGet();
            signIn(path, wanted.into(waba));
          }
          return state;
        },
        "finished"::equals);
  }

  private String signIn(String path, Wanted wanted) {
    SignUp signUp = cluster.meta.signUp(wanted);
    Map<String, Object> body = Map.of("code", signUp.code(), "session", signUp.session());
    cluster.untilTaken(() -> cluster.call("POST", path + "/sign-in", Map.of(), body));
    return signUp.wabaId();
  }

  private String state(String path) {
    return cluster
        .untilTaken(() -> cluster.call("GET", path + "/state", Map.of(), null))
        .json()
        .get("state")
        .stringValue();
  }

  /// Waits until all is done, and looks at what has come of it.
  void check() {
    cluster.await("SELECT count(*) FROM message WHERE state IN ('waiting', 'sending')", "0");
    checkFigures();
    checkSends();
    checkClients();
    cluster.await("SELECT count(*) FROM delivery WHERE state IN ('new', 'retry')", "0");
    checkDeliveries();
  }

  private void checkFigures() {
    List<String> expected = new ReferenceModel(Comparator.naturalOrder()).figures(world).lines();
    Patience.until(this::lines, expected::equals, () -> round + ", expected " + expected);
    Map<String, Object> whose = Map.of("partner", partner.id());
    Reply recount = cluster.untilTaken(() -> cluster.admin("POST", "/admin/recount", whose));
    assertThat(recount.json().get("differences")).as(round).isEmpty();
  }

  /// What a hub that has died has not applied is applied after a while: until then a figure may
  /// move between two looks at it.
  private List<String> lines() {
    try {
      return figures().lines();
    } catch (AssertionError e) {
      return List.of(e.toString());
    }
  }

  private Figures figures() {
    Bill bill = new Bill(cluster, random);
    SortedMap<String, Figures.Usage> numbers = new TreeMap<>();
    whatsapp.forEach((name, digits) -> numbers.put(name, bill.usage(partner, digits)));
    return new Figures(numbers);
  }

  /// At most once; what was not sent is known to be in doubt.
  private void checkSends() {
    cluster.meta.settle();
    List<String> sent =
        cluster.meta.sent().stream()
            .filter(message -> message.phoneNumberId().equals(chat.phoneNumberId()))
            .map(Traffic::unique)
            .toList();
    assertThat(sent).as(round).doesNotHaveDuplicates();
    assertThat(uniques.values()).as(round).doesNotHaveDuplicates().hasSize(SENDS);
    List<String> lost = uniques.values().stream().filter(unique -> !sent.contains(unique)).toList();
    assertThat(cluster.rows("SELECT code FROM message WHERE state = 'in_doubt'"))
        .as(round)
        .containsAll(lost);
  }

  private static String unique(Sent sent) {
    return sent.body().get("biz_opaque_callback_data").stringValue();
  }

  private void checkClients() {
    List<String> live =
        cluster
            .list(partner)
            .get("list")
            .valueStream()
            .map(n -> n.get("whatsapp").stringValue())
            .toList();
    assertThat(live).as(round).containsAll(clients).doesNotHaveDuplicates();
  }

  /// Each at least once, always with the same bytes under the same id.
  private void checkDeliveries() {
    Map<String, String> bodies = new HashMap<>();
    for (Receiver.Delivery delivery : receiver.deliveries()) {
      String before = bodies.putIfAbsent(delivery.id(), delivery.body());
      assertThat(before).as(delivery.id()).isIn(null, delivery.body());
    }
    String all = "SELECT event_id FROM delivery WHERE webhook_id IN (%s)";
    String own = "SELECT id FROM webhook WHERE partner_id = " + partner.id();
    List<String> events = cluster.rows(all.formatted(own));
    assertThat(bodies.keySet()).as(round).containsAll(events);
    long written =
        world.events().stream()
            .filter(event -> event.kind() == World.Kind.MESSAGE)
            .filter(event -> event.phoneNumberId().asString().equals(listening()))
            .map(event -> event.element().get("id").stringValue())
            .distinct()
            .count();
    long failed = events.stream().filter(event -> event.contains("-failed-")).count();
    assertThat(failed).as(round).isLessThanOrEqualTo(again.get());
    // And one for each client.
    assertThat(events).as(round).hasSize((int) (written + CLIENTS + failed));
  }

  private String listening() {
    return world.registrations().getFirst().phoneNumberId();
  }
}
