package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// Figures finer than the three kinds, by day and month.
final class UsageTest {
  @AutoClose private static final Hubs HUBS = new Hubs();

  /// A number of a partner in Jerusalem, with all kinds of figures around the end of October.
  private static final class Life {
    final TestHub hub;
    final Account account;
    final String whatsapp = HubCalls.whatsapp();
    final String phone = HubCalls.phone();

    Life(Database database) {
      hub = HUBS.on(database);
      at("2026-11-02T09:00:00Z");
      account = hub.partner("Usage", "Asia/Jerusalem");
      hub.number(account, whatsapp, phone);
      status("a", "2026-10-31T21:59:59Z", "marketing", "regular");
      status("b", "2026-10-31T22:00:00Z", "utility", "regular");
      status("c", "2026-11-01T08:00:00Z", "=cmd", "regular");
      status("d", "2026-11-01T08:00:00Z", "service", "free_customer_service");
      status("e", "2026-11-01T08:00:00Z", "service", "");
      hub.webhook(
          WebhookTest.statuses(
              phone,
              "{\"id\":\"f\",\"status\":\"read\",\"timestamp\":\"%d\"}"
                  .formatted(Instant.parse("2026-11-01T08:00:00Z").getEpochSecond())));
      long at = Instant.parse("2026-11-01T23:00:00Z").getEpochSecond();
      hub.webhook(WebhookTest.messages(phone, WebhookTest.message("m", "447700900204", at)));
      hub.settle();
    }

    void at(String now) {
      hub.clock.set(Instant.parse(now));
    }

    void status(String id, String at, String category, String type) {
      long seconds = Instant.parse(at).getEpochSecond();
      String status = WebhookTest.status(id, "delivered", seconds, category, type);
      assertThat(hub.webhook(WebhookTest.statuses(phone, status)).status()).isEqualTo(200);
    }

    Reply ask(String rest, String accept) {
      String token = hub.token(account.clientId(), account.clientSecret());
      return hub.call(
          "GET",
          "/api/v1/" + rest,
          Map.of("Authorization", "Bearer " + token, "Accept", accept),
          null);
    }

    JsonNode json(String rest) {
      Reply reply = ask(rest, "application/json");
      assertThat(reply.status()).as(reply.text()).isEqualTo(200);
      return reply.json();
    }

    JsonNode usage(String query) {
      return json("numbers/" + whatsapp + "/usage" + query);
    }
  }

  @ParameterizedTest
  @EnumSource
  void usage_byMonth_isByCategoryTypeAndSessions(Database database) {
    Life life = new Life(database);
    JsonNode usage = life.usage("?from=2026-10&to=2026-11");
    assertThat(usage.get("time_zone").stringValue()).isEqualTo("Asia/Jerusalem");
    assertThat(usage.get("as_of").stringValue()).isEqualTo("2026-11-02T09:00:00Z");
    assertThat(usage.get("periods").toString())
        .isEqualTo(
            """
            [{"month":"2026-10","conversations":1,"marketing":1,"service":0,"incoming":0,\
            "charged":{"marketing":1},"free":{},"sessions":0,"final":false},\
            {"month":"2026-11","conversations":4,"marketing":0,"service":3,"incoming":1,\
            "charged":{"=cmd":1,"service":1,"utility":1},\
            "free":{"free_customer_service":1,"unpriced":1},"sessions":1,"final":false}]\
            """);
  }

