package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;

/// Each rule of what is counted, by an example worked out by hand. Figures are read as `month:
/// marketing service incoming`.
final class RulesTest {
  private static final Map<Database, TestHub> HUBS = new EnumMap<>(Database.class);
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String OCTOBER = "2026-10-14T09:30:00Z";

  @AfterAll
  static void closeHubs() {
    HUBS.values().forEach(TestHub::close);
    HUBS.clear();
  }

  /// A number of its own for one test, in a hub that all share.
  private static final class Line {
    private final TestHub hub;
    private final int own = COUNT.incrementAndGet();
    private final String phone = "31002003004" + own;
    private final String whatsapp = "97250100" + (1000 + own);
    private final Account partner;

    Line(Database database, String zone) {
      hub = HUBS.computeIfAbsent(database, TestHub::new);
      hub.clock.set(TestHub.START);
      partner = hub.partner("Rules " + own, zone);
      assertThat(hub.number(partner, whatsapp, phone).status()).isEqualTo(201);
    }

    Line(Database database) {
      this(database, "UTC");
    }

    Line now(String instant) {
      hub.clock.set(Instant.parse(instant));
      return this;
    }

    Line status(String id, String status, String at, String more) {
      String element =
          """
          {"id":"%s","status":"%s","timestamp":"%d","recipient_id":"447700900204"%s}
          """
              .formatted(id, status, seconds(at), more.isEmpty() ? "" : "," + more);
      return post("\"statuses\":[" + element + "]");
    }

    Line message(String id, String at, String more) {
      String element =
          """
          {"id":"%s","timestamp":"%d","type":"text"%s}
          """
              .formatted(id, seconds(at), more.isEmpty() ? "" : "," + more);
      return post("\"messages\":[" + element + "]");
    }

    Line post(String content) {
      assertThat(hub.webhook(WebhookTest.value(phone, content)).status()).isEqualTo(200);
      hub.settle();
      return this;
    }

    private static long seconds(String at) {
      return Instant.parse(at).getEpochSecond();
    }

    /// Every month with anything in it, also of the deleted.
    Map<String, String> months() {
      String token = hub.token(partner.clientId(), partner.clientSecret());
      Account fresh = new Account(partner.id(), partner.clientId(), partner.clientSecret(), token);
      JsonNode list = hub.get("/api/whatsapp/getConversationsStatistics", fresh).json().get("list");
      Map<String, String> months = new TreeMap<>();
      for (JsonNode month : list) {
        String figures =
            "%s %s %s"
                .formatted(
                    month.get("totalMarketing"),
                    month.get("totalService"),
                    month.get("totalIncoming"));
        if (!figures.equals("0 0 0")) {
          months.put(month.get("monthYear").stringValue(), figures);
        }
      }
      return months;
    }

    void counts(String month, String figures) {
      assertThat(months()).isEqualTo(Map.of(month, figures));
    }

    void countsNothing() {
      assertThat(months()).isEmpty();
    }
  }

  private static String priced(String category) {
    return priced("regular", category);
  }

  private static String priced(String type, String category) {
    return """
    "pricing":{"billable":true,"pricing_model":"PMP","type":"%s","category":"%s"}\
    """
        .formatted(type, category);
  }

  private static final String FROM = "\"from\":\"447700900204\"";

  // Rules 4 to 6: units and their delivery.

  @ParameterizedTest
  @EnumSource
  void unit_deliveredThreeTimesAndRead_countsOnce(Database database) {
    new Line(database)
        .status("a", "read", OCTOBER, priced("marketing"))
        .status("a", "delivered", OCTOBER, priced("marketing"))
        .status("a", "delivered", OCTOBER, priced("marketing"))
        .status("a", "sent", OCTOBER, priced("marketing"))
        .counts("102026", "1 0 0");
  }

  @ParameterizedTest
  @EnumSource
  void unit_sentOrFailedAlone_countsNothing(Database database) {
    new Line(database)
        .status("a", "sent", OCTOBER, priced("marketing"))
        .status("b", "failed", OCTOBER, priced("marketing"))
        .status("c", "warning", OCTOBER, priced("marketing"))
        .countsNothing();
  }

  @ParameterizedTest
  @EnumSource
  void unit_readWithoutDelivered_countsAtTheRead(Database database) {
    new Line(database).status("a", "read", OCTOBER, priced("utility")).counts("102026", "0 1 0");
  }

