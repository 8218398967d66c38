package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Fault;
import wabahub.sandbox.Made;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// The real process of a Solution Partner, killed at each of Meta's calls of a client's way: when
/// the call arrives (the step before is written down), and when Meta has done it and nobody heard.
/// Each client ends live, once.
final class OnboardingKillTest {
  /// Calls that change nothing at Meta: the same whether they were done or not.
  private static final List<Point> READS =
      List.of(new Point("debug_token", false, false), new Point("waba", false, false));

  private static final List<String> PLAIN =
      List.of("exchange", "subscribe", "assign_user", "share_credit", "register");
  private static final List<String> COEXISTENCE = List.of("sync_contacts", "sync_history");
  private static final AtomicInteger COUNT = new AtomicInteger(1_000);

  @TempDir private Path data;
  private final Sandbox meta =
      new Sandbox(
          Sandbox.Settings.of(Meta.APP_ID, TestHub.APP_SECRET)
              .solutionPartner(Meta.SYSTEM_TOKEN, Meta.BUSINESS_ID),
          InstantSource.system());
  private final Receiver receiver = new Receiver();
  private final Map<String, String> settings = new HashMap<>();
  private Consumer<Made> held = made -> {};
  private HubProcess hub;
  private Account partner;

  /// Where the process dies. `done`: Meta has done what the call asks for.
  private record Point(String call, boolean done, boolean coexistence) {
    private static Stream<Point> all() {
      Stream<Point> writes =
          Stream.of(false, true)
              .flatMap(done ->
                  Stream.concat(
                      PLAIN.stream().map(call -> new Point(call, done, false)),
                      COEXISTENCE.stream().map(call -> new Point(call, done, true))));
      return Stream.concat(READS.stream(), writes);
    }
  }

  @AfterEach
  void close() {
    hub.close();
    meta.close();
    receiver.close();
  }

