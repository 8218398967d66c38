package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.numbers.AccountEvent;
import wabahub.numbers.Follower;
import wabahub.numbers.Numbers;
import wabahub.numbers.Ownership;
import wabahub.numbers.Receiving;
import wabahub.numbers.Takeover;
import wabahub.numbers.Trouble;
import wabahub.numbers.WhatsAppNumber;

/// What Meta tells of WABAs and numbers, posted as it posts it, leads to the states that partner
/// and operator see.
final class AccountEventsTest {
  private static final AtomicInteger WABAS = new AtomicInteger(1_000);
  private static final long NOW = TestHub.START.getEpochSecond();

  @AutoClose private static final Hubs HUBS = new Hubs();

  /// A partner with a number of a WABA of its own.
  private static final class Life {
    final TestHub hub;
    final Account account;
    final String waba = "77" + WABAS.incrementAndGet();
    final String whatsapp = HubCalls.whatsapp();
    final String phone = HubCalls.phone();

    Life(Database database) {
      hub = HUBS.on(database);
      hub.clock.set(TestHub.START);
      account = hub.partner("Life", null);
    }

    Life live() {
      live(whatsapp, phone, waba);
      return this;
    }

    void live(String whatsapp, String phone, String waba) {
      Map<String, Object> number = new HashMap<>(HubCalls.takeover(whatsapp, phone));
      number.put("waba_id", waba);
      assertThat(hub.take(account, number).status()).isEqualTo(201);
    }

    void reconnect() {
      Numbers numbers = hub.app().numbers();
      hub.app()
          .storage()
          .useWrite(tx -> {
            WhatsAppNumber number = numbers.lock(tx, whatsapp).orElseThrow();
            Takeover again =
                new Takeover(
                    number.whatsapp(), phone, waba, "", "", null, number.coexistence(), NOW, null);
            numbers.reconnect(tx, number, again);
          });
    }

    void tell(long time, String field, String value) {
      post(entry(waba, time, field, value));
    }

    void post(String... entries) {
      assertThat(hub.webhook(body(entries)).status()).isEqualTo(200);
      hub.dispatch();
    }

    String quality(String event, String tier) {
      return """
      {"display_phone_number":"+%s","event":"%s","max_daily_conversations_per_business":"%s"}
      """
          .formatted(whatsapp, event, tier);
    }

    JsonNode number() {
      return number(whatsapp);
    }

    JsonNode number(String which) {
      Reply reply = hub.get("/api/v1/numbers?search=" + which, account);
      assertThat(reply.status()).isEqualTo(200);
      return reply.json().get("list").get(0);
    }

    String text(String field) {
      return number().get(field).stringValue();
    }

    /// The code of its trouble; "" when it has none.
    String trouble() {
      return number().path("trouble").path("code").asString("");
    }

    List<String> setAside() {
      return hub.rows("SELECT reason FROM set_aside ORDER BY reason");
    }

    long id() {
      return hub.app().numbers().find(whatsapp).orElseThrow().id();
    }
  }

