package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;

/// How long messages are kept.
final class HistoryDaysTest {
  private static final String NUMBER = "447700900177";
  private static final String PHONE = "310020030040050";

  /// A hub with one number to which a customer has written.
  private static TestHub hub(Database database, String days) {
    TestHub hub = new TestHub(database, Map.of("WABAHUB_HISTORY_DAYS", days));
    Account account = hub.partner("Harbour", null);
    hub.number(account, NUMBER, PHONE);
    String message =
        """
        {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages",
        "value":{"metadata":{"phone_number_id":"%s"},"messages":[{"from":"447700900204",
        "id":"wamid.HISTORY","timestamp":"%d","type":"text","text":{"body":"Hello"}}]}}]}]}
        """
            .formatted(PHONE, TestHub.START.getEpochSecond());
    hub.webhook(Ears.bytes(message));
    hub.settle();
    return hub;
  }

  private static JsonNode v2(TestHub hub, String call, Map<String, ?> more) {
    Account account = accountOf(hub);
    String key = hub.list(account).get("list").get(0).get("apiKey").stringValue();
    Map<String, Object> body = new HashMap<>(Map.of("apiKey", key, "from", NUMBER));
    body.putAll(more);
    return hub.call("POST", "/whatsapp/v2/" + call, Map.of(), body).json();
  }

  private static Account accountOf(TestHub hub) {
    JsonNode partner = hub.admin("GET", "/admin/partners", null).json().get(0);
    String id = partner.get("id").asString();
    String clientId = partner.get("client_id").stringValue();
    String secret =
        hub.admin("POST", "/admin/partners/" + id + "/secret", null)
            .json()
            .get("client_secret")
            .stringValue();
    return new Account(Long.parseLong(id), clientId, secret, hub.token(clientId, secret));
  }

  private static String kept(TestHub hub, String table) {
    return hub.rows("SELECT count(*) FROM " + table).getFirst();
  }

  @ParameterizedTest
  @EnumSource
  void days_over_messageAndContactGo(Database database) {
    try (TestHub hub = hub(database, "7")) {
      assertThat(v2(hub, "getHistory", Map.of("page", 1)).toString()).contains("Hello");
      hub.clock.advance(Duration.ofDays(7));
      hub.settle();
      assertThat(kept(hub, "message")).isEqualTo("1");
      hub.clock.advance(Duration.ofSeconds(1));
      hub.settle();
      assertThat(kept(hub, "message")).isEqualTo("0");
      assertThat(kept(hub, "contact")).isEqualTo("0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void daysZero_nothingIsShownAndNothingOutlivesTheWindow(Database database) {
    try (TestHub hub = hub(database, "0")) {
      assertThat(v2(hub, "getHistory", Map.of("page", 1)).toString()).isEqualTo("[]");
      assertThat(v2(hub, "getContacts", Map.of("page", 1)).toString()).isEqualTo("[]");
      hub.clock.advance(Duration.ofHours(24).plusSeconds(1));
      hub.settle();
      assertThat(kept(hub, "message")).isEqualTo("0");
      assertThat(kept(hub, "contact")).isEqualTo("0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void numberThatLeft_nothingOfItIsLeftADayLater(Database database) {
    try (TestHub hub = hub(database, "365")) {
      Account other = hub.partner("Other", null);
      String theirs = HubCalls.whatsapp();
      String phone = HubCalls.phone();
      hub.number(other, theirs, phone);
      long at = TestHub.START.getEpochSecond();
      String message = "'messages':[{'from':'447700900204','id':'wamid.%s','timestamp':'%d',";
      String text = "'type':'text','text':{'body':'Hello'}}]";
      hub.webhook(HookCalls.value(phone, message.formatted("THEIRS", at) + text));
      hub.settle();
      hub.execute(
          "INSERT INTO send_key (number_id, key_hash, request_hash, answer, created_at)"
              + " SELECT number_id, person, body, body, created_at FROM message");
      assertThat(hub.admin("DELETE", "/admin/numbers/" + NUMBER, null).status()).isLessThan(300);
      hub.clock.advance(Duration.ofHours(24));
      hub.settle();
      assertThat(kept(hub, "message")).isEqualTo("2");
      hub.clock.advance(Duration.ofSeconds(1));
      hub.settle();
      for (String table : List.of("message", "contact")) {
        assertThat(kept(hub, table)).as(table).isEqualTo("1");
      }
      assertThat(kept(hub, "send_key")).isEqualTo("0");
      // What Meta tells late goes, too.
      hub.webhook(HookCalls.value(PHONE, message.formatted("LATE", at - 1) + text));
      hub.settle();
      assertThat(kept(hub, "message")).isEqualTo("1");
    }
  }
}
