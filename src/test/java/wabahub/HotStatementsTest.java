package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// What every event and every call costs is bound to its number, webhook or partner, so that the
/// tables can be spread over several servers by it. PostgreSQL itself says what it was asked.
final class HotStatementsTest {
  private static final String WHATSAPP = "447700900177";

  /// Tables that grow with the traffic.
  private static final Pattern HOT =
      Pattern.compile(
          "\\b(?:FROM|JOIN|INTO|UPDATE)\\s+(unit|lent_pricing|customer_message|customer_sessions"
              + "|usage_day|usage_month|usage_change|message|contact|send_key|delivery"
              + "|delivery_attempt)\\b");

  /// A key that is compared, listed or written.
  private static final Pattern BOUND =
      Pattern.compile(
          "\\b(number_id|phone_number_id|partner_id|webhook_id|delivery_id)\\b\\s*(=|IN\\b|,|\\))");

  /// Steps from one number or webhook with work to the next: they read one entry of a partial index
  /// for each, so each server of several answers for its own.
  private static final List<Pattern> WALKS =
      List.of(
          Pattern.compile("WITH RECURSIVE waiting"),
          Pattern.compile("SELECT id, number_id FROM message WHERE state = "),
          Pattern.compile("FROM delivery WHERE state = \\S+ LIMIT"),
          Pattern.compile("SELECT id FROM message WHERE state = \\S+ AND due_at <= "));

  /// Chores delete what is old, wherever it is.
  private static final Pattern CHORE =
      Pattern.compile("settled_at < |created_at <=? |updated_at <");

  @AutoClose
  private final Postgres postgres =
      new Postgres(Map.of("shared_preload_libraries", "pg_stat_statements"));

  @Test
  void statements_ofEventsAndCalls_areBoundToANumberOrPartner() {
    try (Meta meta = Meta.with(postgres.settings());
        Receiver receiver = new Receiver()) {
      TestHub hub = meta.hub;
      SignUp signUp = meta.onboard(meta.link(Map.of()), Wanted.of("Northern Kites").on(WHATSAPP));
      String path = "numbers/" + WHATSAPP + "/webhooks";
      meta.own("POST", path, Map.of("url", receiver.url(), "events", List.of("message", "status")));
      hub.execute("CREATE EXTENSION pg_stat_statements");
      hub.rows("SELECT pg_stat_statements_reset()");

      live(meta, signUp);

      List<String> unbound =
          hub
              .rows("SELECT regexp_replace(query, '\\s+', ' ', 'g') FROM pg_stat_statements")
              .stream()
              .filter(sql -> HOT.matcher(sql).find())
              .filter(sql -> !BOUND.matcher(withoutResult(sql)).find())
              .filter(sql -> WALKS.stream().noneMatch(walk -> walk.matcher(sql).find()))
              .filter(sql -> !CHORE.matcher(sql).find())
              .toList();
      assertThat(unbound).isEmpty();
      assertThat(receiver.ids()).isNotEmpty();
    }
  }

  /// What a query returns binds nothing.
  private static String withoutResult(String sql) {
    Matcher from = Pattern.compile("\\bFROM\\b").matcher(sql);
    return sql.startsWith("SELECT") && from.find() ? sql.substring(from.start()) : sql;
  }

  private static void live(Meta meta, SignUp signUp) {
    TestHub hub = meta.hub;
    Sandbox.Phone phone = meta.sandbox.phone(WHATSAPP, signUp.phoneNumberId());
    phone.receives("447700900301", "Hello");
    phone.delivers("447700900301", "utility", "regular");
    hub.settle();
    JsonNode number = hub.list(meta.partner).get("list").get(0);
    Map<String, Object> body =
        Map.of(
            "apiKey",
            number.get("apiKey").stringValue(),
            "from",
            WHATSAPP,
            "to",
            "447700900301",
            "body",
            "Hello yourself");
    Map<String, String> key = Map.of("Idempotency-Key", "once");
    assertThat(hub.call("POST", "/whatsapp/v2/sendMessage", key, body).reason()).isEqualTo(1);
    hub.settle();
    phone.receives("447700900301", "Thank you");
    hub.settle();
    for (String call : List.of("getTimers", "getHistory", "getContacts")) {
      hub.call("POST", "/whatsapp/v2/" + call, Map.of(), body);
    }
    String own = "numbers/" + WHATSAPP;
    for (String path : List.of(own + "/usage?by=day", own + "/charges?month=2026-10", "numbers")) {
      assertThat(meta.own("GET", path, null).status()).as(path).isEqualTo(200);
    }
    assertThat(meta.partners("GET", "whatsapp/getConversationsStatistics", null).status())
        .isEqualTo(200);
  }
}
