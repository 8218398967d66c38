package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;

/// What cannot be applied now is held; what cannot be read is set aside; neither costs its
/// neighbours.
final class HeldTest {
  private static final String WHATSAPP = "972501234567";
  private static final String PHONE = "310020030040050";
  private static final String OTHER = "310020030040051";
  private static final long NOW = TestHub.START.getEpochSecond();

  private static void post(TestHub hub, byte[] body) {
    assertThat(hub.webhook(body).status()).isEqualTo(200);
  }

  private static byte[] message(String phone, String id, long at) {
    return WebhookTest.messages(phone, WebhookTest.message(id, "447700900204", at));
  }

  private static List<String> held(TestHub hub) {
    return hub.rows("SELECT phone_number_id FROM held ORDER BY phone_number_id");
  }

  private static List<String> setAside(TestHub hub) {
    assertThat(hub.call("GET", "/metrics", Map.of(), null).text())
        .contains("wabahub_impossible_total 0.0");
    return hub.rows("SELECT reason FROM set_aside ORDER BY id");
  }

  /// Sessions by phone number id, of all months.
  private static List<String> sessions(TestHub hub) {
    return hub.rows(
        """
        SELECT r.phone_number_id, sum(u.incoming)
        FROM usage_month u JOIN registration r ON r.number_id = u.number_id
        GROUP BY r.phone_number_id HAVING sum(u.incoming) <> 0 ORDER BY r.phone_number_id
        """);
  }