  @ParameterizedTest
  @EnumSource
  void hub_killedWithAClientAtEachCall_allEndLiveOnce(Database database) {
    begin(database);
    // Twice: with all calls lost on their way, then with all answers lost.
    killAt(Point.all().filter(point -> !point.done()).toList());
    killAt(Point.all().filter(Point::done).toList());
    assertThat(live()).hasSize((int) Point.all().count()).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  void hub_killedAtEachCallInTurn_everyClientEndsLiveOnce(Database database) {
    begin(database);
    Point.all().forEach(point -> killAt(List.of(point)));
    assertThat(live()).hasSize((int) Point.all().count()).doesNotHaveDuplicates();
  }

  /// Kills the process once, when a client has come to each of these points.
  private void killAt(List<Point> points) {
    CountDownLatch dead = new CountDownLatch(1);
    // A code lives for 30 seconds: it is made when it is handed over, and the one that is exchanged
    // after the kill comes last.
    List<Client> clients =
        points.stream()
            .sorted(Comparator.comparing(point -> point.call().equals("exchange")))
            .map(point -> hold(client(point), dead))
            .toList();
    hub.kill();
    dead.countDown();
    held = made -> {};
    meta.onCall(held);
    serve();
    clients.forEach(this::end);
  }

  /// A client on its way to a point.
  private record Client(
      Point point, String whatsapp, String link, SignUp signUp, CountDownLatch there) {
    boolean isMeant(Made made) {
      return made.call().equals(point.call()) && made.path().contains(node());
    }

    /// What is in the path of a call that is made for other clients, too; "" = it is not.
    String node() {
      return switch (point.call()) {
        case "waba", "subscribe", "assign_user" -> signUp.wabaId();
        case "register", "sync_contacts", "sync_history" -> signUp.phoneNumberId();
        default -> "";
      };
    }
  }

  private Client client(Point point) {
    String whatsapp = "44770092" + COUNT.incrementAndGet();
    SignUp signUp = meta.signUp(wanted(point, whatsapp));
    return new Client(point, whatsapp, link(point.coexistence()), signUp, new CountDownLatch(1));
  }

  @Test
  void hub_killedWhileItTells_tellsTheSameEvent() {
    begin(Database.SQLITE);
    CountDownLatch dead = new CountDownLatch(1);
    receiver.answers(delivery -> {
      hub.kill();
      dead.countDown();
      return 200;
    });
    Client client = client(new Point("finish", true, false));
    signIn(client.link(), client.signUp());
    await(dead);
    receiver.answers(delivery -> 200);
    serve();
    assertThat(state(client.link()).get("state").stringValue()).isEqualTo("finished");
    assertThat(live()).containsExactly(client.whatsapp());
    assertThat(finishedIds(client.whatsapp())).hasSize(1);
  }

  private void begin(Database database) {
    settings.putAll(HubProcess.settings(data));
    settings.putAll(database.settings());
    settings.put("WABAHUB_META_GRAPH_URL", meta.url().toString());
    settings.put("WABAHUB_META_APP_ID", Meta.APP_ID);
    settings.put("WABAHUB_META_SYSTEM_USER_TOKEN", Meta.SYSTEM_TOKEN);
    settings.put("WABAHUB_META_BUSINESS_ID", Meta.BUSINESS_ID);
    settings.put("WABAHUB_WEBHOOK_ALLOW_PRIVATE", "true");
    serve();
    partner = hub.partner("Harbour Messaging", null);
    call("POST", "settings/setWebhook", Map.of("url", receiver.url()));
  }

  private void serve() {
    hub = HubProcess.serve(settings);
    meta.hub(hub.uri("/"));
  }

  private Reply call(String method, String path, Object body) {
    Reply reply = hub.call(method, "/api/" + path, Map.of("Authorization", partner.bearer()), body);
    assertThat(reply.reason()).as(reply.text()).isEqualTo(1);
    return reply;
  }

  private String link(boolean coexistence) {
    Map<String, Object> fields = Map.of("coexistence", coexistence ? 1 : 0);
    Reply reply = call("POST", "whatsapp/createAccount", fields);
    return Meta.token(reply.json().get("onboarding_link").stringValue());
  }

  private static Wanted wanted(Point point, String whatsapp) {
    Wanted wanted = Wanted.of("Client of " + whatsapp).on(whatsapp);
    return point.coexistence() ? wanted.with(Wanted.Trait.COEXISTENCE) : wanted;
  }

  private void signIn(String link, SignUp signUp) {
    Map<String, Object> body = Map.of("code", signUp.code(), "session", signUp.session());
    Reply reply = hub.call("POST", "/onboard/" + link + "/sign-in", Map.of(), body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(202);
  }

  /// The client signs in, and its call waits until the process is dead.
  private Client hold(Client client, CountDownLatch dead) {
    AtomicBoolean armed = new AtomicBoolean(true);
    Consumer<Made> others = held;
    held =
        made -> {
          if (client.isMeant(made) && armed.getAndSet(false)) {
            client.there().countDown();
            await(dead);
            if (!client.point().done()) {
              meta.fault(Fault.of(made.call(), Fault.Kind.DROP).at(client.node()));
            }
          } else {
            others.accept(made);
          }
        };
    meta.onCall(held);
    try {
      signIn(client.link(), client.signUp());
    } catch (UncheckedIOException e) {
      // It has died before the browser was answered.
    }
    await(client.there());
    return client;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void end(Client client) {
    String call = client.point().call();
    JsonNode end = ended(client.link());
    if (end.get("state").stringValue().equals("stuck")) {
      assertThat(call).as(end.toString()).isEqualTo("exchange");
      assertThat(end.get("problem").get("code").stringValue()).isEqualTo("sign_in_again");
      Wanted again = wanted(client.point(), client.whatsapp()).into(client.signUp().wabaId());
      signIn(client.link(), meta.signUp(again));
      end = ended(client.link());
    } else {
      assertThat(call.equals("exchange") && client.point().done()).isFalse();
    }
    assertThat(end.get("state").stringValue()).as("%s %s", client, end).isEqualTo("finished");
    assertThat(finishedIds(client.whatsapp())).as("%s", client).hasSize(1);
  }

  /// What the page says once the hub is not at work any more.
  private JsonNode ended(String link) {
    return Patience.until(
        () -> state(link), page -> !page.get("state").stringValue().equals("working"));
  }

  private JsonNode state(String link) {
    return hub.call("GET", "/onboard/" + link + "/state", Map.of(), null).json();
  }

  private List<String> live() {
    hub.awaitReady();
    return hub.list(partner)
        .get("list")
        .valueStream()
        .map(number -> number.get("whatsapp").stringValue())
        .toList();
  }

  /// The ids of the events that told of the end, once there is one.
  private List<String> finishedIds(String whatsapp) {
    while (finished(whatsapp).findAny().isEmpty()) {
      receiver.next();
    }
    return finished(whatsapp).map(Receiver.Delivery::id).distinct().toList();
  }

  private Stream<Receiver.Delivery> finished(String whatsapp) {
    return receiver.deliveries().stream()
        .filter(d -> d.json().path("event").asString("").equals("onboarding.finished"))
        .filter(d -> d.json().path("whatsapp").asString("").equals(whatsapp));
  }
}
