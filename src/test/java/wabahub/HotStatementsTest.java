package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// What every event and every call costs is bound to its number, webhook or partner, so that the
/// tables can be spread over several servers by it. PostgreSQL itself says what it was asked.
final class HotStatementsTest {
  private static final String WHATSAPP = "447700900177";

  /// Tables that grow with the traffic, and the name that a statement gives them.
  private static final Pattern HOT =
      Pattern.compile(
          "\\b(?:FROM|JOIN|INTO|UPDATE)\\s+(unit|lent_pricing|customer_message|customer_sessions"
              + "|usage_day|usage_month|usage_change|message|contact|send_key|delivery"
              + "|delivery_attempt)\\b(?: ([a-z]\\w*))?");

  private static final String KEY =
      "(?:number_id|phone_number_id|partner_id|webhook_id|delivery_id)\\b";

  private static final Pattern WRITTEN = Pattern.compile(" \\([^)]*\\b" + KEY);
  private static final String COMPARED = KEY + "\\s*(?:=|IN\\b)";

  /// Rows in front of a statement bind nothing by themselves, whatever their columns are called.
  private static final Pattern INPUT =
      Pattern.compile("^WITH \\w+\\([^)]*\\) AS \\(SELECT \\* FROM unnest\\([^)]*\\)\\) ");

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
      Pattern.compile("^(?:DELETE|SELECT id) .*(?:settled_at < |created_at <=? |updated_at <)");

  @Test
  void statements_ofEventsAndCalls_areBoundToANumberOrPartner() {
    try (Postgres postgres =
            new Postgres(Map.of("shared_preload_libraries", "pg_stat_statements"));
        Meta meta = Meta.with(postgres.settings());
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
              .filter(sql -> !isBound(sql))
              .filter(sql -> WALKS.stream().noneMatch(walk -> walk.matcher(sql).find()))
              .filter(sql -> !CHORE.matcher(sql).find())
              .toList();
      assertThat(unbound).isEmpty();
      assertThat(receiver.ids()).isNotEmpty();
    }
  }

  /// What would have to be asked of every server.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT number_id, state FROM message WHERE state = $1",
        "SELECT u.type FROM unit u JOIN lent_pricing l ON l.phone_number_id = u.phone_number_id",
        "WITH k(phone_number_id, message) AS (SELECT * FROM unnest($1::varchar[], $2::bytea[])) "
            + "SELECT m.phone_number_id FROM k JOIN customer_message m ON m.message = k.message",
        "WITH heard(number_id, code) AS (SELECT * FROM unnest($1::bigint[], $2::varchar[])) "
            + "UPDATE message SET attempts = attempts FROM heard h WHERE message.code = h.code "
            + "AND h.number_id = $3 RETURNING message.number_id",
        "INSERT INTO unit (message) SELECT message FROM fact ON CONFLICT (phone_number_id) DO NOTHING"
      })
  void statement_thatComparesNoKeyOfItsTable_isUnbound(String sql) {
    assertThat(isBound(sql)).isFalse();
  }

  private static boolean isBound(String statement) {
    String sql = INPUT.matcher(statement).replaceFirst("");
    return HOT.matcher(sql).results().allMatch(use -> isBound(use, sql.substring(use.end())));
  }

  /// Whether what follows a hot table writes a key of it, or compares one with something.
  private static boolean isBound(MatchResult use, String rest) {
    if (use.group().startsWith("INTO")) {
      return WRITTEN.matcher(rest).lookingAt();
    }
    String name =
        use.group(2) == null
            ? "(?:(?<![\\w.])|\\b" + use.group(1) + "\\.)"
            : "\\b" + use.group(2) + "\\.";
    return Pattern.compile(name + COMPARED).matcher(rest).find();
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
