package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.TestHub.Account;

/// Signed webhooks in, figures out.
final class WebhookTest {
  private static final String PHONE = "310020030040050";

  static byte[] statuses(String phone, String... statuses) {
    return value(phone, "\"statuses\":[" + String.join(",", statuses) + "]");
  }

  static byte[] messages(String phone, String... messages) {
    return value(phone, "\"messages\":[" + String.join(",", messages) + "]");
  }

  static byte[] value(String phone, String content) {
    return """
    {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages",
      "value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"%s"},%s}}]}]}
    """
        .formatted(phone, content)
        .getBytes(StandardCharsets.UTF_8);
  }

  static String status(String id, String status, long at, String category, String type) {
    return """
    {"id":"%s","status":"%s","timestamp":"%d","recipient_id":"447700900204",
     "pricing":{"billable":true,"pricing_model":"PMP","type":"%s","category":"%s"}}
    """
        .formatted(id, status, at, type, category);
  }

  static String message(String id, String from, long at) {
    return """
    {"id":"%s","from":"%s","timestamp":"%d","type":"text","text":{"body":"hello"}}
    """
        .formatted(id, from, at);
  }

  @ParameterizedTest
  @EnumSource
  void webhooks_ofAllKinds_areCounted(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account partner = hub.partner("One", null);
      assertThat(hub.number(partner, "972501234567", PHONE).status()).isEqualTo(201);
      long now = TestHub.START.getEpochSecond();
      assertThat(
              hub.webhook(
                      statuses(
                          PHONE,
                          status("a", "sent", now, "marketing", "regular"),
                          status("a", "delivered", now, "marketing", "regular"),
                          status("b", "read", now, "utility", "regular"),
                          status("c", "delivered", now, "service", "free_customer_service")))
                  .status())
          .isEqualTo(200);
      hub.webhook(messages(PHONE, message("m1", "447700900204", now)));
      hub.webhook(messages(PHONE, message("m2", "447700900204", now + 5)));
      hub.webhook(messages(PHONE, message("m0", "447700900204", now - 86_400)));
      assertThat(hub.figures(partner, "972501234567")).containsExactly(1L, 1L, 2L);
      hub.restart();
      assertThat(hub.figures(partner, "972501234567")).containsExactly(1L, 1L, 2L);
    }
  }
}