  @ParameterizedTest
  @EnumSource
  void unit_playedOnly_counts(Database database) {
    new Line(database).status("a", "played", OCTOBER, priced("utility")).counts("102026", "0 1 0");
  }

  @ParameterizedTest
  @EnumSource
  void unit_pricedOnSentOnly_countsWithThatPricing(Database database) {
    new Line(database)
        .status("a", "sent", OCTOBER, priced("marketing"))
        .status("a", "delivered", OCTOBER, "")
        .counts("102026", "1 0 0");
  }

  @ParameterizedTest
  @EnumSource
  void unit_deliveredThirtyDaysAfterSent_countsInTheMonthOfDelivery(Database database) {
    new Line(database)
        .status("a", "sent", "2026-10-14T09:00:00Z", priced("marketing"))
        .now("2026-11-13T09:00:00Z")
        .status("a", "delivered", "2026-11-13T09:00:00Z", "")
        .counts("112026", "1 0 0");
  }

  @ParameterizedTest
  @EnumSource
  void unit_earlierDeliveryToldLater_movesToTheEarlierMonth(Database database) {
    new Line(database)
        .now("2026-11-01T00:00:10Z")
        .status("a", "read", "2026-11-01T00:00:03Z", priced("marketing"))
        .status("a", "delivered", "2026-10-31T23:59:58Z", "")
        .counts("102026", "1 0 0");
  }

  // Rules 7 to 9: pricing.

  @ParameterizedTest
  @EnumSource
  void pricing_ofDelivered_comesBeforeThatOfReadAndSent(Database database) {
    new Line(database)
        .status("a", "sent", "2026-10-14T09:00:00Z", priced("utility"))
        .status("a", "read", "2026-10-14T09:00:01Z", priced("free_customer_service", "service"))
        .status("a", "delivered", "2026-10-14T09:00:02Z", priced("marketing"))
        .counts("102026", "1 0 0");
  }

  @ParameterizedTest
  @EnumSource
  void pricing_contradictingInOneInstant_isTheChargedOne(Database database) {
    new Line(database)
        .status("a", "delivered", OCTOBER, priced("free_customer_service", "marketing"))
        .status("a", "delivered", OCTOBER, priced("regular", "utility"))
        .counts("102026", "0 1 0");
  }

  @ParameterizedTest
  @EnumSource
  void pricing_withoutType_isWhatBillableSays(Database database) {
    new Line(database)
        .status(
            "a", "delivered", OCTOBER, "\"pricing\":{\"billable\":true,\"category\":\"utility\"}")
        .status(
            "b", "delivered", OCTOBER, "\"pricing\":{\"billable\":false,\"category\":\"utility\"}")
        .status("c", "delivered", OCTOBER, "\"pricing\":{\"billable\":\"true\",\"type\":null}")
        .counts("102026", "0 1 0");
  }

  @ParameterizedTest
  @EnumSource
  void pricing_ofTypesThatAreNotRegular_isNotCharged(Database database) {
    new Line(database)
        .status("a", "delivered", OCTOBER, priced("free_entry_point", "marketing"))
        .status("b", "delivered", OCTOBER, priced("Regular", "marketing"))
        .status("c", "delivered", OCTOBER, priced("something_new", "marketing"))
        .countsNothing();
  }

  @ParameterizedTest
  @EnumSource
  void pricing_ofTheEndedModel_isNeverCharged(Database database) {
    new Line(database)
        .status(
            "a",
            "delivered",
            OCTOBER,
            "\"pricing\":{\"billable\":true,\"pricing_model\":\"CBP\",\"category\":\"marketing\"}")
        .countsNothing();
  }

  @ParameterizedTest
  @EnumSource
  void category_ofMarketing_isEachOfFive_andNoOther(Database database) {
    Line line = new Line(database);
    for (String category :
        List.of(
            "marketing",
            "Marketing-Lite",
            "marketing_lite_dynamic",
            "GROUP_MARKETING",
            "group-marketing-lite",
            "utility",
            "authentication-international",
            "general_purpose_ai",
            "unheard_of",
            "")) {
      line.status("c" + category, "delivered", OCTOBER, priced(category));
    }
    line.counts("102026", "5 5 0");
  }

