package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.http.Json;

/// The example of the page "Get WhatsApp Numbers", produced by signed webhooks.
final class PageExampleTest {
  private static final long CREATED = 1735811185;
  private static final String FIRST = "310020030040050";
  private static final String SECOND = "310020030040051";

  @ParameterizedTest
  @EnumSource
  void getWhatsApp_afterTheTrafficOfThePage_answersAsThePage(Database database) throws IOException {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("One", null);
      Map<String, Object> first = takeover("972501234567", FIRST);
      first.put("online", Map.of("account", 1, "inbox", 2, "server", "online"));
      Map<String, Object> second = takeover("972507654321", SECOND);
      second.put("coexistence", 1);
      JsonNode taken = hub.take(account, List.of(second, first)).json();
      traffic(hub);

      hub.settle();
      Reply reply = hub.get("/api/whatsapp/getWhatsApp", account);

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.raw().headers().firstValue("Content-Type"))
          .hasValue("application/json; charset=utf-8");
      assertThat(reply.raw().headers().firstValue("Cache-Control")).hasValue("no-store");
      List<String> keys = new ArrayList<>();
      for (JsonNode number : reply.json().get("list")) {
        keys.add(number.get("apiKey").stringValue());
      }
      assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.length() >= 32);
      assertThat(keys).containsExactlyInAnyOrderElementsOf(taken.findValuesAsString("apiKey"));
      // As a text: order and types of the fields count.
      assertThat(Json.text(comparable(reply.json()))).isEqualTo(Json.text(page()));
    }
  }

  private static Map<String, Object> takeover(String whatsapp, String phone) {
    Map<String, Object> fields = new LinkedHashMap<>(TestHub.takeover(whatsapp, phone));
    fields.put("display_name", "The WhatsApp Display name");
    fields.put("business_name", "The Business Name");
    fields.put("create_time", CREATED);
    return fields;
  }

  /// 10 = 4 + 5 + 1; 6 = 3 + 3 + 0; 4 = 1 + 2 + 1; and what is not counted.
  private static void traffic(TestHub hub) {
    List<String> categories =
        List.of(
            "marketing", "marketing_lite", "group-marketing", "utility", "AUTHENTICATION", "new");
    long now = TestHub.START.getEpochSecond();
    for (String category : categories) {
      for (String status : List.of("sent", "delivered", "read")) {
        post(
            hub,
            WebhookTest.statuses(
                FIRST, WebhookTest.status("wamid." + category, status, now, category, "regular")));
      }
    }
    for (String category : List.of("marketing", "service", "utility")) {
      post(
          hub,
          WebhookTest.statuses(
              SECOND, WebhookTest.status("wamid." + category, "read", now, category, "regular")));
    }
    post(
        hub,
        WebhookTest.statuses(
            SECOND,
            WebhookTest.status("wamid.free", "read", now, "service", "free_customer_service")));
    post(hub, WebhookTest.messages(SECOND, WebhookTest.message("wamid.1", "447700900204", now)));
    post(hub, WebhookTest.messages(SECOND, WebhookTest.message("wamid.2", "447700900204", now)));
  }

  private static void post(TestHub hub, byte[] body) {
    assertThat(hub.webhook(body).status()).isEqualTo(200);
  }

  /// The page shows one key for all, and its example lacks the field `onlineServer` that its table
  /// explains.
  private static JsonNode comparable(JsonNode answer) {
    for (JsonNode number : answer.get("list")) {
      ObjectNode fields = (ObjectNode) number;
      fields.put("apiKey", "the-api-key-for-the-service");
      JsonNode server = fields.remove("onlineServer");
      assertThat(server == null).isEqualTo(fields.get("isOnline").asInt() == 0);
    }
    return answer;
  }

  private static JsonNode page() throws IOException {
    Path file = Path.of("src/test/resources/get-whatsapp-numbers.json");
    return Json.parseTolerantly(Files.readAllBytes(file)).orElseThrow();
  }
}
