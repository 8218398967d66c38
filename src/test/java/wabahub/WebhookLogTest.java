package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.Receiver.Delivery;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// A partner's webhook in the hub's own API: secret, test, log, replay.
final class WebhookLogTest {
  private static final String NUMBER = "447700900101";

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

  private static List<String> ids(JsonNode page) {
    return page.get("list").findValuesAsString("id");
  }

  private static JsonNode page(TestHub hub, Account account, String query) {
    Reply reply = hub.get("/api/v1/webhook/deliveries" + query, account);
    assertThat(reply.status()).isEqualTo(200);
    return reply.json();
  }

  private static String signature(String secret, Delivery delivery) {
    String at = delivery.signature().substring(2, delivery.signature().indexOf(','));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] signed = (at + "." + delivery.body()).getBytes(StandardCharsets.UTF_8);
      return "v1=" + HexFormat.of().formatHex(mac.doFinal(signed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> signatures(Delivery delivery) {
    List<String> parts = List.of(delivery.signature().split(","));
    return parts.subList(1, parts.size());
  }

  @ParameterizedTest
  @EnumSource
  void webhook_asItStands_isShownWithoutItsSecret(Database database) {
    TestHub hub = hub(database);
    Account account = hub.partner("One", null);
    assertThat(hub.get("/api/v1/webhook", account).text())
        .isEqualTo("{\"url\":\"\",\"secret_created_at\":null,\"old_secret_until\":null}");
    WebhookCalls.set(hub, account, Map.of("url", receiver.url()));
    assertThat(hub.get("/api/v1/webhook", account).text())
        .isEqualTo(
            "{\"url\":\"%s\",\"secret_created_at\":\"%s\",\"old_secret_until\":null}"
                .formatted(receiver.url(), TestHub.START));
  }

  @ParameterizedTest
  @EnumSource
  void test_isDeliveredLikeAnyEvent(Database database) {
    TestHub hub = hub(database);
    Account account = hub.partner("One", null);
    assertThat(WebhookCalls.post(hub, account, "/test").status()).isEqualTo(409);
    WebhookCalls.set(hub, account, Map.of("url", receiver.url()));
    String secret = WebhookCalls.secret(hub, account);
    Reply reply = WebhookCalls.post(hub, account, "/test");
    assertThat(reply.status()).isEqualTo(202);
    hub.settle();
    Delivery delivery = receiver.next();
    assertThat(delivery.id()).isEqualTo(reply.json().get("id").stringValue());
    assertThat(delivery.json().get("event_type").stringValue()).isEqualTo("partners");
    assertThat(delivery.json().get("event").stringValue()).isEqualTo("test");
    assertThat(signatures(delivery)).contains(signature(secret, delivery));
  }

  @ParameterizedTest
  @EnumSource
  void secret_renewed_signsBesideTheOldOneForADay(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    String old = WebhookCalls.secret(hub, account);
    hub.clock.advance(Duration.ofDays(2));
    account = renewed(hub, account);
    WebhookCalls.add(hub, account, "", List.of("e1"));
    hub.settle();
    Delivery before = receiver.next();
    assertThat(signatures(before)).containsExactly(signature(old, before));

    JsonNode rotated = WebhookCalls.post(hub, account, "/secret").json();
    String secret = rotated.get("secret").stringValue();
    long until = hub.clock.instant().plus(Duration.ofDays(1)).getEpochSecond();
    assertThat(rotated.get("old_secret_until").asLong()).isEqualTo(until);
    hub.clock.advance(Duration.ofDays(1).minusSeconds(1));
    WebhookCalls.add(hub, account, "", List.of("e2"));
    hub.settle();
    Delivery during = receiver.next();
    assertThat(signatures(during))
        .containsExactly(signature(secret, during), signature(old, during));

    hub.clock.advance(Duration.ofSeconds(1));
    WebhookCalls.add(hub, account, "", List.of("e3"));
    hub.settle();
    Delivery after = receiver.next();
    assertThat(signatures(after)).containsExactly(signature(secret, after));
    assertThat(
            hub.get("/api/v1/webhook", renewed(hub, account))
                .json()
                .get("old_secret_until")
                .isNull())
        .isTrue();
  }

  private static Account renewed(TestHub hub, Account account) {
    return new Account(
        account.id(),
        account.clientId(),
        account.clientSecret(),
        hub.token(account.clientId(), account.clientSecret()));
  }

  @ParameterizedTest
  @EnumSource
  void log_isPagedAndFilteredNewestFirst(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    receiver.answers(delivery -> delivery.id().startsWith("bad") ? 500 : 200);
    WebhookCalls.add(hub, account, NUMBER, WebhookCalls.ids("good", 3));
    WebhookCalls.add(hub, account, "", WebhookCalls.ids("bad", 2));
    hub.settle();

    assertThat(ids(page(hub, account, "")))
        .containsExactly("bad1", "bad0", "good2", "good1", "good0");
    JsonNode first = page(hub, account, "?limit=3");
    assertThat(ids(first)).containsExactly("bad1", "bad0", "good2");
    String cursor = first.get("next_cursor").stringValue();
    JsonNode second = page(hub, account, "?limit=3&cursor=" + cursor);
    assertThat(ids(second)).containsExactly("good1", "good0");
    assertThat(second.get("next_cursor").isNull()).isTrue();

    assertThat(ids(page(hub, account, "?state=waiting"))).containsExactly("bad1", "bad0");
    assertThat(ids(page(hub, account, "?state=delivered&limit=1"))).containsExactly("good2");
    assertThat(ids(page(hub, account, "?state=failed"))).isEmpty();
    assertThat(ids(page(hub, account, "?whatsapp=%2B44-7700-900101"))).hasSize(3);
    assertThat(first.get("list").get(0).get("attempts")).hasSize(2);
    assertThat(first.get("list").get(2).toString())
        .matches(
            ("\\{\"id\":\"good2\",\"event\":\"number.changed\",\"time\":%d,\"whatsapp\":\"%s\","
                    + "\"state\":\"delivered\",\"next_attempt_at\":null,\"attempts\":\\[\\{"
                    + "\"attempt\":1,\"at\":\"%s\",\"status\":200,\"error\":null,\"ms\":[0-9]+}]}")
                .formatted(TestHub.START.getEpochSecond(), NUMBER, TestHub.START));
    for (String wrong : List.of("?state=x", "?whatsapp=x", "?cursor=x", "?limit=0")) {
      Reply reply = hub.get("/api/v1/webhook/deliveries" + wrong, account);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(wrong).contains(reply.json().get("field").stringValue());
    }
  }

  @ParameterizedTest
  @EnumSource
  void log_isListedWithoutReadingBodies(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    WebhookCalls.add(hub, account, NUMBER, WebhookCalls.ids("e", 2));
    hub.execute("ALTER TABLE delivery RENAME COLUMN body TO unread");
    JsonNode first = page(hub, account, "?limit=1");
    assertThat(ids(first)).containsExactly("e1");
    assertThat(ids(page(hub, account, "?cursor=" + first.get("next_cursor").stringValue())))
        .containsExactly("e0");
    hub.execute("ALTER TABLE delivery RENAME COLUMN unread TO body");
  }

  @ParameterizedTest
  @EnumSource
  void delivery_isShownWithItsBody(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    WebhookCalls.add(hub, account, NUMBER, List.of("e1"));
    hub.settle();
    assertThat(WebhookCalls.delivery(hub, account, "e1").get("body").toString())
        .isEqualTo(receiver.next().body());
    assertThat(hub.get("/api/v1/webhook/deliveries/none", account).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void delivery_replayed_comesAgainUnderItsIdInANewRound(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    WebhookCalls.add(hub, account, NUMBER, List.of("e1"));
    hub.settle();
    receiver.answers(delivery -> 500);
    assertThat(WebhookCalls.post(hub, account, "/deliveries/e1/replay").status()).isEqualTo(202);
    // It is due: once more is no replay.
    assertThat(WebhookCalls.post(hub, account, "/deliveries/e1/replay").status()).isEqualTo(409);
    hub.settle();
    assertThat(receiver.deliveries()).map(Delivery::attempt).containsExactly(1, 2, 3);
    JsonNode delivery = WebhookCalls.delivery(hub, account, "e1");
    assertThat(delivery.get("next_attempt_at").stringValue())
        .isEqualTo(TestHub.START.plus(Duration.ofMinutes(5)).toString());

    // What waits for a retry is brought forward.
    receiver.answers(d -> 200);
    assertThat(WebhookCalls.post(hub, account, "/deliveries/e1/replay").status()).isEqualTo(202);
    hub.settle();
    assertThat(WebhookCalls.delivery(hub, account, "e1").get("state").stringValue())
        .isEqualTo("delivered");
    assertThat(receiver.deliveries()).map(Delivery::body).containsOnly(receiver.next().body());
  }

  @ParameterizedTest
  @EnumSource
  void delivery_replayedOften_showsItsLast20Attempts(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    WebhookCalls.add(hub, account, NUMBER, List.of("e1"));
    hub.settle();
    for (int i = 0; i < 22; i++) {
      WebhookCalls.post(hub, account, "/deliveries/e1/replay");
      hub.settle();
    }
    JsonNode attempts = WebhookCalls.delivery(hub, account, "e1").get("attempts");
    assertThat(attempts).hasSize(20);
    assertThat(attempts.get(19).get("attempt").asInt()).isEqualTo(23);
  }

  @ParameterizedTest
  @EnumSource
  void delivery_ofAnotherPartner_doesNotExist(Database database) {
    TestHub hub = hub(database);
    Account account = partner(hub);
    Account other = partner(hub);
    WebhookCalls.add(hub, account, NUMBER, List.of("e1"));
    hub.settle();
    Account stranger = hub.partner("Stranger", null);
    for (Account foreign : List.of(other, stranger)) {
      assertThat(ids(page(hub, foreign, ""))).isEmpty();
      assertThat(hub.get("/api/v1/webhook/deliveries/e1", foreign).status()).isEqualTo(404);
      assertThat(WebhookCalls.post(hub, foreign, "/deliveries/e1/replay").status()).isEqualTo(404);
      assertThat(hub.get("/api/v1/webhook/deliveries?cursor=e1", foreign).status()).isEqualTo(400);
    }
    hub.settle();
    assertThat(receiver.deliveries()).hasSize(1);
  }
}
