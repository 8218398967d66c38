package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// The itemised bill: line by line what a month's figures consist of.
final class ChargesTest {
  private static final String NOW = "2026-11-14T09:30:00Z";

  @AutoClose private static final Hubs HUBS = new Hubs();

  /// A number that moved to a second phone number id, with lines on both in November.
  private static final class Life {
    final TestHub hub;
    final Account account;
    final String whatsapp = HubCalls.whatsapp();
    final String phone = HubCalls.phone();
    final String moved = HubCalls.phone();

    Life(Database database) {
      hub = HUBS.on(database);
      hub.clock.set(Instant.parse(NOW));
      account = hub.partner("Charges", null);
      hub.number(account, whatsapp, phone);
      unit(phone, "before", "2026-10-31T23:59:59Z", "utility", "regular");
      unit(phone, "first", "2026-11-01T00:00:00Z", "utility", "regular");
      unit(phone, "two", "2026-11-05T00:00:00Z", "marketing", "regular");
      // The same instant: told apart by their ids.
      for (int i = 0; i < 5; i++) {
        unit(phone, "same" + i, "2026-11-05T00:00:00Z", "=cmd", "regular");
      }
      unit(phone, "free", "2026-11-05T00:00:00Z", "service", "free_customer_service");
      message(phone, "m1", "2026-11-02T00:00:00Z");
      message(phone, "m2", "2026-11-03T00:00:00Z");
      lent();
      hub.settle();
      hub.clock.set(Instant.parse("2026-11-14T09:30:01Z"));
      hub.admin("PATCH", "/admin/numbers/" + whatsapp, Map.of("phone_number_id", moved));
      unit(moved, "new", "2026-11-04T00:00:00Z", "marketing", "regular");
      message(moved, "m3", "2026-11-04T00:00:00Z");
      hub.settle();
    }

    private void unit(String on, String id, String at, String category, String type) {
      long seconds = Instant.parse(at).getEpochSecond();
      hub.webhook(
          WebhookTest.statuses(on, WebhookTest.status(id, "delivered", seconds, category, type)));
    }

    private void message(String on, String id, String at) {
      long seconds = Instant.parse(at).getEpochSecond();
      hub.webhook(WebhookTest.messages(on, WebhookTest.message(id, "447700900204", seconds)));
    }

    /// Two members of a group with the pricing of their message.
    private void lent() {
      long at = Instant.parse("2026-11-06T00:00:00Z").getEpochSecond();
      String head =
          "{\"id\":\"group\",\"timestamp\":\"%d\",\"recipient_type\":\"group\",".formatted(at);
      hub.webhook(
          WebhookTest.statuses(
              phone,
              head + "\"status\":\"delivered\",\"recipient_participant_user_id\":\"GB.1\"}",
              head + "\"status\":\"read\",\"recipient_participant_user_id\":\"DE.2\"}",
              head
                  + "\"status\":\"sent\",\"pricing\":{\"type\":\"regular\",\"category\":\"group_marketing\"}}"));
    }

    Reply ask(String query, String accept) {
      return hub.call(
          "GET",
          "/api/v1/numbers/" + whatsapp + "/charges" + query,
          Map.of("Authorization", account.bearer(), "Accept", accept),
          null);
    }

    List<String> lines(String query, int limit) {
      List<String> lines = new ArrayList<>();
      String cursor = "";
      do {
        Reply reply = ask("?limit=" + limit + query + cursor, "*/*");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        JsonNode page = reply.json();
        assertThat(page.get("list").size()).isLessThanOrEqualTo(limit);
        page.get("list").forEach(line -> lines.add(line.toString()));
        JsonNode next = page.get("next_cursor");
        cursor = next.isNull() ? "" : "&cursor=" + next.stringValue();
      } while (!cursor.isEmpty());
      return lines;
    }
  }

