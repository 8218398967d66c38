package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;

/// What is as large, as odd or as wrong as it gets: it counts or is put aside, and stops nothing.
final class ExtremesTest {
  /// As many, at most, as dispatch takes into a transaction: events, and what it sets aside.
  private static final int EVENTS = 500;

  private static final int PARKED = 200;

  /// Customers whose sessions a message moves: 2,000 steps, some 40 each.
  private static final int LATE = 50;

  private static final long NOW = TestHub.START.getEpochSecond();
  private static final int LARGEST = 4 * 1024 * 1024;

  @AutoClose private static final Hubs HUBS = new Hubs();

  /// A partner with one number.
  private static final class Life {
    final TestHub hub;
    final Account account;
    final String whatsapp = HubCalls.whatsapp();
    final String phone;

    Life(Database database) {
      this(database, HubCalls.phone());
    }

    Life(Database database, String phone) {
      this.hub = HUBS.on(database);
      this.phone = phone;
      hub.clock.set(TestHub.START);
      account = hub.partner("Extreme", null);
      assertThat(hub.number(account, whatsapp, phone).status()).isEqualTo(201);
    }

    void post(byte[] body) {
      assertThat(hub.webhook(body).status()).isEqualTo(200);
    }

    /// `content` goes into the value as it is.
    void post(String content) {
      post(WebhookTest.value(phone, content));
    }

    List<Long> figures() {
      return hub.figures(account, whatsapp);
    }

    void healthy() {
      assertThat(hub.admin("POST", "/admin/recount", "{}").json().get("differences")).isEmpty();
      assertThat(hub.call("GET", "/metrics", Map.of(), null).text())
          .contains("wabahub_impossible_total 0.0");
    }

    String usage() {
      return hub.get("/api/v1/numbers/" + whatsapp + "/usage", account).text();
    }
  }

