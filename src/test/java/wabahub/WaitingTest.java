package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.intake.Probe;

/// What is set aside and what is held, as the operator sees it.
final class WaitingTest {
  private static final String PHONE = "310020030040050";
  private static final String WHATSAPP = "972501234567";
  private static final long NOW = TestHub.START.getEpochSecond();

  private static JsonNode list(TestHub hub, String shelf) {
    return hub.admin("GET", "/admin/" + shelf, null).json();
  }

  private static String note(TestHub hub) {
    JsonNode checks = hub.call("GET", "/readyz", Map.of(), null).json().get("checks");
    return checks.get("webhooks").stringValue();
  }

  private static void post(TestHub hub, String content) {
    assertThat(hub.webhook(WebhookTest.value(PHONE, content)).status()).isEqualTo(200);
    hub.settle();
  }

  @ParameterizedTest
  @EnumSource
  void setAside_isListedInspectedAndTriedAgain(Database database) {
    try (TestHub hub = new TestHub(database)) {
      assertThat(note(hub)).isEqualTo("ok");
      post(hub, "\"statuses\":[{\"id\":\"a\",\"status\":\"read\",\"timestamp\":\"soon\"},7]");
      assertThat(hub.webhook("no json".getBytes(StandardCharsets.UTF_8)).status()).isEqualTo(200);
      hub.settle();

      JsonNode all = list(hub, "set-aside");
      assertThat(all.get("total").asLong()).isEqualTo(3);
      assertThat(all.get("list")).hasSize(3);
      JsonNode first = all.get("list").get(0);
      assertThat(first.get("reason").stringValue()).isEqualTo("timestamp");
      assertThat(first.get("arrived_at").stringValue()).isEqualTo("2026-10-14T09:30:00Z");
      String id = first.get("id").toString();
      assertThat(hub.rows("SELECT length(body) FROM set_aside WHERE id = " + id))
          .containsExactly(first.get("size").toString());
      JsonNode page = list(hub, "set-aside?limit=1&after=" + id);
      assertThat(page.get("list")).hasSize(1);
      assertThat(page.get("list").get(0).get("reason").stringValue()).isEqualTo("not_an_object");
      JsonNode one = hub.admin("GET", "/admin/set-aside/" + id, null).json();
      assertThat(one.at("/body/entry/0/changes/0/value/statuses/0/timestamp").stringValue())
          .isEqualTo("soon");
      JsonNode text = all.get("list").get(2);
      assertThat(
              hub.admin("GET", "/admin/set-aside/" + text.get("id"), null)
                  .json()
                  .get("body")
                  .stringValue())
          .isEqualTo("no json");

      JsonNode retried = hub.admin("POST", "/admin/set-aside/" + id + "/retry", null).json();
      assertThat(retried.get("outcome").stringValue()).isEqualTo("waiting");
      assertThat(list(hub, "set-aside").get("total").asLong()).isEqualTo(3);
      assertThat(note(hub)).isEqualTo("3 set aside, 0 held");
      assertThat(hub.call("GET", "/metrics", Map.of(), null).text())
          .contains("wabahub_set_aside_total{reason=\"not_json\"} 1.0")
          .contains("wabahub_webhook_elements_total{outcome=\"set_aside\"} ");
    }
  }

  /// What has not the form of a webhook is kept so that a hub that understands it can read it.
  @ParameterizedTest
  @EnumSource
  void part_ofAnOddForm_triedAgain_keepsItsReason(Database database) {
    try (TestHub hub = new TestHub(database)) {
      for (String body :
          List.of(
              "{\"entry\":[{\"changes\":{}}]}",
              "{\"entry\":[{\"changes\":[{\"field\":7}]}]}",
              "{\"entry\":[{\"changes\":[{\"field\":\"messages\"}]}]}",
              "{\"entry\":[{\"changes\":[{\"field\":\"messages\",\"value\":{\"messages\":{}}}]}]}")) {
        hub.webhook(body.getBytes(StandardCharsets.UTF_8));
      }
      hub.settle();
      List<String> reasons = List.of("no_changes", "no_field", "no_value", "not_an_array");
      assertThat(hub.rows("SELECT reason FROM set_aside ORDER BY id")).isEqualTo(reasons);
      for (String id : hub.rows("SELECT id FROM set_aside ORDER BY id")) {
        hub.admin("POST", "/admin/set-aside/" + id + "/retry", null);
      }
      assertThat(hub.rows("SELECT reason FROM set_aside ORDER BY id")).isEqualTo(reasons);
    }
  }

