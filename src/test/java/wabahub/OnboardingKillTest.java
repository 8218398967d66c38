package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  @Test
  void hub_killedAtEachCall_everyClientEndsLiveOnce() {
    killAtEachCall(Database.SQLITE);
  }

  @Test
  @Tag("long")
  void hubOnPostgresql_killedAtEachCall_everyClientEndsLiveOnce() {
    killAtEachCall(Database.POSTGRESQL);
  }

  private void killAtEachCall(Database database) {
    begin(database);
    List<Point> points = Point.all().toList();
    for (Point point : points) {
      String whatsapp = "44770092" + COUNT.incrementAndGet();
      String link = link(point.coexistence());
      SignUp signUp = meta.signUp(client(point, whatsapp));
      dieAt(point, signUp, link);
      meta.clearFaults();
      serve();
      end(point, link, whatsapp, signUp);
      assertThat(finishedIds(whatsapp)).as("%s", point).hasSize(1);
    }
    assertThat(live()).hasSize(points.size()).doesNotHaveDuplicates();
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
    String link = link(false);
    String whatsapp = "44770092" + COUNT.incrementAndGet();
    Point point = new Point("finish", true, false);
    signIn(link, meta.signUp(client(point, whatsapp)));
    await(dead);
    receiver.answers(delivery -> 200);
    serve();
    assertThat(state(link).get("state").stringValue()).isEqualTo("finished");
    assertThat(live()).containsExactly(whatsapp);
    assertThat(finishedIds(whatsapp)).hasSize(1);
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

  private static Wanted client(Point point, String whatsapp) {
    Wanted wanted = Wanted.of("Client of " + whatsapp).on(whatsapp);
    return point.coexistence() ? wanted.with(Wanted.Trait.COEXISTENCE) : wanted;
  }

  private void signIn(String link, SignUp signUp) {
    Map<String, Object> body = Map.of("code", signUp.code(), "session", signUp.session());
    Reply reply = hub.call("POST", "/onboard/" + link + "/sign-in", Map.of(), body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(202);
  }

  /// The client signs in, and the process dies at the call.
  private void dieAt(Point point, SignUp signUp, String link) {
    AtomicBoolean armed = new AtomicBoolean(true);
    CountDownLatch dead = new CountDownLatch(1);
    HubProcess victim = hub;
    if (!point.done()) {
      meta.fault(Fault.of(point.call(), Fault.Kind.DROP).at(node(point, signUp)));
    }
    meta.onCall(made -> {
      if (isMeant(made, point, signUp) && armed.getAndSet(false)) {
        victim.kill();
        dead.countDown();
      }
    });
    try {
      signIn(link, signUp);
    } catch (UncheckedIOException e) {
      // It has died before the browser was answered.
    }
    await(dead);
  }

  private static boolean isMeant(Made made, Point point, SignUp signUp) {
    return made.call().equals(point.call()) && made.path().contains(node(point, signUp));
  }

  /// What is in the path of a call that is made for other clients, too; "" = it is not.
  private static String node(Point point, SignUp signUp) {
    return switch (point.call()) {
      case "phones", "waba", "subscribe", "assign_user" -> signUp.wabaId();
      case "register", "sync_contacts", "sync_history" -> signUp.phoneNumberId();
      default -> "";
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(HubProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void end(Point point, String link, String whatsapp, SignUp signUp) {
    JsonNode end = ended(link);
    if (end.get("state").stringValue().equals("stuck")) {
      assertThat(point.call()).as(end.toString()).isEqualTo("exchange");
      assertThat(end.get("problem").get("code").stringValue()).isEqualTo("sign_in_again");
      signIn(link, meta.signUp(client(point, whatsapp).into(signUp.wabaId())));
      end = ended(link);
    } else {
      assertThat(point.call().equals("exchange") && point.done()).isFalse();
    }
    assertThat(end.get("state").stringValue()).as("%s %s", point, end).isEqualTo("finished");
  }

  /// What the page says once the hub is not at work any more.
  private JsonNode ended(String link) {
    long deadline = System.nanoTime() + HubProcess.PATIENCE.toNanos();
    JsonNode page = state(link);
    while (page.get("state").stringValue().equals("working")) {
      assertThat(System.nanoTime()).as(page.toString()).isLessThan(deadline);
      page = state(link);
    }
    return page;
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