  @ParameterizedTest
  @EnumSource
  void event_ofAnUnknownNumber_countsOnceItIsRegistered(Database database) {
    try (TestHub hub = new TestHub(database)) {
      post(hub, message(PHONE, "one", NOW));
      post(hub, message(PHONE, "one", NOW));
      post(
          hub,
          WebhookTest.statuses(
              PHONE, WebhookTest.status("two", "delivered", NOW, "marketing", "regular")));
      hub.settle();
      assertThat(held(hub)).containsExactly(PHONE, PHONE);
      hub.restart();

      Account account = hub.partner("One", null);
      hub.number(account, WHATSAPP, PHONE);

      assertThat(hub.figures(account, WHATSAPP)).containsExactly(1L, 0L, 1L);
      assertThat(held(hub)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void event_ofAnUnknownNumber_isHeldFor30Days(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("One", null);
      post(hub, message(PHONE, "in time", NOW));
      post(hub, message(OTHER, "too late", NOW));
      hub.settle();

      hub.clock.advance(Duration.ofDays(30));
      hub.number(account, WHATSAPP, PHONE);
      hub.settle();
      hub.clock.advance(Duration.ofSeconds(1));
      hub.number(account, "972507654321", OTHER);
      hub.settle();

      assertThat(sessions(hub)).containsExactly(PHONE + " 1");
      assertThat(held(hub)).containsExactly(OTHER);
      String late = hub.rows("SELECT id FROM held").getFirst();
      JsonNode retried = hub.admin("POST", "/admin/held/" + late + "/retry", null).json();
      assertThat(retried.get("outcome").stringValue()).isEqualTo("expired");
      assertThat(held(hub)).isEmpty();
      hub.clock.advance(Duration.ofDays(1));
      hub.settle();
      assertThat(held(hub)).isEmpty();
      assertThat(sessions(hub)).containsExactly(PHONE + " 1");
    }
  }

  /// Elements of unknown numbers; `phone` is an expression of `i`, their place.
  private static void hold(TestHub hub, int count, String phone, long arrivedAt) {
    hub.execute(
        """
        INSERT INTO held (content, phone_number_id, arrived_at, body)
        WITH RECURSIVE element(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM element WHERE i < %d)
        SELECT CAST(CAST(i AS varchar) AS bytea), %s, %d, CAST('1' AS bytea) FROM element
        """
            .formatted(count, phone, arrivedAt));
  }

  @ParameterizedTest
  @EnumSource
  void events_ofUnknownNumbersTooOld_goHoweverMany(Database database) {
    try (TestHub hub = new TestHub(database)) {
      hold(hub, 2_500, "'" + OTHER + "'", NOW - 32 * 86_400);
      post(hub, message(PHONE, "fresh", NOW));
      hub.settle();
      assertThat(held(hub)).containsExactly(PHONE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void event_ofTheLastOfManyUnknownNumbers_countsOnceItIsRegistered(Database database) {
    try (TestHub hub = new TestHub(database)) {
      hold(hub, 1_100, "'2' || (10000 + i)", NOW);
      post(hub, message(PHONE, "one", NOW));
      hub.settle();

      Account account = hub.partner("One", null);
      hub.number(account, WHATSAPP, PHONE);

      assertThat(hub.figures(account, WHATSAPP)).containsExactly(0L, 0L, 1L);
      assertThat(held(hub)).hasSize(1_100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void event_moreThanADayAhead_countsByItselfWhenItIsDue(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("One", null);
      hub.number(account, WHATSAPP, PHONE);
      long dayAhead = NOW + 86_400;
      post(hub, message(PHONE, "just not early", dayAhead));
      post(hub, message(PHONE, "early", dayAhead + 86_401));
      post(hub, message(OTHER, "early and of nobody", dayAhead + 1));
      assertThat(hub.figures(account, WHATSAPP)).containsExactly(0L, 0L, 1L);

      hub.clock.advance(Duration.ofSeconds(86_400));
      hub.settle();
      assertThat(sessions(hub)).containsExactly(PHONE + " 1");
      // The one of nobody waits for its number now, no longer for its time.
      assertThat(hub.rows("SELECT phone_number_id FROM held WHERE due_at IS NULL"))
          .containsExactly(OTHER);

      hub.clock.advance(Duration.ofSeconds(1));
      hub.settle();
      assertThat(sessions(hub)).containsExactly(PHONE + " 2");
      hub.number(account, "972507654321", OTHER);
      hub.settle();
      assertThat(sessions(hub)).containsExactly(PHONE + " 2", OTHER + " 1");
      assertThat(held(hub)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void body_of1000UpdatesWithABrokenOne_counts999(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("One", null);
      hub.number(account, WHATSAPP, PHONE);
      List<String> statuses = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        long at = i == 500 ? 12 : NOW;
        statuses.add(WebhookTest.status("wamid." + i, "delivered", at, "utility", "regular"));
      }
      post(hub, WebhookTest.statuses(PHONE, statuses.toArray(String[]::new)));

      assertThat(hub.figures(account, WHATSAPP)).containsExactly(0L, 999L, 0L);
      assertThat(setAside(hub)).containsExactly("timestamp");
      JsonNode body = firstBody(hub);
      assertThat(body.at("/entry/0/changes/0/value/statuses/0/id").asString())
          .isEqualTo("wamid.500");
      assertThat(body.at("/entry/0/changes/0/value/metadata/phone_number_id").asString())
          .isEqualTo(PHONE);
    }
  }

  private static JsonNode firstBody(TestHub hub) {
    String id = hub.rows("SELECT min(id) FROM set_aside").getFirst();
    return hub.admin("GET", "/admin/set-aside/" + id, null).json().get("body");
  }

  @ParameterizedTest
  @EnumSource
  void body_ofAnOddShape_isSetAsideAndTheNextGoesOn(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("One", null);
      hub.number(account, WHATSAPP, PHONE);
      Map<String, String> reasons =
          Map.ofEntries(
              Map.entry("", "not_json"),
              Map.entry("{\"entry\":[", "not_json"),
              Map.entry("[".repeat(1_000), "not_json"),
              Map.entry("\ud83d\ude00", "not_json"),
              Map.entry("null", "no_entry"),
              Map.entry("[]", "no_entry"),
              Map.entry("{\"entry\":{}}", "no_entry"),
              Map.entry("{\"entry\":[7]}", "no_changes"),
              Map.entry("{\"entry\":[{\"changes\":{}}]}", "no_changes"),
              Map.entry("{\"entry\":[{\"changes\":[\"x\"]}]}", "no_field"),
              Map.entry("{\"entry\":[{\"changes\":[{\"field\":7}]}]}", "no_field"),
              Map.entry("{\"entry\":[{\"changes\":[{\"field\":\"messages\"}]}]}", "no_value"),
              Map.entry(change("{\"messages\":{}}"), "not_an_array"),
              Map.entry(change("{\"messages\":[7]}"), "not_an_object"),
              Map.entry(change("{\"messages\":[{\"id\":\"a\"}]}"), "phone_number_id"),
              Map.entry(value("\"messages\":[{}]"), "id"),
              Map.entry(value("\"messages\":[{\"id\":\"a\\u0000\"}]"), "id"),
              Map.entry(value("\"messages\":[{\"id\":\"\\ud83d\"}]"), "id"),
              Map.entry(value("\"messages\":[{\"id\":\"a\"}]"), "timestamp"),
              Map.entry(value("\"messages\":[{\"id\":\"a\",\"timestamp\":\"-1\"}]"), "timestamp"),
              Map.entry(
                  value("\"messages\":[{\"id\":\"a\",\"timestamp\":\"%d\"}]".formatted(NOW)),
                  "no_customer"),
              Map.entry(
                  value("\"statuses\":[{\"id\":\"a\",\"timestamp\":\"%d\"}]".formatted(NOW)),
                  "status"));
      List<String> expected = new ArrayList<>();
      int count = 0;
      for (Map.Entry<String, String> odd : reasons.entrySet()) {
        expected.add(odd.getValue());
        post(hub, odd.getKey().getBytes(StandardCharsets.UTF_8));
        post(hub, odd.getKey().getBytes(StandardCharsets.UTF_8));
        // A neighbour that is counted.
        String delivered = WebhookTest.status("n" + count++, "read", NOW, "utility", "regular");
        post(hub, WebhookTest.statuses(PHONE, delivered));
      }

      assertThat(hub.figures(account, WHATSAPP)).containsExactly(0L, (long) count, 0L);
      assertThat(setAside(hub)).isEqualTo(expected);
      assertThat(held(hub)).isEmpty();
    }
  }

  private static String change(String value) {
    return "{\"entry\":[{\"changes\":[{\"field\":\"messages\",\"value\":%s}]}]}".formatted(value);
  }

  private static String value(String content) {
    return change("{\"metadata\":{\"phone_number_id\":\"%s\"},%s}".formatted(PHONE, content));
  }

  @ParameterizedTest
  @EnumSource
  void text_withHalfASurrogatePair_isHeldAndSetAsideLikeAnyOther(Database database) {
    try (TestHub hub = new TestHub(database)) {
      String half = ",\"text\":{\"body\":\"cut \\ud83d\"}";
      String good = "{\"id\":\"a\",\"from\":\"4477\",\"timestamp\":\"%d\"%s}".formatted(NOW, half);
      String bad = "{\"id\":\"b\",\"from\":\"4477\",\"timestamp\":\"soon\"%s}".formatted(half);
      post(
          hub, value("\"messages\":[%s,%s]".formatted(bad, good)).getBytes(StandardCharsets.UTF_8));
      hub.settle();
      assertThat(held(hub)).containsExactly(PHONE);
      assertThat(setAside(hub)).containsExactly("timestamp");

      Account account = hub.partner("One", null);
      hub.number(account, WHATSAPP, PHONE);

      assertThat(hub.figures(account, WHATSAPP)).containsExactly(0L, 0L, 1L);
    }
  }

  @ParameterizedTest
  @EnumSource
  void held_triedAgainTooSoon_staysHeld(Database database) {
    try (TestHub hub = new TestHub(database)) {
      post(hub, message(PHONE, "of nobody", NOW));
      post(hub, message(OTHER, "early", NOW + 2 * 86_400));
      hub.settle();
      for (String id : hub.rows("SELECT id FROM held")) {
        JsonNode reply = hub.admin("POST", "/admin/held/" + id + "/retry", null).json();
        assertThat(reply.get("outcome").stringValue()).isEqualTo("waiting");
      }

      Account account = hub.partner("One", null);
      hub.number(account, WHATSAPP, PHONE);
      hub.number(account, "972507654321", OTHER);
      hub.clock.advance(Duration.ofDays(1));
      hub.settle();

      assertThat(sessions(hub)).containsExactly(PHONE + " 1", OTHER + " 1");
    }
  }
}