  @ParameterizedTest
  @EnumSource
  void held_triedAgainAtItsTime_isApplied(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("One", null);
      hub.number(account, WHATSAPP, PHONE);
      post(
          hub, "\"messages\":[" + WebhookTest.message("early", "447700900204", NOW + 86_401) + "]");
      hub.webhook(
          WebhookTest.messages("310020030040059", WebhookTest.message("x", "4477009002", NOW)));
      hub.settle();
      JsonNode held = list(hub, "held").get("list");
      assertThat(held.get(0).get("reason").stringValue()).isEqualTo("early");
      assertThat(held.get(1).get("reason").stringValue()).isEqualTo("unknown_number");
      assertThat(note(hub)).isEqualTo("0 set aside, 2 held");

      hub.clock.advance(Duration.ofSeconds(1));
      String path = "/admin/held/" + held.get(0).get("id") + "/retry";
      assertThat(hub.admin("POST", path, null).json().get("outcome").stringValue())
          .isEqualTo("applied");
      assertThat(hub.figures(account, WHATSAPP)).containsExactly(0L, 0L, 1L);
      assertThat(hub.admin("POST", path, null).status()).isEqualTo(404);
      assertThat(note(hub)).isEqualTo("0 set aside, 1 held");
    }
  }

  /// A large batch takes several transactions, and numbers are registered between them.
  @ParameterizedTest
  @EnumSource
  void message_whoseNumberComesWhileItsBatchIsApplied_isCountedAndKept(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("One", null);
      hub.number(account, "972501234568", "310020030040051");
      String[] many =
          IntStream.range(0, 500)
              .mapToObj(i -> WebhookTest.message("m" + i, "447700900204", NOW))
              .toArray(String[]::new);
      hub.webhook(WebhookTest.messages("310020030040051", many));
      hub.webhook(WebhookTest.messages(PHONE, WebhookTest.message("first", "447700900205", NOW)));
      hub.when(
          Probe.Point.EVENTS_COMMITTED,
          () -> assertThat(hub.number(account, WHATSAPP, PHONE).status()).isEqualTo(201));
      hub.settle();

      assertThat(hub.figures(account, WHATSAPP)).containsExactly(0L, 0L, 1L);
      String key = "";
      for (JsonNode number : hub.list(account).get("list")) {
        if (number.get("whatsapp").stringValue().equals(WHATSAPP)) {
          key = number.get("apiKey").stringValue();
        }
      }
      Map<String, Object> asked =
          Map.of("apiKey", key, "from", WHATSAPP, "to", "447700900205", "page", 1);
      assertThat(hub.call("POST", "/whatsapp/v2/getHistory", Map.of(), asked).json()).hasSize(1);
      assertThat(list(hub, "held").get("total").asLong()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"after=x", "after=-1", "limit=0", "limit=1001"})
  void list_wrongParameter_isNamed(String query) {
    try (TestHub hub = new TestHub(Database.SQLITE)) {
      for (String shelf : List.of("held", "set-aside")) {
        assertThat(hub.admin("GET", "/admin/" + shelf + "?" + query, null).status()).isEqualTo(400);
      }
    }
  }

  @Test
  void entry_unknownOrWithoutToken_isRefused() {
    try (TestHub hub = new TestHub(Database.SQLITE)) {
      for (String shelf : List.of("held", "set-aside")) {
        String one = "/admin/" + shelf + "/";
        assertThat(hub.admin("GET", one + "1", null).status()).isEqualTo(404);
        assertThat(hub.admin("GET", one + "x", null).status()).isEqualTo(404);
        assertThat(hub.admin("POST", one + "1/retry", null).status()).isEqualTo(404);
        assertThat(hub.call("GET", "/admin/" + shelf, Map.of(), null).status()).isEqualTo(401);
        assertThat(hub.call("POST", one + "1/retry", Map.of(), null).status()).isEqualTo(401);
      }
    }
  }
}