  private static byte[] body(String... entries) {
    return ("{\"object\":\"whatsapp_business_account\",\"entry\":["
            + String.join(",", entries)
            + "]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String entry(String waba, long time, String field, String value) {
    return """
    {"id":"%s","time":%d,"changes":[{"field":"%s","value":%s}]}
    """
        .formatted(waba, time, field, value);
  }

  private static String update(String event) {
    return "{\"event\":\"" + event + "\"}";
  }

  private static String ban(String state) {
    return """
    {"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"%s","waba_ban_date":"May 4, 2026"}}
    """
        .formatted(state);
  }

  private static String restriction(String type, long expiration) {
    return """
    {"event":"ACCOUNT_RESTRICTION",
     "restriction_info":[{"restriction_type":"%s","expiration":%d}]}
    """
        .formatted(type, expiration);
  }

  private static String shared(String event, String waba) {
    return """
    {"event":"%s","waba_info":{"waba_id":"%s","owner_business_id":"5550001"}}
    """
        .formatted(event, waba);
  }

  @ParameterizedTest
  @EnumSource
  void number_nothingTold_isUnknown(Database database) {
    Life life = new Life(database).live();
    JsonNode number = life.number();
    assertThat(number.get("quality").stringValue()).isEmpty();
    assertThat(number.get("messaging_limit").stringValue()).isEmpty();
    assertThat(number.get("name_status").stringValue()).isEmpty();
    assertThat(number.get("can_send").stringValue()).isEqualTo("unknown");
    assertThat(number.get("receiving").stringValue()).isEqualTo("unknown");
    assertThat(number.get("trouble").isNull()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void quality_flaggedThenUnflagged_isRedThenNotKnown(Database database) {
    Life life = new Life(database).live();
    life.tell(NOW, "phone_number_quality_update", life.quality("FLAGGED", "TIER_10K"));
    assertThat(life.text("quality")).isEqualTo("RED");
    assertThat(life.text("messaging_limit")).isEqualTo("TIER_10K");
    assertThat(life.trouble()).isEqualTo("QUALITY_RED");
    life.tell(NOW + 1, "phone_number_quality_update", life.quality("UNFLAGGED", "TIER_2K"));
    assertThat(life.text("quality")).isEqualTo("UNKNOWN");
    assertThat(life.text("messaging_limit")).isEqualTo("TIER_2K");
    assertThat(life.trouble()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void limit_inEveryForm_isATier(Database database) {
    Life life = new Life(database).live();
    String old = "{\"display_phone_number\":\"%s\",\"event\":\"UPGRADE\",%s}";
    life.tell(
        NOW,
        "phone_number_quality_update",
        old.formatted(life.whatsapp, "\"current_limit\":\"TIER_1K\""));
    assertThat(life.text("messaging_limit")).isEqualTo("TIER_1K");
    life.tell(
        NOW + 1, "business_capability_update", "{\"max_daily_conversation_per_phone\":10000}");
    assertThat(life.text("messaging_limit")).isEqualTo("TIER_10K");
    life.tell(NOW + 2, "business_capability_update", "{\"max_daily_conversation_per_phone\":-1}");
    assertThat(life.text("messaging_limit")).isEqualTo("TIER_UNLIMITED");
    life.tell(
        NOW + 3,
        "business_capability_update",
        "{\"max_daily_conversations_per_business\":\"TIER_250\",\"max_phone_numbers_per_waba\":25}");
    assertThat(life.text("messaging_limit")).isEqualTo("TIER_250");
    life.tell(NOW + 4, "phone_number_quality_update", life.quality("ONBOARDING", "no tier"));
    assertThat(life.text("messaging_limit")).isEqualTo("TIER_250");
  }

  @ParameterizedTest
  @EnumSource
  void name_decided_isItsStatus(Database database) {
    Life life = new Life(database).live();
    String name =
        """
        {"display_phone_number":"%s","decision":"%s","requested_verified_name":"Olive Tree",
         "rejection_reason":%s}
        """;
    for (String decision : List.of("PENDING", "DEFERRED", "REJECTED")) {
      life.tell(
          NOW, "phone_number_name_update", name.formatted(life.whatsapp, decision, "\"UNKNOWN\""));
    }
    // Of equal times the text decides, not the order of arrival.
    assertThat(life.text("name_status")).isEqualTo("REJECTED");
    assertThat(life.trouble()).isEqualTo("NAME_REJECTED");
    life.tell(
        NOW + 9, "phone_number_name_update", name.formatted(life.whatsapp, "APPROVED", "null"));
    assertThat(life.text("name_status")).isEqualTo("APPROVED");
    assertThat(life.trouble()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void ban_scheduledDoneAndLifted_warnsStopsAndEnds(Database database) {
    Life life = new Life(database).live();
    life.tell(NOW, "account_update", ban("SCHEDULE_FOR_DISABLE"));
    assertThat(life.trouble()).isEqualTo("ACCOUNT_TO_BE_DISABLED");
    assertThat(life.text("can_send")).isEqualTo("unknown");
    life.tell(NOW + 1, "account_update", ban("DISABLE"));
    assertThat(life.trouble()).isEqualTo("ACCOUNT_DISABLED");
    assertThat(life.text("can_send")).isEqualTo("no");
    life.tell(NOW + 2, "account_update", ban("REINSTATE"));
    assertThat(life.trouble()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void restriction_ofSending_endsByItself(Database database) {
    Life life = new Life(database).live();
    long end = NOW + 600;
    life.tell(NOW, "account_update", restriction("RESTRICTED_BIZ_INITIATED_MESSAGING", end));
    assertThat(life.trouble()).isEqualTo("ACCOUNT_RESTRICTED");
    assertThat(life.text("can_send")).isEqualTo("no");
    life.hub.clock.advance(Duration.ofSeconds(600));
    assertThat(life.trouble()).isEmpty();
    long later = end + 600;
    life.tell(end, "account_update", restriction("RESTRICTED_ADD_PHONE_NUMBER_ACTION", later));
    assertThat(life.trouble()).isEqualTo("ACCOUNT_LIMITED");
    assertThat(life.text("can_send")).isEqualTo("unknown");
  }

  @ParameterizedTest
  @EnumSource
  void review_rejectedThenApproved_stopsAndEnds(Database database) {
    Life life = new Life(database).live();
    life.tell(NOW, "account_review_update", "{\"decision\":\"REJECTED\"}");
    assertThat(life.trouble()).isEqualTo("ACCOUNT_REJECTED");
    life.tell(NOW + 1, "account_review_update", "{\"decision\":\"APPROVED\"}");
    assertThat(life.trouble()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void violationAndAlerts_areKeptAndNoTrouble(Database database) {
    Life life = new Life(database).live();
    String alert =
        "\"alert_severity\":\"WARNING\",\"alert_status\":\"ACTIVE\",\"alert_type\":\"%s\"";
    life.tell(
        NOW,
        "account_update",
        "{\"event\":\"ACCOUNT_VIOLATION\",\"violation_info\":{\"violation_type\":\"SCAM\"}}");
    life.tell(
        NOW,
        "account_alerts",
        "{\"entity_type\":\"PHONE_NUMBER\",\"entity_id\":%s,\"alert_info\":{%s}}"
            .formatted(life.phone, alert.formatted("PROFILE_PICTURE_LOST")));
    assertThat(life.trouble()).isEmpty();
    assertThat(codes(life)).containsExactly("ALERT PROFILE_PICTURE_LOST", "VIOLATION SCAM");
    life.tell(
        NOW + 1,
        "account_alerts",
        "{\"entity_type\":\"BUSINESS\",\"entity_id\":\"1\",%s}"
            .formatted(alert.formatted("OBA_APPROVED")));
    assertThat(codes(life)).containsExactly("ALERT OBA_APPROVED", "VIOLATION SCAM");
    life.tell(
        NOW + 2,
        "account_alerts",
        "{\"entity_type\":\"PHONE_NUMBER\",\"entity_id\":\"99\",%s}"
            .formatted(alert.formatted("OBA_REJECTED")));
    assertThat(codes(life)).containsExactly("ALERT OBA_APPROVED", "VIOLATION SCAM");
  }

  private static List<String> codes(Life life) {
    return life.hub.rows(
        "SELECT aspect, code FROM number_state WHERE number_id = %d ORDER BY aspect"
            .formatted(life.id()));
  }

  @ParameterizedTest
  @EnumSource
  void partner_removedAndAdded_isCutOffInBetween(Database database) {
    Life life = new Life(database).live();
    String portfolio = "5559998";
    life.post(entry(portfolio, NOW, "account_update", shared("PARTNER_REMOVED", life.waba)));
    assertThat(life.trouble()).isEqualTo("PARTNER_REMOVED");
    assertThat(life.text("can_send")).isEqualTo("no");
    life.post(entry(portfolio, NOW + 1, "account_update", shared("PARTNER_ADDED", life.waba)));
    assertThat(life.trouble()).isEmpty();
    // The form of coexistence: the WABA's own id, and one number.
    life.tell(
        NOW + 2,
        "account_update",
        "{\"event\":\"PARTNER_REMOVED\",\"phone_number\":\"+%s\",\"disconnection_info\":"
                .formatted(life.whatsapp)
            + "{\"reason\":\"PRIMARY_INACTIVITY\",\"initiated_by\":\"SYSTEM\"}}");
    assertThat(life.trouble()).isEqualTo("PARTNER_REMOVED");
    life.post(
        entry(portfolio, NOW + 3, "account_update", shared("PARTNER_APP_INSTALLED", life.waba)));
    assertThat(life.trouble()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void account_offboardedReconnectedDeleted_isCutOffTwice(Database database) {
    Life life = new Life(database).live();
    life.tell(NOW, "account_update", update("ACCOUNT_OFFBOARDED"));
    assertThat(life.trouble()).isEqualTo("COEXISTENCE_OFFBOARDED");
    life.tell(NOW + 1, "account_update", update("ACCOUNT_RECONNECTED"));
    assertThat(life.trouble()).isEmpty();
    life.tell(NOW + 2, "account_update", update("ACCOUNT_DELETED"));
    assertThat(life.trouble()).isEqualTo("ACCOUNT_DELETED");
    JsonNode trouble = life.number().get("trouble");
    assertThat(trouble.get("sentence").stringValue()).endsWith(".");
    assertThat(trouble.get("cure").stringValue()).endsWith(".");
    assertThat(trouble.get("link").stringValue()).startsWith("https://business.facebook.com/");
    assertThat(trouble.get("since").stringValue()).isEqualTo("2026-10-14T09:30:02Z");
  }

  @ParameterizedTest
  @EnumSource
  void events_withoutAState_changeNothing(Database database) {
    Life life = new Life(database).live();
    int before = life.setAside().size();
    for (String event :
        List.of(
            "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE",
            "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE",
            "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE",
            "VOLUME_BASED_PRICING_TIER_UPDATE",
            "VERIFIED_ACCOUNT",
            "SOMETHING_OF_2030")) {
      life.tell(NOW, "account_update", update(event));
    }
    for (String event :
        List.of("AD_ACCOUNT_LINKED", "MM_LITE_TERMS_SIGNED", "PARTNER_APP_UNINSTALLED")) {
      life.tell(NOW, "account_update", shared(event, life.waba));
    }
    assertThat(codes(life)).isEmpty();
    assertThat(life.setAside()).hasSize(before);
  }

  @ParameterizedTest
  @EnumSource
  void events_twiceAndInAnyOrder_leadToOneState(Database database) {
    List<List<String>> all = new ArrayList<>();
    for (int seed = 0; seed < 6; seed++) {
      Life life = new Life(database).live();
      List<String> entries =
          new ArrayList<>(
              List.of(
                  entry(life.waba, NOW + 1, "account_update", ban("DISABLE")),
                  entry(life.waba, NOW + 2, "account_update", ban("REINSTATE")),
                  entry(life.waba, NOW + 3, "account_update", ban("SCHEDULE_FOR_DISABLE")),
                  entry(life.waba, NOW + 1, "account_update", update("ACCOUNT_OFFBOARDED")),
                  entry(life.waba, NOW + 2, "account_update", update("ACCOUNT_RECONNECTED")),
                  entry(life.waba, NOW + 1, "account_review_update", "{\"decision\":\"PENDING\"}"),
                  entry(life.waba, NOW + 1, "account_review_update", "{\"decision\":\"APPROVED\"}"),
                  entry(
                      life.waba,
                      NOW + 5,
                      "phone_number_quality_update",
                      life.quality("FLAGGED", "TIER_250")),
                  entry(
                      life.waba,
                      NOW + 4,
                      "business_capability_update",
                      "{\"max_daily_conversations_per_business\":\"TIER_2K\"}")));
      entries.addAll(List.copyOf(entries));
      Collections.shuffle(entries, new Random(seed));
      entries.forEach(life::post);
      life.post(entries.toArray(String[]::new));
      all.add(
          life.hub.rows(
              "SELECT aspect, code, detail, at FROM number_state WHERE number_id = %d ORDER BY 1"
                  .formatted(life.id())));
    }
    assertThat(all.getFirst()).hasSize(5);
    assertThat(all).containsOnly(all.getFirst());
  }

  @ParameterizedTest
  @EnumSource
  void events_beforeTheNumber_areShownWhenItIsLive(Database database) {
    Life life = new Life(database);
    life.tell(NOW, "phone_number_quality_update", life.quality("FLAGGED", "TIER_10K"));
    life.tell(NOW, "account_update", ban("DISABLE"));
    life.tell(NOW - 5, "account_update", ban("REINSTATE"));
    life.tell(NOW, "account_update", update("ACCOUNT_OFFBOARDED"));
    life.tell(
        NOW,
        "phone_number_name_update",
        "{\"display_phone_number\":\"447700900111\",\"decision\":\"REJECTED\"}");
    life.hub.clock.advance(Duration.ofSeconds(60));
    life.live();
    assertThat(life.text("quality")).isEqualTo("RED");
    assertThat(life.text("messaging_limit")).isEqualTo("TIER_10K");
    assertThat(life.text("name_status")).isEmpty();
    // Not cut off: it has been connected since.
    assertThat(life.trouble()).isEqualTo("ACCOUNT_DISABLED");
    life.tell(NOW + 59, "account_update", update("ACCOUNT_OFFBOARDED"));
    assertThat(life.trouble()).isEqualTo("ACCOUNT_DISABLED");
    assertThat(life.hub.rows("SELECT body FROM account_event").toString())
        .doesNotContain("DISABLE");
  }

  @ParameterizedTest
  @EnumSource
  void kept_30DaysLater_isForgotten(Database database) {
    Life life = new Life(database);
    String rows = "SELECT aspect FROM account_event WHERE waba_id = '" + life.waba + "'";
    life.tell(NOW, "account_update", ban("DISABLE"));
    life.hub.clock.advance(Duration.ofDays(30));
    life.hub.settle();
    assertThat(life.hub.rows(rows)).hasSize(1);
    life.hub.clock.advance(Duration.ofSeconds(1));
    life.hub.settle();
    assertThat(life.hub.rows(rows)).isEmpty();
    Account account =
        new Account(
            life.account.id(),
            "",
            "",
            life.hub.token(life.account.clientId(), life.account.clientSecret()));
    life.live();
    assertThat(life.hub.get("/api/v1/numbers", account).json().at("/list/0/trouble").isNull())
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void kept_ofManyNumbersOfAWaba_isBounded(Database database) {
    Life life = new Life(database);
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < 520; i++) {
      entries.add(
          entry(
              life.waba,
              NOW,
              "phone_number_quality_update",
              "{\"display_phone_number\":\"4477009%05d\",\"event\":\"FLAGGED\"}".formatted(i)));
    }
    life.post(entries.toArray(String[]::new));
    assertThat(life.hub.rows("SELECT id FROM account_event WHERE waba_id = '" + life.waba + "'"))
        .hasSize(500);
  }

  @ParameterizedTest
  @EnumSource
  void waba_withTwoNumbers_isTheStateOfBoth(Database database) {
    Life life = new Life(database).live();
    String second = HubCalls.whatsapp();
    String foreign = HubCalls.whatsapp();
    life.live(second, HubCalls.phone(), life.waba);
    life.live(foreign, HubCalls.phone(), "66" + life.waba);
    life.tell(NOW, "account_update", ban("DISABLE"));
    life.tell(NOW, "phone_number_quality_update", life.quality("FLAGGED", "TIER_250"));
    assertThat(life.trouble()).isEqualTo("ACCOUNT_DISABLED");
    assertThat(life.number(second).at("/trouble/code").stringValue()).isEqualTo("ACCOUNT_DISABLED");
    assertThat(life.number(second).get("quality").stringValue()).isEmpty();
    assertThat(life.number(foreign).get("trouble").isNull()).isTrue();
    // The number's digits do not make a foreign WABA's event its own.
    life.post(
        entry(
            "66" + life.waba,
            NOW + 5,
            "phone_number_quality_update",
            life.quality("UNFLAGGED", "TIER_UNLIMITED")));
    assertThat(life.text("quality")).isEqualTo("RED");
  }

  @ParameterizedTest
  @EnumSource
  void body_mixedWithOneBroken_appliesTheRest(Database database) {
    Life life = new Life(database).live();
    List<String> before = life.setAside();
    String message = WebhookTest.message("mixed" + life.phone, "447700900204", NOW);
    String messages = new String(WebhookTest.messages(life.phone, message), StandardCharsets.UTF_8);
    String entry = messages.substring(messages.indexOf("[{\"id\"") + 1, messages.lastIndexOf(']'));
    life.post(
        entry(life.waba, NOW, "account_update", ban("DISABLE")),
        entry.replace(
            "\"changes\":[",
            "\"changes\":[{\"field\":\"account_update\",\"value\":{\"event\":7}},"
                + "{\"field\":\"phone_number_quality_update\"},"),
        entry(life.waba, NOW, "phone_number_quality_update", life.quality("FLAGGED", "TIER_2K")));
    assertThat(life.trouble()).isEqualTo("ACCOUNT_DISABLED");
    assertThat(life.text("quality")).isEqualTo("RED");
    assertThat(life.number().get("incoming").asLong()).isEqualTo(1);
    List<String> after = new ArrayList<>(life.setAside());
    before.forEach(after::remove);
    assertThat(after).containsExactlyInAnyOrder("event", "no_value");
  }

  @ParameterizedTest
  @EnumSource
  void setAside_retried_isReadWithItsEntry(Database database) {
    Life life = new Life(database).live();
    life.post(
        "{\"id\":\"x\",\"time\":%d,\"changes\":[{\"field\":\"account_update\",\"value\":%s}]}"
            .formatted(NOW, ban("DISABLE")));
    assertThat(life.setAside()).contains("waba_id");
    JsonNode list = life.hub.admin("GET", "/admin/set-aside?limit=1000", null).json().get("list");
    String id = list.get(list.size() - 1).get("id").toString();
    JsonNode one = life.hub.admin("GET", "/admin/set-aside/" + id, null).json();
    assertThat(one.toString()).contains("\"time\":" + NOW).contains("DISABLE");
    assertThat(life.hub.admin("POST", "/admin/set-aside/" + id + "/retry", null).status())
        .isLessThan(300);
    assertThat(life.setAside()).contains("waba_id");
  }

  @ParameterizedTest
  @EnumSource
  void samples_ofAKnownWaba_areItsState(Database database) throws IOException {
    Life life = new Life(database).live();
    int before = life.setAside().size();
    for (String name :
        List.of(
            "accountReviewUpdate",
            "accountUpdate-banned",
            "accountUpdate-verified",
            "phoneNumberNameUpdate",
            "phoneNumberQualityUpdate")) {
      String sample =
          Files.readString(Path.of("src/test/resources/samples", "webhook-" + name + ".json"));
      String own =
          sample
              .replace("whatsapp-business-account-id", life.waba)
              .replace("16505551111", life.whatsapp);
      life.hub.webhook(own.getBytes(StandardCharsets.UTF_8));
    }
    life.hub.dispatch();
    assertThat(codes(life))
        .containsExactly(
            "BAN SCHEDULE_FOR_DISABLE",
            "MESSAGING_LIMIT TIER_10K",
            "NAME APPROVED",
            "QUALITY RED",
            "REVIEW APPROVED");
    assertThat(life.setAside()).hasSize(before);
  }

  @ParameterizedTest
  @EnumSource
  void time_missingOrFarAhead_isTheArrival(Database database) {
    Life life = new Life(database).live();
    life.tell(NOW + 999_999_999, "account_update", ban("DISABLE"));
    assertThat(life.trouble()).isEqualTo("ACCOUNT_DISABLED");
    life.hub.clock.advance(Duration.ofSeconds(5));
    life.post(
        "{\"id\":\"%s\",\"changes\":[{\"field\":\"account_update\",\"value\":%s}]}"
            .formatted(life.waba, ban("REINSTATE")));
    assertThat(life.trouble()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void hub_foundOut_isShownToPartnerAndOperator(Database database) {
    Life life = new Life(database).live();
    Numbers numbers = life.hub.app().numbers();
    long id = life.id();
    numbers.receiving(id, Receiving.YES, "");
    assertThat(life.text("can_send")).isEqualTo("yes");
    assertThat(life.text("receiving")).isEqualTo("yes");
    numbers.receiving(id, Receiving.NO, "Meta sends them to another address.");
    assertThat(life.trouble()).isEqualTo("NOT_RECEIVING");
    life.hub.app().storage().useWrite(tx -> numbers.broken(tx, id, Trouble.TOKEN_REVOKED));
    assertThat(life.trouble()).isEqualTo("TOKEN_REVOKED");
    assertThat(life.text("can_send")).isEqualTo("no");
    JsonNode seen =
        life.hub
            .admin("GET", "/admin/partners/" + life.account.id() + "/numbers", null)
            .json()
            .get(0);
    assertThat(seen.get("receiving").stringValue()).isEqualTo("no");
    assertThat(seen.get("receiving_reason").stringValue())
        .isEqualTo("Meta sends them to another address.");
    assertThat(seen.at("/trouble/code").stringValue()).isEqualTo("TOKEN_REVOKED");
    numbers.receiving(id, Receiving.YES, "");
    life.hub.app().storage().useWrite(tx -> numbers.works(tx, id, false));
    assertThat(life.trouble()).isEmpty();
    assertThat(life.text("can_send")).isEqualTo("yes");
  }

  @ParameterizedTest
  @EnumSource
  void hub_thatCouldNotSend_sendsAgain_saysSo(Database database) {
    Life life = new Life(database).live();
    Numbers numbers = life.hub.app().numbers();
    long id = life.id();
    life.hub.app().storage().useWrite(tx -> numbers.broken(tx, id, Trouble.PAYMENT_MISSING));
    assertThat(life.text("can_send")).isEqualTo("no");
    // That Meta takes the token says nothing of a payment.
    assertThat(life.hub.app().storage().<Boolean>write(tx -> numbers.works(tx, id, false)))
        .isFalse();
    assertThat(life.trouble()).isEqualTo("PAYMENT_MISSING");
    assertThat(life.hub.app().storage().<Boolean>write(tx -> numbers.works(tx, id, true))).isTrue();
    assertThat(life.trouble()).isEmpty();
    assertThat(life.text("can_send")).isNotEqualTo("no");
    assertThat(life.hub.app().storage().<Boolean>write(tx -> numbers.works(tx, id, true)))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void hub_rated_isShown(Database database) {
    Life life = new Life(database).live();
    Numbers numbers = life.hub.app().numbers();
    long id = life.id();
    life.hub.app().storage().useWrite(tx -> numbers.rated(tx, id, "YELLOW", ""));
    assertThat(life.text("quality")).isEqualTo("YELLOW");
    life.hub.app().storage().useWrite(tx -> numbers.rated(tx, id, "GREEN", "TIER_2K"));
    assertThat(life.text("quality")).isEqualTo("GREEN");
    assertThat(life.text("messaging_limit")).isEqualTo("TIER_2K");
  }

  @ParameterizedTest
  @EnumSource
  void mended_anOlderRemovalComesLate_staysConnected(Database database) {
    Life life = new Life(database).live();
    life.hub.clock.advance(Duration.ofSeconds(60));
    life.reconnect();
    life.tell(NOW + 59, "account_update", update("ACCOUNT_OFFBOARDED"));
    assertThat(life.trouble()).isEmpty();
    life.tell(NOW + 61, "account_update", update("ACCOUNT_OFFBOARDED"));
    assertThat(life.trouble()).isEqualTo("COEXISTENCE_OFFBOARDED");
    life.reconnect();
    assertThat(life.trouble()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void token_renewedByTheOperator_endsWhatTheOldOneFound(Database database) {
    Life life = new Life(database).live();
    Numbers numbers = life.hub.app().numbers();
    long id = life.id();
    life.hub.app().storage().useWrite(tx -> numbers.broken(tx, id, Trouble.TOKEN_REVOKED));
    life.hub.admin("PATCH", "/admin/numbers/" + life.whatsapp, Map.of("access_token", "new"));
    assertThat(life.trouble()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void waba_changed_isAnotherState(Database database) {
    Life life = new Life(database).live();
    life.tell(NOW, "account_update", ban("DISABLE"));
    life.post(entry("88" + life.waba, NOW, "account_review_update", "{\"decision\":\"REJECTED\"}"));
    life.hub.admin("PATCH", "/admin/numbers/" + life.whatsapp, Map.of("waba_id", "88" + life.waba));
    assertThat(life.trouble()).isEqualTo("ACCOUNT_REJECTED");
  }

  @ParameterizedTest
  @EnumSource
  void number_deletedAndBack_hasNoOldTrouble(Database database) {
    Life life = new Life(database).live();
    Numbers numbers = life.hub.app().numbers();
    life.tell(NOW, "account_update", update("ACCOUNT_OFFBOARDED"));
    long id = life.id();
    numbers.delete(life.account.id(), life.whatsapp);
    life.hub.app().storage().useWrite(tx -> numbers.broken(tx, id, Trouble.TOKEN_REVOKED));
    life.tell(NOW + 1, "account_update", update("ACCOUNT_DELETED"));
    assertThat(life.hub.rows("SELECT aspect FROM number_state WHERE number_id = " + id)).isEmpty();
    life.hub.clock.advance(Duration.ofSeconds(2));
    life.live();
    assertThat(life.trouble()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void list_filteredByBroken_isThoseThatStandStill(Database database) {
    Life life = new Life(database).live();
    String warned = HubCalls.whatsapp();
    String waba = "55" + life.waba;
    life.live(warned, HubCalls.phone(), waba);
    life.tell(NOW, "account_update", ban("DISABLE"));
    life.post(entry(waba, NOW, "account_update", ban("SCHEDULE_FOR_DISABLE")));
    JsonNode broken = life.hub.get("/api/v1/numbers?broken=1", life.account).json();
    assertThat(broken.get("total").asInt()).isEqualTo(1);
    assertThat(broken.at("/list/0/whatsapp").stringValue()).isEqualTo(life.whatsapp);
    JsonNode others = life.hub.get("/api/v1/numbers?broken=0", life.account).json();
    assertThat(others.at("/list/0/whatsapp").stringValue()).isEqualTo(warned);
    assertThat(life.hub.get("/api/v1/numbers?broken=x", life.account).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @EnumSource
  void getWhatsApp_whateverIsTold_keepsItsBytes(Database database) {
    Life life = new Life(database).live();
    String before = life.hub.get("/api/whatsapp/getWhatsApp", life.account).text();
    life.tell(NOW, "account_update", ban("DISABLE"));
    life.tell(NOW, "account_update", update("ACCOUNT_DELETED"));
    life.tell(NOW, "phone_number_quality_update", life.quality("FLAGGED", "TIER_2K"));
    assertThat(life.hub.get("/api/whatsapp/getWhatsApp", life.account).text()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void followers_ofAnUnknownWaba_areTold(Database database) {
    Life life = new Life(database);
    List<String> told = new ArrayList<>();
    life.hub
        .app()
        .numbers()
        .follow(
            new Follower() {
              @Override
              public void moved(Handle tx, String phone, long from, Ownership was, Ownership is) {}

              @Override
              public void changed(long partnerId) {}

              @Override
              public void account(Handle tx, AccountEvent event) {
                told.add(event.field() + " " + event.name() + " " + event.wabaId());
              }
            });
    life.post(entry("5559998", NOW, "account_update", shared("PARTNER_ADDED", life.waba)));
    assertThat(told).containsExactly("account_update PARTNER_ADDED " + life.waba);
  }

  @ParameterizedTest
  @EnumSource
  void otherFields_areCountedByName(Database database) {
    Life life = new Life(database).live();
    life.tell(NOW, "flows", "{}");
    life.tell(NOW, "of_2030", "{}");
    String metrics = life.hub.call("GET", "/metrics", Map.of(), null).text();
    assertThat(metrics)
        .contains("wabahub_webhook_other_fields_total{field=\"flows\"}")
        .contains("wabahub_webhook_other_fields_total{field=\"unknown\"}");
  }
}