  @ParameterizedTest
  @EnumSource
  void group_eachMember_isAUnit_andTheMessagesPricingIsLent(Database database) {
    String group = "\"recipient_type\":\"group\"";
    String member = group + ",\"recipient_participant_user_id\":\"GB.%d\"";
    new Line(database)
        .status("a", "delivered", OCTOBER, member.formatted(1))
        .status("a", "delivered", OCTOBER, member.formatted(2) + "," + priced("group_utility"))
        .status("a", "sent", OCTOBER, group + "," + priced("group_marketing"))
        .counts("102026", "1 1 0");
  }

  // Rules 2 to 4: messages of customers and their sessions.

  @ParameterizedTest
  @EnumSource
  void session_itsLastSecondAndItsEnd_isInsideAndTheNext(Database database) {
    new Line(database)
        .message("a", "2026-10-12T10:00:00Z", FROM)
        .message("b", "2026-10-13T09:59:59Z", FROM)
        .message("c", "2026-10-13T10:00:00Z", FROM)
        .counts("102026", "0 0 2");
  }

  @ParameterizedTest
  @EnumSource
  void session_withManyMessages_isNotProlonged(Database database) {
    Line line = new Line(database);
    for (int hour = 0; hour < 48; hour += 6) {
      String at = Instant.parse("2026-10-10T00:00:00Z").plus(Duration.ofHours(hour)).toString();
      line.message("h" + hour, at, FROM);
    }
    line.counts("102026", "0 0 2");
  }

  @ParameterizedTest
  @EnumSource
  void session_earlierMessageArrivingLate_movesLaterOpenings(Database database) {
    Line line =
        new Line(database)
            .now("2026-11-02T00:00:00Z")
            .message("b", "2026-10-31T20:00:00Z", FROM)
            .message("c", "2026-11-01T19:00:00Z", FROM);
    line.counts("102026", "0 0 1");
    line.message("a", "2026-10-30T21:00:00Z", FROM);
    assertThat(line.months()).isEqualTo(Map.of("102026", "0 0 1", "112026", "0 0 1"));
  }

  @ParameterizedTest
  @EnumSource
  void message_toldTwiceWithOtherInstants_countsAtTheSmaller(Database database) {
    new Line(database)
        .now("2026-11-01T00:00:10Z")
        .message("a", "2026-11-01T00:00:05Z", FROM)
        .message("a", "2026-10-31T23:59:59Z", FROM)
        .counts("102026", "0 0 1");
  }

  @ParameterizedTest
  @EnumSource
  void message_ofSystemEditRevokeAndGroups_isNone(Database database) {
    new Line(database)
        .post(
            "\"messages\":[{\"id\":\"a\",\"timestamp\":\"1791970200\",\"type\":\"system\","
                + FROM
                + "}]")
        .post(
            "\"messages\":[{\"id\":\"b\",\"timestamp\":\"1791970200\",\"type\":\"edit\","
                + FROM
                + "}]")
        .post(
            "\"messages\":[{\"id\":\"c\",\"timestamp\":\"1791970200\",\"type\":\"revoke\","
                + FROM
                + "}]")
        .message("d", OCTOBER, FROM + ",\"group_id\":\"g\"")
        .countsNothing();
  }

  @ParameterizedTest
  @EnumSource
  void message_withoutType_orWithOneNotKnown_counts(Database database) {
    new Line(database)
        .post("\"messages\":[{\"id\":\"a\",\"timestamp\":\"1791970200\"," + FROM + "}]")
        .post(
            "\"messages\":[{\"id\":\"b\",\"timestamp\":\"1791970200\",\"type\":\"new\",\"from\":\"2\"}]")
        .counts("102026", "0 0 2");
  }

  @ParameterizedTest
  @EnumSource
  void customer_withHiddenPhone_isTheUserId_andAnyCopyMayNameIt(Database database) {
    new Line(database)
        .message("a", OCTOBER, "\"from_user_id\":\"GB.1\"")
        .message("b", OCTOBER, FROM)
        .message("b", OCTOBER, "\"from_user_id\":\"GB.1\"," + FROM)
        .counts("102026", "0 0 1");
  }

  @ParameterizedTest
  @EnumSource
  void customer_ofTheOnlyContact_counts_ofTwoContactsIsSetAside(Database database) {
    new Line(database)
        .post(
            "\"contacts\":[{\"wa_id\":\"1\"}],\"messages\":[{\"id\":\"a\",\"timestamp\":\"1791970200\"}]")
        .post(
            "\"contacts\":[{\"wa_id\":\"2\"},{\"wa_id\":\"3\"}],"
                + "\"messages\":[{\"id\":\"b\",\"timestamp\":\"1791970200\"}]")
        .counts("102026", "0 0 1");
  }

