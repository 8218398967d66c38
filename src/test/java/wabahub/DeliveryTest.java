package wabahub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import wabahub.Receiver.Delivery;
import wabahub.TestHub.Account;
import wabahub.egress.Crowded;
import wabahub.egress.Egress;
import wabahub.ops.Crew;
import wabahub.outbox.Outbox;
import wabahub.partners.Partners;

/// Events on their way to a partner's webhook.
@Timeout(120)
final class DeliveryTest {
  @AutoClose private final Receiver receiver = new Receiver();
  private final List<TestHub> hubs = new ArrayList<>();

  @AfterEach
  void end() {
    receiver.release();
    hubs.forEach(TestHub::close);
  }

  private TestHub hub(Database database) {
    TestHub hub = new TestHub(database, WebhookCalls.PRIVATE);
    hubs.add(hub);
    return hub;
  }

  private Account partner(TestHub hub) {
    return WebhookCalls.partner(hub, receiver.url());
  }

  private static String states(TestHub hub, Account account, String state) {
    return Integer.toString(
        hub.get("/api/v1/webhook/deliveries?limit=1000&state=" + state, account)
            .json()
            .get("list")
            .size());
  }

  @ParameterizedTest
  @EnumSource
  void event_isDeliveredWithItsFieldsAndHeaders(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    WebhookCalls.add(hub, account, "447700900177", List.of("e1"));
    hub.settle();
    Delivery delivery = receiver.next();
    long now = TestHub.START.getEpochSecond();
    assertThat(delivery.body())
        .isEqualTo(
            "{\"event_type\":\"whatsapp\",\"event\":\"number.changed\",\"id\":\"e1\",\"time\":"
                + now
                + ",\"whatsapp\":\"447700900177\",\"reference\":\"ref-1\",\"quality\":\"green\"}");
    assertThat(delivery.exchange().getRequestMethod()).isEqualTo("POST");
    assertThat(delivery.header("Content-Type")).isEqualTo("application/json");
    assertThat(delivery.header("User-Agent")).isEqualTo("Wabahub/" + Main.version());
    assertThat(delivery.header("X-Wabahub-Id")).isEqualTo("e1");
    assertThat(delivery.header("X-Wabahub-Attempt")).isEqualTo("1");
    assertThat(delivery.signature()).matches("t=" + now + ",v1=[0-9a-f]{64}");
    assertThat(states(hub, account, "delivered")).isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource
  void event_writtenDownTwice_isDeliveredOnce(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    Account other = partner(hub);
    WebhookCalls.add(hub, account, "", List.of("e1", "e1"));
    hub.settle();
    WebhookCalls.add(hub, account, "", List.of("e1"));
    WebhookCalls.add(hub, other, "", List.of("e1"));
    hub.settle();
    // Once for each of the two.
    assertThat(receiver.ids()).containsExactly("e1", "e1");
    assertThat(states(hub, account, "")).isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource
  void event_ofATransactionThatFails_isNotDelivered(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    assertThatThrownBy(() ->
            hub.app()
                .storage()
                .useWrite(tx -> {
                  hub.app().outbox().add(tx, WebhookCalls.event(hub, account, "e1", ""));
                  throw new IllegalStateException("not this time");
                }))
        .hasMessage("not this time");
    hub.settle();
    assertThat(receiver.deliveries()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void event_ofAPartnerWithoutWebhook_isLeftOut(Database database) {
    TestHub hub = hub(database);
    Account account = hub.partner("One", null);
    WebhookCalls.add(hub, account, "", List.of("e1"));
    WebhookCalls.secret(hub, account);
    WebhookCalls.add(hub, account, "", List.of("e2"));
    WebhookCalls.set(hub, account, Map.of("url", receiver.url()));
    hub.settle();
    assertThat(receiver.deliveries()).isEmpty();
    assertThat(states(hub, account, "")).isEqualTo("0");
  }

  @ParameterizedTest
  @EnumSource
  void destination_thatFails_isTriedAgainOnScheduleToTheSecond(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    receiver.answers(delivery -> 500);
    WebhookCalls.add(hub, account, "447700900177", List.of("e1"));
    hub.settle();
    // The first attempt and the one at once.
    assertThat(receiver.deliveries()).hasSize(2);
    int attempts = 2;
    for (Duration gap :
        List.of(
            Duration.ofMinutes(5),
            Duration.ofMinutes(20),
            Duration.ofHours(1),
            Duration.ofHours(4),
            Duration.ofHours(24))) {
      hub.clock.set(TestHub.START.plus(gap).minusSeconds(1));
      hub.settle();
      assertThat(receiver.deliveries()).hasSize(attempts);
      hub.clock.set(TestHub.START.plus(gap));
      assertThat(token(hub, account, "e1", "next_attempt_at"))
          .isEqualTo(TestHub.START.plus(gap).toString());
      hub.settle();
      assertThat(receiver.deliveries()).hasSize(++attempts);
    }
    Account again = renewed(hub, account);
    assertThat(WebhookCalls.delivery(hub, again, "e1").get("state").stringValue())
        .isEqualTo("failed");
    assertThat(WebhookCalls.delivery(hub, again, "e1").get("attempts").get(6).toString())
        .matches(
            "\\{\"attempt\":7,\"at\":\"2026-10-15T09:30:00Z\",\"status\":500,"
                + "\"error\":\"The answer has to have a status of 2xx.\",\"ms\":[0-9]+}");
    hub.clock.advance(Duration.ofDays(3));
    hub.settle();
    assertThat(receiver.deliveries()).hasSize(7).map(Delivery::attempt).isSorted().contains(1, 7);
    assertThat(receiver.deliveries()).map(Delivery::body).containsOnly(receiver.next().body());
  }

  /// Tokens last an hour, deliveries a day.
  private static Account renewed(TestHub hub, Account account) {
    return new Account(
        account.id(),
        account.clientId(),
        account.clientSecret(),
        hub.token(account.clientId(), account.clientSecret()));
  }

  private static String token(TestHub hub, Account account, String id, String field) {
    return WebhookCalls.delivery(hub, renewed(hub, account), id).get(field).stringValue();
  }

  @ParameterizedTest
  @EnumSource
  void destination_thatFailsFiveTimes_hasItAtTheSixth(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    receiver.answers(delivery -> delivery.attempt() <= 5 ? 503 : 204);
    WebhookCalls.add(hub, account, "", List.of("e1"));
    for (int hour = 0; hour < 30; hour++) {
      hub.settle();
      hub.clock.advance(Duration.ofHours(1));
    }
    assertThat(receiver.deliveries()).hasSize(6);
    Account again = renewed(hub, account);
    JsonNode delivery = WebhookCalls.delivery(hub, again, "e1");
    assertThat(delivery.get("state").stringValue()).isEqualTo("delivered");
    assertThat(delivery.get("next_attempt_at").isNull()).isTrue();
    assertThat(delivery.get("attempts").get(5).get("error").isNull()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void hub_backAfterADay_doesNotMakeUpForItAtOnce(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    receiver.answers(delivery -> 500);
    WebhookCalls.add(hub, account, "", List.of("e1"));
    hub.settle();
    hub.clock.advance(Duration.ofDays(1));
    hub.settle();
    assertThat(receiver.deliveries()).hasSize(3);
    hub.clock.advance(Duration.ofMinutes(15));
    hub.settle();
    assertThat(receiver.deliveries()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 400, 404, 410, 429, 500})
  void answer_thatIsNot2xx_isAFailure(int status) {
    TestHub hub = hub(Database.SQLITE);
    Account account = partner(hub);
    receiver.answers(delivery -> {
      delivery.exchange().getResponseHeaders().add("Location", receiver.url());
      return status;
    });
    WebhookCalls.add(hub, account, "", List.of("e1"));
    hub.settle();
    assertThat(receiver.deliveries()).hasSize(2);
    JsonNode attempt = WebhookCalls.delivery(hub, account, "e1").get("attempts").get(0);
    assertThat(attempt.get("status").asInt()).isEqualTo(status);
    assertThat(attempt.get("error").stringValue()).endsWith(".");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204})
  void answer_2xx_isSuccess(int status) {
    TestHub hub = hub(Database.SQLITE);
    Account account = partner(hub);
    receiver.answers(delivery -> status);
    WebhookCalls.add(hub, account, "", List.of("e1"));
    hub.settle();
    assertThat(states(hub, account, "delivered")).isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource(names = "SQLITE")
  void answer_thatDoesNotComeIn5Seconds_isAFailure(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    receiver.hangs();
    WebhookCalls.add(hub, account, "", List.of("e1"));
    long began = System.nanoTime();
    hub.settle();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(seconds(10), seconds(14));
    JsonNode attempt = WebhookCalls.delivery(hub, account, "e1").get("attempts").get(0);
    assertThat(attempt.get("status").isNull()).isTrue();
    assertThat(attempt.get("error").stringValue()).isEqualTo("There was no answer in time.");
    assertThat(attempt.get("ms").asInt()).isBetween(4_900, 7_000);
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @ParameterizedTest
  @EnumSource(names = "SQLITE")
  void answer_after4Point5Seconds_isSuccess(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    receiver.answers(delivery -> {
      receiver.await(4_500);
      return 200;
    });
    WebhookCalls.add(hub, account, "", List.of("e1"));
    hub.settle();
    assertThat(receiver.deliveries()).hasSize(1);
    assertThat(states(hub, account, "delivered")).isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource
  void events_ofANumber_comeInOrderAndOneAtATime(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();
    Set<String> overlaps = ConcurrentHashMap.newKeySet();
    receiver.answers(delivery -> {
      String number = delivery.json().get("whatsapp").stringValue();
      AtomicInteger count = underWay.computeIfAbsent(number, n -> new AtomicInteger());
      if (count.incrementAndGet() > 1) {
        overlaps.add(number);
      }
      receiver.await(3);
      count.decrementAndGet();
      return 200;
    });
    List<String> numbers = List.of("", "447700900101", "447700900102", "447700900103");
    for (int i = 0; i < 20; i++) {
      for (String number : numbers) {
        WebhookCalls.add(hub, account, number, List.of("e" + number + "-" + (100 + i)));
      }
    }
    hub.settle();
    assertThat(overlaps).isEmpty();
    assertThat(receiver.deliveries()).hasSize(80);
    for (String number : numbers) {
      assertThat(receiver.ids().stream().filter(id -> id.startsWith("e" + number + "-")))
          .isSorted();
    }
  }

  @ParameterizedTest
  @EnumSource
  void event_thatFailed_doesNotHoldUpThoseBehindIt(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    receiver.answers(delivery -> delivery.id().equals("e0") ? 500 : 200);
    WebhookCalls.add(hub, account, "447700900101", WebhookCalls.ids("e", 5));
    hub.settle();
    assertThat(receiver.ids()).startsWith("e0").contains("e1", "e2", "e3", "e4").hasSize(6);
    assertThat(states(hub, account, "delivered")).isEqualTo("4");
    assertThat(states(hub, account, "waiting")).isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource
  void destination_slow_hasFourAtOnceAndHoldsUpNoOther(Database database) {
    TestHub hub = hub(database);
    receiver.hangs();
    Account slow = partner(hub);
    for (int i = 0; i < 10; i++) {
      WebhookCalls.add(hub, slow, "44770090010" + i, List.of("slow" + i));
    }
    try (Receiver good = new Receiver()) {
      Account quick = WebhookCalls.partner(hub, good.url());
      WebhookCalls.add(hub, quick, "", List.of("quick"));
      assertThat(hub.app().outbox().deliver()).isEqualTo(5);
      assertThat(good.next().id()).isEqualTo("quick");
      for (int i = 0; i < 4; i++) {
        receiver.next();
      }
      while (!states(hub, quick, "delivered").equals("1")) {
        assertThat(hub.app().outbox().deliver()).isZero();
      }
      assertThat(receiver.deliveries()).hasSize(4);
    }
    receiver.release();
    hub.settle();
    assertThat(states(hub, slow, "delivered")).isEqualTo("10");
  }

  /// Sends on the thread of whoever delivers.
  private record Alone() implements Crew {
    @Override
    public int free() {
      return 1;
    }

    @Override
    public void start(Runnable job) {
      job.run();
    }

    @Override
    public boolean start(long subject, Runnable job) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int engaged() {
      return 0;
    }
  }

  @ParameterizedTest
  @EnumSource(names = "SQLITE")
  void destination_whoseNameHasNoPlaceAmongDeadOnes_isNotCalledAFailure(Database database)
      throws InterruptedException {
    TestHub hub = hub(database);
    Account account = partner(hub);
    String named = receiver.url().replace("127.0.0.1", "crm.example.org");
    WebhookCalls.set(hub, account, Map.of("url", named));
    WebhookCalls.add(hub, account, "", List.of("e1"));
    try (Crowded names = new Crowded()) {
      Outbox outbox = outbox(hub, names.egress());
      assertThat(outbox.deliver()).isOne();
      JsonNode delivery = WebhookCalls.delivery(hub, account, "e1");
      assertThat(delivery.get("state").stringValue()).isEqualTo("waiting");
      assertThat(delivery.get("attempts")).isEmpty();
      names.clear();
      assertThat(outbox.deliver()).isOne();
    }
    assertThat(receiver.deliveries()).map(Delivery::attempt).containsExactly(1);
    assertThat(states(hub, account, "delivered")).isEqualTo("1");
  }

  /// An outbox on the database of a hub that calls others through this.
  private static Outbox outbox(TestHub hub, Egress egress) {
    App app = hub.app();
    Partners partners =
        new Partners(
            app.storage(),
            app.hubs(),
            new wabahub.partners.Settings(app.adminToken(), ZoneOffset.UTC, 0),
            hub.clock);
    var wire = new Outbox.Wire(egress, new Alone(), new PrometheusRegistry(), true, "test");
    return new Outbox(app.storage(), app.hubs(), app.secrets(), partners, wire, hub.clock);
  }

  @ParameterizedTest
  @EnumSource
  void destination_deadWith10000Waiting_slowsNoOther(Database database) {
    TestHub hub = hub(database);
    receiver.hangs();
    try (Receiver good = new Receiver()) {
      Account quick = WebhookCalls.partner(hub, good.url());
      WebhookCalls.add(hub, quick, "", WebhookCalls.ids("alone", 50));
      Duration alone = deliver(hub, good, WebhookCalls.ids("alone", 50));
      Account dead = partner(hub);
      WebhookCalls.add(hub, dead, "447700900101", WebhookCalls.ids("new", 5_000));
      WebhookCalls.add(hub, dead, "447700900102", WebhookCalls.ids("retry", 5_000));
      hub.execute(
          "UPDATE delivery SET state = 'retry', attempts = 2, tries = 2, first_at = due_at"
              + " WHERE whatsapp = '447700900102'");
      WebhookCalls.add(hub, quick, "", WebhookCalls.ids("quick", 50));
      // Four seconds, and more on a busy machine.
      assertThat(deliver(hub, good, WebhookCalls.ids("quick", 50)).toNanos())
          .isLessThan(Math.max(seconds(4).toNanos(), 8 * alone.toNanos()));
    }
    hub.execute("UPDATE delivery SET state = 'failed'");
  }

  /// How long it takes until all of these are there, in this order.
  private static Duration deliver(TestHub hub, Receiver to, List<String> ids) {
    long began = System.nanoTime();
    int before = to.deliveries().size();
    Patience.until(
        () -> {
          hub.app().outbox().deliver();
          return to.deliveries().size();
        },
        count -> count == before + ids.size());
    ids.forEach(id -> assertThat(to.next().id()).isEqualTo(id));
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @ParameterizedTest
  @EnumSource
  void hub_killedBetweenSendingAndSettling_sendsAgainUnderTheSameId(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    WebhookCalls.add(hub, account, "", List.of("e1"));
    hub.execute("ALTER TABLE delivery_attempt RENAME TO gone");
    assertThatThrownBy(hub::settle).isInstanceOf(RuntimeException.class);
    assertThat(receiver.deliveries()).hasSize(1);
    hub.execute("ALTER TABLE gone RENAME TO delivery_attempt");
    hub.restart();
    hub.settle();
    assertThat(receiver.deliveries()).map(Delivery::id).containsExactly("e1", "e1");
    assertThat(receiver.deliveries()).map(Delivery::body).containsOnly(receiver.next().body());
    assertThat(WebhookCalls.delivery(hub, account, "e1").get("attempts")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void database_awayWhenSettling_losesNothingAndSendsNothingTwice(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    WebhookCalls.add(hub, account, "", List.of("e1", "e2"));
    hub.execute("ALTER TABLE delivery_attempt RENAME TO gone");
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(hub::settle).isInstanceOf(RuntimeException.class);
    }
    assertThat(receiver.ids()).containsExactly("e1");
    hub.execute("ALTER TABLE gone RENAME TO delivery_attempt");
    hub.settle();
    assertThat(receiver.ids()).containsExactly("e1", "e2");
    assertThat(states(hub, account, "delivered")).isEqualTo("2");
  }

  @ParameterizedTest
  @EnumSource
  void outcome_thatCanNeverBeWrittenDown_holdsUpNoOther(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    WebhookCalls.add(hub, account, "", List.of("e1"));
    hub.execute("ALTER TABLE delivery_attempt RENAME TO gone");
    assertThatThrownBy(hub::settle).isInstanceOf(RuntimeException.class);
    hub.execute("ALTER TABLE gone RENAME TO delivery_attempt");
    hub.execute(
        "INSERT INTO delivery_attempt (delivery_id, attempt, at, duration_ms)"
            + " SELECT id, 1, 0, 0 FROM delivery");
    Account other = partner(hub);
    WebhookCalls.add(hub, other, "", List.of("e2"));
    try (LogTap log = new LogTap()) {
      hub.settle();
      assertThat(log.failures()).hasSize(1);
    }
    assertThat(receiver.ids()).containsExactly("e1", "e2");
    assertThat(states(hub, other, "delivered")).isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource
  void webhook_cleared_endsWhatWaits(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    WebhookCalls.add(hub, account, "", List.of("e1"));
    WebhookCalls.set(hub, account, Map.of("url", ""));
    hub.settle();
    assertThat(receiver.deliveries()).isEmpty();
    JsonNode delivery = WebhookCalls.delivery(hub, account, "e1");
    assertThat(delivery.get("state").stringValue()).isEqualTo("failed");
    assertThat(delivery.get("attempts").get(0).get("error").stringValue())
        .isEqualTo("No webhook is set.");
  }

  @ParameterizedTest
  @EnumSource
  void webhook_changed_getsWhatWaits(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    receiver.answers(delivery -> 500);
    WebhookCalls.add(hub, account, "", List.of("e1"));
    hub.settle();
    try (Receiver other = new Receiver()) {
      WebhookCalls.set(hub, account, Map.of("url", other.url()));
      hub.clock.advance(Duration.ofMinutes(5));
      hub.settle();
      assertThat(other.ids()).containsExactly("e1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void delivery_thatCannotBeRead_isGivenUpAlone(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    WebhookCalls.add(hub, account, "", List.of("e1", "e2"));
    String damaged = database == Database.SQLITE ? "x'00'" : "'\\x00'::bytea";
    hub.execute("UPDATE delivery SET body = " + damaged + " WHERE event_id = 'e1'");
    try (LogTap log = new LogTap()) {
      hub.settle();
      assertThat(log.failures()).hasSize(1);
    }
    assertThat(receiver.ids()).containsExactly("e2");
    assertThat(states(hub, account, "failed")).isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource
  void log_isKept30DaysOfWhatWasDeliveredAnd90OfWhatFailed(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    receiver.answers(delivery -> delivery.id().startsWith("bad") ? 500 : 200);
    WebhookCalls.add(hub, account, "", WebhookCalls.ids("good", 3));
    WebhookCalls.add(hub, account, "", List.of("bad"));
    for (int i = 0; i < 30; i++) {
      hub.settle();
      hub.clock.advance(Duration.ofHours(1));
    }
    hub.clock.set(TestHub.START.plus(Duration.ofDays(30)));
    hub.settle();
    assertThat(left(hub)).contains("good0", "bad");
    hub.clock.advance(Duration.ofSeconds(1));
    hub.settle();
    assertThat(left(hub)).containsExactly("bad");
    hub.clock.set(TestHub.START.plus(Duration.ofDays(95)));
    hub.settle();
    assertThat(left(hub)).isEmpty();
    assertThat(hub.rows("SELECT count(*) FROM delivery_attempt")).containsExactly("0");
    assertThat(states(hub, renewed(hub, account), "")).isEqualTo("0");
  }

  private static Set<String> left(TestHub hub) {
    return new TreeSet<>(hub.rows("SELECT event_id FROM delivery"));
  }

  @ParameterizedTest
  @EnumSource
  void metrics_tellWhatBecameOfAttemptsAndWhatWaits(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    receiver.answers(delivery -> delivery.id().equals("bad") ? 500 : 200);
    WebhookCalls.add(hub, account, "", List.of("good", "bad"));
    hub.settle();
    hub.clock.advance(Duration.ofSeconds(10));
    hub.settle();
    assertThat(hub.call("GET", "/metrics", Map.of(), null).text())
        .contains(
            "wabahub_delivery_attempts_total{result=\"delivered\"} 1.0",
            "wabahub_delivery_attempts_total{result=\"retried\"} 2.0",
            "wabahub_delivery_attempts_total{result=\"failed\"} 0.0",
            "wabahub_deliveries_waiting 1.0",
            "wabahub_delivery_lag_seconds 0.0");
  }
}
