package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;

/// Messages of one customer that arrive in reverse order: each moves all later sessions.
final class LateTest {
  private static final String PHONE = "310020030040050";
  private static final String NUMBER = "972501234567";
  private static final int SPACING = 3_600;

  @ParameterizedTest
  @EnumSource
  void messages_inReverseOrder_openTheSessionsOfTheRightOrder(Database database) {
    reverse(database, 3_000);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource
  void messages_hundredThousandInReverseOrder_openTheSessionsOfTheRightOrder(Database database) {
    reverse(database, 100_000);
  }

  private static void reverse(Database database, int messages) {
    try (TestHub hub = new TestHub(database)) {
      Account partner = hub.partner("One", null);
      hub.number(partner, NUMBER, PHONE);
      long last = TestHub.START.getEpochSecond();
      List<String> batch = new ArrayList<>();
      for (int i = 0; i < messages; i++) {
        batch.add(WebhookTest.message("m" + i, "447700900204", last - (long) i * SPACING));
        if (batch.size() == 100 || i == messages - 1) {
          hub.webhook(WebhookTest.messages(PHONE, batch.toArray(String[]::new)));
          batch.clear();
          hub.settle();
        }
      }
      long first = last - (messages - 1L) * SPACING;
      long expected = 0;
      for (long at = first, opened = Long.MIN_VALUE / 2; at <= last; at += SPACING) {
        if (at >= opened + 86_400) {
          opened = at;
          expected++;
        }
      }
      JsonNode months = hub.get("/api/whatsapp/getConversationsStatistics", partner).json();
      long counted = 0;
      for (JsonNode month : months.get("list")) {
        counted += month.get("totalIncoming").asLong();
      }
      assertThat(counted).isEqualTo(expected);
      hub.call("GET", "/metrics", Map.of(), null)
          .text()
          .lines()
          .filter(line -> line.startsWith("wabahub_dispatch_transaction_seconds_"))
          .forEach(System.out::println);
      JsonNode recount = hub.admin("POST", "/admin/recount", "{}").json();
      assertThat(recount.get("differences")).isEmpty();
    }
  }
}