  // Rules 10 to 13: time, numbers, months.

  @ParameterizedTest
  @EnumSource
  void instant_aDayAhead_counts_aSecondMoreIsHeldUntilItIsDue(Database database) {
    Line line =
        new Line(database)
            .status("a", "delivered", "2026-10-15T09:30:00Z", priced("marketing"))
            .status("b", "delivered", "2026-10-15T09:30:01Z", priced("marketing"));
    line.counts("102026", "1 0 0");
    line.now("2026-10-14T09:30:01Z").hub.settle();
    line.counts("102026", "2 0 0");
  }

  @ParameterizedTest
  @EnumSource
  void instant_before2015_isSetAside(Database database) {
    new Line(database)
        .status("a", "delivered", "2014-12-31T23:59:59Z", priced("marketing"))
        .status("b", "delivered", "2015-01-01T00:00:00Z", priced("marketing"))
        .counts("012015", "1 0 0");
  }

  @ParameterizedTest
  @EnumSource
  void number_deletedAndRegisteredAgain_splitsAtTheInstant(Database database) {
    Line line = new Line(database).now("2026-10-20T12:00:00Z");
    line.hub.admin("DELETE", "/admin/numbers/" + line.whatsapp, null);
    line.now("2026-10-21T00:00:00Z")
        .status("a", "delivered", "2026-10-20T11:59:59Z", priced("marketing"))
        .status("b", "delivered", "2026-10-20T12:00:00Z", priced("marketing"));
    line.counts("102026", "1 0 0");
    Account next = line.hub.partner("Next", "UTC");
    line.hub.number(next, line.whatsapp, line.phone);
    line.counts("102026", "1 0 0");
    assertThat(line.hub.figures(next, line.whatsapp)).containsExactly(1L, 0L, 0L);
  }

  @ParameterizedTest
  @EnumSource
  void number_withANewPhoneNumberId_keepsWhatTheOldOneCounted(Database database) {
    Line line = new Line(database).status("a", "delivered", OCTOBER, priced("marketing"));
    String moved = line.phone + "7";
    line.now("2026-10-14T09:30:01Z");
    line.hub.admin("PATCH", "/admin/numbers/" + line.whatsapp, Map.of("phone_number_id", moved));
    String status = WebhookTest.status("b", "delivered", 1791970200, "marketing", "regular");
    line.hub.webhook(WebhookTest.statuses(moved, status));
    line.hub.settle();
    line.counts("102026", "2 0 0");
  }

  @ParameterizedTest
  @EnumSource
  void month_inOddZones_endsAtTheirMidnight(Database database) {
    for (String zone :
        List.of(
            "Asia/Kathmandu", "Pacific/Kiritimati", "America/St_Johns", "Australia/Lord_Howe")) {
      Instant border = LocalDate.of(2026, 11, 1).atStartOfDay(ZoneId.of(zone)).toInstant();
      Line line = new Line(database, zone).now("2026-11-02T00:00:00Z");
      line.status("a", "delivered", border.minusSeconds(1).toString(), priced("marketing"));
      line.status("b", "delivered", border.toString(), priced("utility"));
      assertThat(line.months()).as(zone).isEqualTo(Map.of("102026", "1 0 0", "112026", "0 1 0"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void month_withALeapDay_holdsIt(Database database) {
    new Line(database)
        .now("2028-03-02T00:00:00Z")
        .status("a", "delivered", "2028-02-29T23:59:59Z", priced("marketing"))
        .counts("022028", "1 0 0");
  }

  @ParameterizedTest
  @EnumSource
  void zone_changed_takesEffectWithTheNextMonth(Database database) {
    Line line = new Line(database);
    Map<String, String> body = Map.of("time_zone", "Asia/Jerusalem");
    line.hub.admin("PATCH", "/admin/partners/" + line.partner.id(), body);
    line.now("2026-12-02T00:00:00Z")
        .status("a", "delivered", "2026-10-31T23:00:00Z", priced("marketing"))
        .status("b", "delivered", "2026-11-01T00:00:00Z", priced("marketing"))
        .status("c", "delivered", "2026-11-30T21:59:59Z", priced("marketing"))
        .status("d", "delivered", "2026-11-30T22:00:00Z", priced("marketing"));
    assertThat(line.months())
        .isEqualTo(Map.of("102026", "1 0 0", "112026", "2 0 0", "122026", "1 0 0"));
  }
}