  @ParameterizedTest
  @EnumSource
  void lines_ofEachKind_addUpToTheFigures(Database database) {
    Life life = new Life(database);
    assertThat(life.hub.figures(life.account, life.whatsapp)).containsExactly(4L, 6L, 3L);
    assertThat(life.lines("&kind=marketing", 100))
        .hasSize(4)
        .allMatch(l -> l.contains("\"kind\":\"marketing\""));
    assertThat(life.lines("&kind=service", 100))
        .hasSize(6)
        .allMatch(l -> l.contains("\"kind\":\"service\""));
    assertThat(life.lines("&kind=incoming", 100))
        .containsExactly(
            "{\"kind\":\"incoming\",\"at\":\"2026-11-02T00:00:00Z\"}",
            "{\"kind\":\"incoming\",\"at\":\"2026-11-03T00:00:00Z\"}",
            "{\"kind\":\"incoming\",\"at\":\"2026-11-04T00:00:00Z\"}");
    List<String> all = life.lines("", 100);
    assertThat(all).hasSize(13).noneMatch(line -> line.contains("free") || line.contains("before"));
    assertThat(all.stream().filter(line -> line.contains("\"group\"")))
        .hasSize(2)
        .anyMatch(line -> line.contains("\"country\":\"GB\""))
        .anyMatch(line -> line.contains("\"country\":\"DE\""));
    assertThat(life.lines("&month=2026-10", 100))
        .containsExactly(
            "{\"kind\":\"service\",\"at\":\"2026-10-31T23:59:59Z\",\"message_id\":\"before\","
                + "\"category\":\"utility\",\"type\":\"regular\",\"country\":\"GB\"}");
    assertThat(life.lines("&month=2026-12", 100)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void pages_ofAnySize_holdEachLineOnce(Database database) {
    Life life = new Life(database);
    List<String> all = life.lines("", 1_000);
    for (int limit = 1; limit <= all.size() + 1; limit++) {
      assertThat(life.lines("", limit)).as("limit %d", limit).isEqualTo(all);
    }
    assertThat(life.lines("&kind=incoming", 1)).isEqualTo(life.lines("&kind=incoming", 9));
  }

  @ParameterizedTest
  @EnumSource
  void session_thatComesLate_movesNoPage(Database database) {
    Life life = new Life(database);
    JsonNode first = life.ask("?limit=1&kind=incoming", "*/*").json();
    assertThat(first.at("/list/0/at").stringValue()).isEqualTo("2026-11-02T00:00:00Z");
    life.message(life.phone, "m0", "2026-11-01T00:00:00Z");
    long again = Instant.parse("2026-11-03T00:00:00Z").getEpochSecond();
    life.hub.webhook(
        WebhookTest.messages(life.phone, WebhookTest.message("x", "447700900177", again)));
    life.hub.settle();

    String next = first.get("next_cursor").stringValue();
    JsonNode second = life.ask("?limit=1&kind=incoming&cursor=" + next, "*/*").json();

    assertThat(second.at("/list/0/at").stringValue()).isEqualTo("2026-11-03T00:00:00Z");
    assertThat(life.lines("&kind=incoming", 1))
        .hasSize(5)
        .isEqualTo(life.lines("&kind=incoming", 9));
  }

  /// An id that sorts before all others.
  @ParameterizedTest
  @EnumSource
  void phoneNumberId_thatComesLate_movesNoPage(Database database) {
    Life life = new Life(database);
    List<String> all = life.lines("", 1_000);
    JsonNode first = life.ask("?limit=10", "*/*").json();
    String newest = "1" + life.phone;
    life.hub.admin("PATCH", "/admin/numbers/" + life.whatsapp, Map.of("phone_number_id", newest));
    life.unit(newest, "last", "2026-11-01T00:00:00Z", "utility", "regular");
    life.hub.settle();

    List<String> lines = new ArrayList<>();
    first.get("list").forEach(line -> lines.add(line.toString()));
    lines.addAll(life.lines("&cursor=" + first.get("next_cursor").stringValue(), 1_000));

    assertThat(lines).hasSize(all.size() + 1).startsWith(all.toArray(String[]::new));
    assertThat(lines.getLast()).contains("\"last\"");
  }

  private static String cursor(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @EnumSource
  void cursor_forged_showsNothingElse(Database database) {
    Life life = new Life(database);
    List<String> all = life.lines("", 1_000);
    for (String text :
        List.of(
            "0,0,,,0",
            "-7,-5,,,-5",
            "0,-9223372036854775808,,,0",
            "0,9223372036854775807,ff,ff,0",
            "1,0,,,2147483647",
            "2147483647,0,,,0",
            "0,1793923200," + "ab".repeat(2_000) + ",,0",
            "3,0,,,1")) {
      Reply reply = life.ask("?limit=1000&cursor=" + cursor(text), "*/*");
      assertThat(reply.status()).as(text).isEqualTo(200);
      reply.json().get("list").forEach(line -> assertThat(all).contains(line.toString()));
    }
    for (String text :
        List.of("", "x", "0,0,,", "0,x,,,0", "0,0,abc,,0", "0,0,,,99999999999", "\u0000")) {
      Reply reply = life.ask("?cursor=" + cursor(text), "*/*");
      assertThat(reply.status()).as(text).isEqualTo(400);
      assertThat(reply.json().get("field").stringValue()).isEqualTo("cursor");
    }
    assertThat(life.ask("?cursor=%25%25", "*/*").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @EnumSource
  void csv_hasTheLinesAndTheNextCursor(Database database) {
    Life life = new Life(database);
    Reply reply = life.ask("?limit=2", "text/csv");
    assertThat(reply.text())
        .startsWith("kind,at,message_id,category,type,country\r\n")
        .hasLineCount(3);
    String next = reply.raw().headers().firstValue("X-Next-Cursor").orElseThrow();
    assertThat(life.ask("?limit=1000&cursor=" + next, "text/csv").text().lines()).hasSize(12);
    assertThat(life.ask("?limit=1000", "text/csv").text()).contains(",'=cmd,regular,GB\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kind=all", "month=112026", "limit=0", "limit=1001", "limit=x"})
  void parameter_wrong_isNamed(String query) {
    Reply reply = new Life(Database.SQLITE).ask("?" + query, "*/*");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("field").stringValue()).isEqualTo(query.split("=", 2)[0]);
  }
}