  @ParameterizedTest
  @EnumSource
  void texts_ofAnyCharacters_countAndStopNothing(Database database) {
    Life life = new Life(database);
    // As JSON escapes: NUL, halves of a pair, an emoji, a letter that grows when lower-cased.
    List<String> odd =
        List.of(
            "\\u0000",
            "\\ud83d",
            "\\ude00",
            "\\ud83d\\ude00",
            "a".repeat(63) + "\\ud83d\\ude00",
            "\\ud83d\\ude00".repeat(40),
            "\\u0130".repeat(64),
            "x".repeat(5_000),
            "\\u001b[31m\\n\\r\\t\\u0085\\u2028",
            "=cmd|'/c calc'!A0");
    int i = 0;
    for (String text : odd) {
      String every =
          """
          "statuses":[{"id":"s%d","status":"delivered","timestamp":"%d","recipient_id":"%s",
            "recipient_user_id":"%s","recipient_type":"%s","recipient_participant_id":"%s",
            "pricing":{"billable":true,"type":"regular","category":"%s","subtype":"%s",
            "pricing_model":"%s"}},
            {"id":"f%d","status":"delivered","timestamp":"%d",
            "pricing":{"type":"%s","category":"%s"}},
            {"id":"g%d","status":"delivered","timestamp":"%d","recipient_type":"group",
            "recipient_participant_user_id":"%s","recipient_participant_id":"%s"},
            {"id":"h%d","status":"%s","timestamp":"%d"}],
          "contacts":[{"wa_id":"%s","user_id":"%s","profile":{"name":"%s"}}],
          "messages":[{"id":"m%d","from":"%s","timestamp":"%d","type":"%s",
            "text":{"body":"%s"}},{"id":"n%d","from_user_id":"%s","timestamp":"%d"}]
          """
              .formatted(
                  i, NOW, text, text, text, text, text, text, text, i, NOW, text, text, i, NOW,
                  text, text, i, text, NOW, text, text, text, i, text, NOW, text, text, i, text,
                  NOW);
      life.post(every);
      // Of nobody: held as it is.
      life.post(WebhookTest.value(life.phone + i, every));
      i++;
    }

    List<Long> figures = life.figures();
    assertThat(figures.get(0)).isZero();
    assertThat(figures.get(1)).isEqualTo(odd.size());
    life.healthy();
    assertThat(life.usage()).contains("=cmd|'/c calc'!a0");
    assertThat(life.hub.rows("SELECT reason FROM set_aside WHERE reason = 'impossible'")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void phoneNumberId_of32DigitsAndWithLeadingZeros_isItself(Database database) {
    Life zeros = new Life(database, "00" + HubCalls.phone());
    Life longest = new Life(database, ("9".repeat(32) + HubCalls.phone()).substring(15, 47));
    Life bare = new Life(database, zeros.phone.substring(2));
    zeros.post(
        WebhookTest.statuses(
            zeros.phone, WebhookTest.status("a", "delivered", NOW, "utility", "regular")));
    longest.post(
        WebhookTest.statuses(
            longest.phone, WebhookTest.status("a", "delivered", NOW, "marketing", "regular")));

    assertThat(zeros.figures()).containsExactly(0L, 1L, 0L);
    assertThat(longest.figures()).containsExactly(1L, 0L, 0L);
    assertThat(bare.figures()).containsExactly(0L, 0L, 0L);
  }

  @ParameterizedTest
  @EnumSource
  void timestamp_atEachLimit_countsOrWaitsOrIsSetAside(Database database) {
    Life life = new Life(database);
    List<String> at =
        List.of(
            "\"1420070399\"",
            "\"1420070400\"",
            "1420070400",
            "\"" + (NOW + 86_400) + "\"",
            "\"" + (NOW + 86_401) + "\"",
            "\"999999999999\"",
            "\"\"",
            "\" 1791970200\"",
            "\"1791970200.0\"",
            "1791970200.5",
            "-1",
            "\"99999999999999999999999999\"",
            "\"\\u0661\\u0667\\u0669\\u0661\\u0669\\u0667\\u0660\\u0662\\u0660\\u0660\"",
            "null",
            "{}");
    for (int i = 0; i < at.size(); i++) {
      life.post(
          "\"statuses\":[{\"id\":\"t%d\",\"status\":\"read\",\"timestamp\":%s,%s}]"
              .formatted(i, at.get(i), "\"pricing\":{\"type\":\"regular\"}"));
    }
    life.hub.settle();

    String path = "/api/whatsapp/getConversationsStatistics?whatsapp=" + life.whatsapp;
    JsonNode list = life.hub.get(path, life.account).json().get("list");
    assertThat(list.get(0).get("totalService").asLong()).isEqualTo(1);
    JsonNode oldest = list.get(list.size() - 1);
    assertThat(oldest.get("monthYear").stringValue()).isEqualTo("012015");
    assertThat(oldest.get("totalService").asLong()).isEqualTo(2);
    life.healthy();
  }

  @ParameterizedTest
  @EnumSource
  void body_of4Mib_isCountedInShortTransactions(Database database) {
    Life life = new Life(database);
    StringBuilder statuses = new StringBuilder();
    int count = 0;
    while (statuses.length() < LARGEST - 2_000) {
      statuses
          .append(count == 0 ? "" : ",")
          .append(
              "{\"id\":\"l%d\",\"status\":\"read\",\"timestamp\":\"%d\",\"pricing\":{\"type\":\"regular\"}}"
                  .formatted(count++, NOW));
    }
    long before = transactions(life.hub);
    life.post("\"statuses\":[" + statuses + "]");

    assertThat(life.figures()).containsExactly(0L, (long) count, 0L);
    assertThat(transactions(life.hub) - before).isGreaterThanOrEqualTo(count / EVENTS);
  }

  @ParameterizedTest
  @EnumSource
  void element_ofManyLevelsOrWithALongNumber_costsNoneOfItsNeighbours(Database database) {
    Life life = new Life(database);
    for (String odd : List.of("[".repeat(300) + "]".repeat(300), "9".repeat(5_000))) {
      String good = WebhookTest.status("n" + odd.length(), "read", NOW, "utility", "regular");
      life.post(
          "\"statuses\":[{\"id\":\"odd\",\"status\":\"read\",\"timestamp\":%s,\"errors\":%s},%s]"
              .formatted(odd, odd, good));
    }

    assertThat(life.figures()).containsExactly(0L, 2L, 0L);
    life.healthy();
  }

  @ParameterizedTest
  @EnumSource
  void body_ofThousandsThatCannotBeRead_isSetAsideInShortTransactions(Database database) {
    Life life = new Life(database);
    List<String> statuses = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      statuses.add("{\"id\":\"w%s-%d\",\"status\":\"read\"}".formatted(life.phone, i));
    }
    statuses.add(WebhookTest.status("good", "read", NOW, "utility", "regular"));
    long before = count(life.hub, "set_aside");
    long transactions = transactions(life.hub);
    life.post("\"statuses\":[" + String.join(",", statuses) + "]");

    assertThat(life.figures()).containsExactly(0L, 1L, 0L);
    assertThat(count(life.hub, "set_aside") - before).isEqualTo(5_000);
    assertThat(transactions(life.hub) - transactions).isGreaterThanOrEqualTo(5_000 / PARKED);
  }

  @ParameterizedTest
  @EnumSource
  void customers_thousandsEachWithALateMessage_loseNothing(Database database) {
    late(database, 2_000);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource
  void customers_20000EachWithALateMessage_loseNothing(Database database) {
    late(database, 20_000);
  }

  private static void late(Database database, int customers) {
    Life life = new Life(database);
    // Two openings each, then one a day before both: it moves them.
    for (int hours : new int[] {0, 24, -23}) {
      List<String> messages = new ArrayList<>();
      for (int i = 0; i < customers; i++) {
        messages.add(
            "{\"id\":\"%d_%d\",\"from\":\"4477%05d\",\"timestamp\":\"%d\"}"
                .formatted(hours, i, i, NOW + hours * 3_600L));
      }
      long before = transactions(life.hub);
      life.post("\"messages\":[" + String.join(",", messages) + "]");
      life.hub.settle();
      assertThat(transactions(life.hub) - before)
          .isGreaterThanOrEqualTo(customers / (hours < 0 ? LATE : EVENTS));
    }
    System.out.println(database + " " + buckets(life.hub));

    // -23 opens until +1, so +0 is inside and +24 opens again.
    assertThat(life.figures()).containsExactly(0L, 0L, 2L * customers);
    life.healthy();
  }

  @ParameterizedTest
  @EnumSource
  void clock_goingBackwards_losesNothing(Database database) {
    Life life = new Life(database);
    Instant later = TestHub.START.plus(Duration.ofHours(5));
    life.hub.clock.set(later);
    life.hub.admin("DELETE", "/admin/numbers/" + life.whatsapp, null);
    life.hub.clock.set(TestHub.START);
    String next = HubCalls.whatsapp();
    life.hub.number(life.account, next, life.phone);
    long between = later.getEpochSecond() - 60;
    life.post(
        WebhookTest.statuses(
            life.phone,
            WebhookTest.status("a", "read", NOW - 60, "utility", "regular"),
            WebhookTest.status("b", "read", between, "utility", "regular"),
            WebhookTest.status("c", "read", later.getEpochSecond(), "utility", "regular")));
    assertThat(life.hub.figures(life.account, next)).containsExactly(0L, 1L, 0L);
    life.hub.admin("DELETE", "/admin/numbers/" + next, null);
    life.hub.settle();
    life.healthy();
  }

  private static long count(TestHub hub, String table) {
    return Long.parseLong(hub.rows("SELECT count(*) FROM " + table).getFirst());
  }

  /// How many transactions of dispatch took more than half a second. How many transactions dispatch
  /// has taken; that each is bounded shows in their number.
  private static long transactions(TestHub hub) {
    return bucket(hub, "+Inf");
  }

  private static long bucket(TestHub hub, String bound) {
    String name = "wabahub_dispatch_transaction_seconds_bucket{le=\"" + bound + "\"} ";
    return hub.call("GET", "/metrics", Map.of(), null)
        .text()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.substring(name.length())))
        .findFirst()
        .orElse(0);
  }

  private static String buckets(TestHub hub) {
    return List.of("0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1.0", "+Inf").stream()
        .map(bound -> bound + "=" + bucket(hub, bound))
        .toList()
        .toString();
  }
}