  @ParameterizedTest
  @EnumSource
  void usage_byDay_isOfTheDaysOfTheZone(Database database) {
    Life life = new Life(database);
    StringBuilder days = new StringBuilder();
    for (JsonNode day : life.usage("?by=day&from=2026-10-31&to=2026-11-02").get("periods")) {
      days.append(day.get("day").stringValue())
          .append(' ')
          .append(day.get("conversations"))
          .append(';');
    }
    assertThat(days.toString()).isEqualTo("2026-10-31 1;2026-11-01 3;2026-11-02 1;");
    assertThat(
            life.usage("?from=2026-11-02&to=2026-11-02")
                .get("periods")
                .get(0)
                .get("conversations")
                .asLong())
        .isEqualTo(1);
    assertThat(life.usage("?from=2026-11-03&to=2026-11-01").get("periods")).isEmpty();
    // This month by default.
    assertThat(life.usage("").get("periods")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void month_8DaysAfterItsEndInTheZone_isFinalAndListsChanges(Database database) {
    Life life = new Life(database);
    String october = "?from=2026-10&to=2026-10";
    life.at("2026-11-08T21:59:59Z");
    assertThat(life.usage(october).get("periods").get(0).get("final").booleanValue()).isFalse();
    life.status("late", "2026-10-31T10:00:00Z", "marketing", "regular");
    life.hub.settle();
    assertThat(life.usage(october).get("changes")).isEmpty();
    life.at("2026-11-08T22:00:00Z");
    assertThat(life.usage(october).get("periods").get(0).get("final").booleanValue()).isTrue();
    assertThat(life.json("usage?month=2026-10").get("final").booleanValue()).isTrue();
    // What is not in the figures yet may belong into it.
    life.at("2026-11-08T21:59:59Z");
    life.status("later", "2026-10-31T10:00:00Z", "marketing", "regular");
    life.at("2026-11-08T22:00:01Z");
    JsonNode behind = life.usage(october);
    assertThat(behind.get("as_of").stringValue()).isEqualTo("2026-11-08T21:59:59Z");
    assertThat(behind.get("periods").get(0).get("final").booleanValue()).isFalse();
    life.hub.settle();
    JsonNode usage = life.usage(october);
    assertThat(usage.get("periods").get(0).get("final").booleanValue()).isTrue();
    assertThat(usage.get("periods").get(0).get("marketing").asLong()).isEqualTo(3);
    String change =
        """
        [{"whatsapp":"%s","month":"2026-10","changed_at":"2026-11-08T22:00:01Z",\
        "marketing":1,"service":0,"incoming":0}]\
        """
            .formatted(life.whatsapp);
    assertThat(usage.get("changes").toString()).isEqualTo(change);
    assertThat(life.json("usage?month=2026-10").get("changes").toString()).isEqualTo(change);
  }

  @ParameterizedTest
  @EnumSource
  void usageOfAll_isTheSumOfItsNumbers_withDeletedOnes(Database database) {
    Life life = new Life(database);
    String other = HubCalls.whatsapp();
    String phone = HubCalls.phone();
    life.hub.number(life.account, other, phone);
    String idle = HubCalls.whatsapp();
    life.hub.number(life.account, idle, HubCalls.phone());
    String gone = HubCalls.whatsapp();
    life.hub.number(life.account, gone, HubCalls.phone());
    long at = Instant.parse("2026-11-01T23:00:00Z").getEpochSecond();
    life.hub.webhook(
        WebhookTest.statuses(phone, WebhookTest.status("x", "read", at, "marketing", "regular")));
    life.hub.settle();
    life.hub.admin("DELETE", "/admin/numbers/" + other, null);
    life.hub.admin("DELETE", "/admin/numbers/" + gone, null);

    JsonNode usage = life.json("usage?month=2026-11");
    assertThat(usage.get("conversations").asLong()).isEqualTo(5);
    assertThat(usage.get("marketing").asLong()).isEqualTo(1);
    StringBuilder numbers = new StringBuilder();
    for (JsonNode number : usage.get("numbers")) {
      numbers
          .append(number.get("whatsapp").stringValue())
          .append(' ')
          .append(number.get("conversations"))
          .append(' ')
          .append(number.get("deleted_at").isNull())
          .append(';');
    }
    assertThat(numbers.toString())
        .isEqualTo("%s 4 true;%s 1 false;%s 0 true;".formatted(life.whatsapp, other, idle));
    assertThat(life.json("usage")).isEqualTo(usage);
  }

  @ParameterizedTest
  @EnumSource
  void csv_withNamesLikeFormulas_isHarmless(Database database) {
    Life life = new Life(database);
    Reply reply = life.ask("numbers/" + life.whatsapp + "/usage", "text/csv");
    assertThat(reply.raw().headers().firstValue("Content-Type"))
        .hasValue("text/csv; charset=utf-8");
    assertThat(reply.text())
        .isEqualTo(
            """
            month,what,name,units,counts_as
            2026-11,charged,'=cmd,1,service
            2026-11,charged,service,1,service
            2026-11,charged,utility,1,service
            2026-11,free,free_customer_service,1,
            2026-11,free,unpriced,1,
            2026-11,session,,1,incoming
            """
                .replace("\n", "\r\n"));
    assertThat(life.ask("usage?month=2026-10", "text/csv").text())
        .isEqualTo(
            "whatsapp,what,name,units,counts_as\r\n"
                + life.whatsapp
                + ",charged,marketing,1,marketing\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "by=week, by",
    "from=112026, from",
    "from=2026-13, from",
    "to=2026-02-30, to",
    "to=%2B999999999-01-01, to",
    "from=2026-1, from",
    "from=, from",
  })
  void parameter_wrong_isNamed(String query, String field) {
    Life life = new Life(Database.SQLITE);
    Reply reply = life.ask("numbers/" + life.whatsapp + "/usage?" + query, "*/*");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.raw().headers().firstValue("Content-Type"))
        .hasValue("application/problem+json; charset=utf-8");
    assertThat(reply.json().get("field").stringValue()).isEqualTo(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "2026", "2026-11-01", "1999-11"})
  void month_wrong_isNamed(String month) {
    Reply reply = new Life(Database.SQLITE).ask("usage?month=" + month, "*/*");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("field").stringValue()).isEqualTo("month");
  }

  @ParameterizedTest
  @EnumSource
  void number_ofAnotherPartner_isNotFound(Database database) {
    Life life = new Life(database);
    Life other = new Life(database);
    for (String rest : new String[] {"/usage", "/charges"}) {
      assertThat(life.ask("numbers/" + other.whatsapp + rest, "*/*").status()).isEqualTo(404);
      assertThat(life.ask("numbers/nonsense" + rest, "*/*").status()).isEqualTo(404);
      assertThat(
              life.hub
                  .call("GET", "/api/v1/numbers/" + life.whatsapp + rest, Map.of(), null)
                  .status())
          .isEqualTo(401);
    }
    assertThat(life.hub.call("GET", "/api/v1/usage", Map.of(), null).status()).isEqualTo(401);
    assertThat(life.json("usage").get("numbers")).hasSize(1);
  }
}
