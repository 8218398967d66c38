package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// The webhooks of a number: setWebhook and getWebhook of WhatsApp V2, and any number of consumers.
@Timeout(180)
final class NumberWebhookTest {
  private static final String CUSTOMER = "447700900204";

  @ParameterizedTest
  @EnumSource
  void settings_areKeptAndShown(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      assertThat(number.v2("getWebhook", Map.of()).toString())
          .isEqualTo(
              "{\"status\":\"OK\",\"url\":\"\",\"system\":\"0\",\"systemPhoneAlert\":\"\","
                  + "\"retry\":0,\"readStatus\":0,\"reason\":1}");
      String url = "https://crm.example.org/wa/1";
      JsonNode all =
          number.v2(
              "setWebhook",
              Map.of(
                  "url",
                  url,
                  "system",
                  1,
                  "systemPhoneAlert",
                  "972501234567, 972501234568",
                  "readStatus",
                  "1",
                  "retry",
                  1));
      String expected =
          "{\"status\":\"OK\",\"url\":\"https://crm.example.org/wa/1\",\"system\":\"1\","
              + "\"systemPhoneAlert\":\"972501234567,972501234568\",\"retry\":1,"
              + "\"readStatus\":1,\"reason\":1}";
      assertThat(all.toString()).isEqualTo(expected);
      // What is left out stays.
      assertThat(number.v2("setWebhook", Map.of()).toString()).isEqualTo(expected);
      number.hub.restart();
      assertThat(number.v2("getWebhook", Map.of()).toString()).isEqualTo(expected);
      JsonNode cleared =
          number.v2("setWebhook", Map.of("url", " ", "systemPhoneAlert", " ", "readStatus", 0));
      assertThat(cleared.toString())
          .isEqualTo(
              "{\"status\":\"OK\",\"url\":\"\",\"system\":\"1\",\"systemPhoneAlert\":\"\","
                  + "\"retry\":1,\"readStatus\":0,\"reason\":1}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void wrongSettings_areRefusedAndChangeNothing(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.hub.restart(Map.of("WABAHUB_WEBHOOK_ALLOW_PRIVATE", "false"));
      for (Object url : List.of(5, "x", "ftp://a.example", "https://127.0.0.1/", List.of())) {
        Map<String, Object> fields = new HashMap<>(Map.of("url", url, "readStatus", 1));
        JsonNode answer = number.v2("setWebhook", fields);
        assertThat(answer.get("reason").asInt()).as(answer.toString()).isEqualTo(4);
        assertThat(answer.get("status").stringValue()).isEqualTo("FAIL");
        assertThat(answer.get("from").stringValue()).isEqualTo(number.whatsapp);
      }
      for (Map<String, ?> wrong :
          List.of(
              Map.of("system", 2),
              Map.of("readStatus", "yes"),
              Map.of("retry", List.of()),
              Map.of("systemPhoneAlert", 5),
              Map.of("systemPhoneAlert", "a,b"),
              Map.of("systemPhoneAlert", "972501234567,".repeat(5) + "972501234567"))) {
        assertThat(number.v2("setWebhook", wrong).get("reason").asInt()).isEqualTo(5);
      }
      assertThat(number.v2("getWebhook", Map.of()).get("readStatus").asInt()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void callers_withAnotherKeyOrNumber_areRefused(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.listen(Map.of());
      Account other = number.hub.partner("Two", null);
      String theirs = TestHub.whatsapp();
      number.hub.number(other, theirs, TestHub.phone());
      String theirKey = number.apiKey(other, theirs);
      for (String call : List.of("setWebhook", "getWebhook")) {
        assertThat(reason(number, call, theirKey, number.whatsapp)).isEqualTo(3);
        assertThat(reason(number, call, number.apiKey(), theirs)).isEqualTo(3);
        assertThat(reason(number, call, "", number.whatsapp)).isEqualTo(3);
        assertThat(reason(number, call, theirKey, "447700900999")).isEqualTo(2);
        assertThat(reason(number, call, theirKey, "")).isEqualTo(2);
        assertThat(number.hub.call("POST", "/whatsapp/v2/" + call, Map.of(), "[").reason())
            .isEqualTo(2);
        assertThat(number.hub.call("GET", "/whatsapp/v2/" + call, Map.of(), null).reason())
            .isEqualTo(13);
      }
      assertThat(number.own(other, "GET", "", null).status()).isEqualTo(404);
      assertThat(number.own(other, "POST", "", Map.of("url", "https://a.example")).status())
          .isEqualTo(404);
      String id = number.own("GET", "", null).json().get("list").get(0).get("id").stringValue();
      assertThat(number.own(other, "POST", "/" + id + "/secret", null).status()).isEqualTo(404);
      // Nor by way of a number of one's own.
      Reply beside =
          number.hub.call(
              "DELETE",
              "/api/v1/numbers/" + theirs + "/webhooks/" + id,
              Map.of("Authorization", other.bearer()),
              null);
      assertThat(beside.status()).isEqualTo(404);
    }
  }

  private static int reason(HookCalls number, String call, String key, String from) {
    Reply reply =
        number.hub.call(
            "POST", "/whatsapp/v2/" + call, Map.of(), Map.of("apiKey", key, "from", from));
    assertThat(reply.status()).isEqualTo(200);
    return reply.reason();
  }

  @ParameterizedTest
  @EnumSource
  void suspendedPartner_isRefused(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      String key = number.apiKey();
      number.hub.admin("PATCH", "/admin/partners/" + number.partner.id(), Map.of("suspended", 1));
      assertThat(reason(number, "getWebhook", key, number.whatsapp)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void consumers_haveAFilterAndASecretEach(Database database) {
    try (HookCalls number = new HookCalls(database);
        Receiver second = new Receiver();
        Receiver third = new Receiver()) {
      number.listen(Map.of());
      JsonNode one = number.add(second.url(), "message", "system");
      JsonNode two = number.add(third.url(), "counted");
      assertThat(one.get("secret")).isNotEqualTo(two.get("secret"));
      number.meta("'messages':[" + number.text("m1", CUSTOMER, number.now(), "x") + "]");
      assertThat(number.got("hook")).containsExactly("new");
      assertThat(second.deliveries()).map(d -> d.json().get("hook").stringValue()).hasSize(1);
      assertThat(third.deliveries())
          .map(d -> d.json().get("hook").stringValue())
          .containsExactly("counted");
      assertThat(number.receiver.ids()).isEqualTo(second.ids());
      assertThat(second.deliveries().getFirst().signature())
          .isNotEqualTo(number.receiver.deliveries().getFirst().signature())
          .isEqualTo(SignatureOf.header(second.deliveries().getFirst(), one.get("secret")));
      JsonNode list = number.own("GET", "", null).json().get("list");
      assertThat(list).hasSize(3);
      assertThat(list.get(0).get("main").booleanValue()).isTrue();
      assertThat(list.get(1).get("events").toString()).isEqualTo("[\"message\",\"system\"]");
      assertThat(list.toString()).doesNotContain(one.get("secret").stringValue());
    }
  }

  @ParameterizedTest
  @EnumSource
  void consumer_isChangedTestedAndDeleted(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      JsonNode added = number.add("https://crm.example.org/a", "message");
      String path = "/" + added.get("id").stringValue();
      Reply changed =
          number.own(
              "PATCH",
              path,
              Map.of(
                  "url",
                  number.receiver.url(),
                  "name",
                  "CRM",
                  "retry",
                  0,
                  "events",
                  List.of("app")));
      assertThat(changed.json().get("name").stringValue()).isEqualTo("CRM");
      assertThat(changed.json().get("retry").booleanValue()).isFalse();
      assertThat(changed.json().get("events").toString()).isEqualTo("[\"app\"]");
      Reply test = number.own("POST", path + "/test", null);
      assertThat(test.status()).isEqualTo(202);
      number.hub.settle();
      assertThat(number.receiver.next().id()).isEqualTo(test.json().get("id").stringValue());
      Reply rotated = number.own("POST", path + "/secret", null);
      assertThat(rotated.json().get("secret")).isNotEqualTo(added.get("secret"));
      assertThat(rotated.json().get("old_secret_until").asLong()).isEqualTo(number.now() + 86_400);
      assertThat(number.own("DELETE", path, null).status()).isEqualTo(200);
      assertThat(number.own("DELETE", path, null).status()).isEqualTo(404);
      assertThat(number.own("POST", path + "/test", null).status()).isEqualTo(404);
      assertThat(number.own("GET", path + "/deliveries", null).status()).isEqualTo(404);
      assertThat(number.own("GET", "", null).json().get("list")).isEmpty();
      number.hub.clock.advance(Duration.ofDays(2));
      number.hub.settle();
      assertThat(number.hub.rows("SELECT count(*) FROM webhook")).containsExactly("0");
      assertThat(number.hub.rows("SELECT count(*) FROM delivery")).containsExactly("0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void consumers_ofBadForm_areRefused(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      String url = "https://a.example/";
      for (Map<String, ?> wrong :
          List.<Map<String, ?>>of(
              Map.of(),
              Map.of("url", " "),
              Map.of("url", 5),
              Map.of("url", "nowhere"),
              Map.of("url", url, "events", "message"),
              Map.of("url", url, "events", List.of("mesage")),
              Map.of("url", url, "events", List.of(5)),
              Map.of("url", url, "name", "x".repeat(51)),
              Map.of("url", url, "name", "a\u0007"),
              Map.of("url", url, "retry", 3))) {
        assertThat(number.own("POST", "", wrong).status()).as(wrong.toString()).isEqualTo(400);
      }
      for (int i = 0; i < 10; i++) {
        number.add(url + i);
      }
      assertThat(number.own("POST", "", Map.of("url", url)).status()).isEqualTo(409);
      assertThat(number.own("PATCH", "/0", Map.of()).status()).isEqualTo(404);
      assertThat(number.own("PATCH", "/x", Map.of()).status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @EnumSource
  void retry_decidesHowOftenIsTried(Database database) {
    try (HookCalls number = new HookCalls(database);
        Receiver patient = new Receiver()) {
      number.listen(Map.of());
      number.add(patient.url(), "message");
      number.receiver.answers(delivery -> 500);
      patient.answers(delivery -> 500);
      number.meta("'messages':[" + number.text("m1", CUSTOMER, number.now(), "x") + "]");
      for (int minutes : new int[] {5, 20, 60, 240, 1_440}) {
        number.hub.clock.set(TestHub.START.plus(Duration.ofMinutes(minutes)));
        number.hub.settle();
      }
      assertThat(number.receiver.deliveries()).hasSize(1);
      assertThat(patient.deliveries()).hasSize(7);
    }
  }

  @ParameterizedTest
  @EnumSource
  void log_showsAndReplays(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.listen(Map.of());
      number.receiver.answers(delivery -> 500);
      number.meta("'messages':[" + number.text("m1", CUSTOMER, number.now(), "hi") + "]");
      String id = number.own("GET", "", null).json().get("list").get(0).get("id").stringValue();
      String log = "/" + id + "/deliveries";
      JsonNode list = number.own("GET", log + "?state=failed", null).json().get("list");
      assertThat(list).hasSize(1);
      String event = list.get(0).get("id").stringValue();
      assertThat(list.get(0).get("event").stringValue()).isEqualTo("message");
      assertThat(list.get(0).get("whatsapp").stringValue()).isEqualTo(number.whatsapp);
      JsonNode shown = number.own("GET", log + "/" + event, null).json();
      assertThat(shown.get("body").get("body").stringValue()).isEqualTo("hi");
      number.receiver.answers(delivery -> 200);
      assertThat(number.own("POST", log + "/" + event + "/replay", null).status()).isEqualTo(202);
      number.hub.settle();
      assertThat(number.receiver.deliveries())
          .map(Receiver.Delivery::body)
          .hasSize(2)
          .containsOnly(number.receiver.deliveries().getFirst().body());
      assertThat(number.own("GET", log + "/nothing", null).status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @EnumSource
  void consumer_thatHangs_holdsUpNoOther(Database database) {
    try (HookCalls number = new HookCalls(database);
        Receiver slow = new Receiver()) {
      slow.answers(delivery -> {
        throw new IllegalStateException("no answer");
      });
      number.add(slow.url(), "message");
      number.listen(Map.of());
      number.meta("'messages':[" + number.text("m1", CUSTOMER, number.now(), "x") + "]");
      assertThat(number.receiver.deliveries()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void deletedNumber_takesItsWebhooksAlong(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.listen(Map.of());
      number.add(number.receiver.url(), "message");
      assertThat(number.hub.admin("DELETE", "/admin/numbers/" + number.whatsapp, null).status())
          .isEqualTo(204);
      number.meta("'messages':[" + number.text("m1", CUSTOMER, number.now(), "x") + "]");
      // The next owner of the number begins with none.
      Account other = number.hub.partner("Two", null);
      number.hub.clock.advance(Duration.ofMinutes(1));
      assertThat(number.hub.number(other, number.whatsapp, number.phone).status()).isEqualTo(201);
      assertThat(number.own(other, "GET", "", null).json().get("list")).isEmpty();
      number.meta("'messages':[" + number.text("m2", CUSTOMER, number.now(), "x") + "]");
      assertThat(number.receiver.deliveries()).isEmpty();
      number.hub.clock.advance(Duration.ofDays(2));
      number.hub.settle();
      assertThat(number.hub.rows("SELECT count(*) FROM webhook")).containsExactly("0");
    }
  }
}
