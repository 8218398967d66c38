package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// getConversationsStatistics: 3.8 of the contract, decisions P7, P23 and P24.
final class StatisticsTest {
  private static final String CALL = "/api/whatsapp/getConversationsStatistics";
  private static final String NOW = "2026-10-14T09:30:00Z";

  @AutoClose private static final Hubs HUBS = new Hubs();

  /// A partner whose number has a service unit in July and October, nothing in between.
  private static final class Life {
    final TestHub hub;
    final Account account;
    final String whatsapp = HubCalls.whatsapp();
    final String phone = HubCalls.phone();

    Life(Database database) {
      hub = HUBS.on(database);
      hub.clock.set(Instant.parse(NOW));
      account = hub.partner("Statistics", null);
      hub.number(account, whatsapp, phone);
      uses(phone, "2026-07-31T23:59:59Z");
      uses(phone, NOW);
      hub.settle();
    }

    void uses(String phoneNumberId, String at) {
      long seconds = Instant.parse(at).getEpochSecond();
      hub.webhook(
          WebhookTest.statuses(
              phoneNumberId,
              WebhookTest.status("s" + at, "delivered", seconds, "utility", "regular")));
    }

    Reply ask(String query, Object body) {
      return hub.call("GET", CALL + query, Map.of("Authorization", account.bearer()), body);
    }

    /// Months with their totals, in the order of the answer.
    List<String> months(String query, Object body) {
      Reply reply = ask(query, body);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.reason()).as(reply.text()).isEqualTo(1);
      List<String> months = new ArrayList<>();
      for (JsonNode month : reply.json().get("list")) {
        months.add(month.get("monthYear").stringValue() + " " + month.get("totalConversations"));
      }
      return months;
    }
  }

  @ParameterizedTest
  @EnumSource
  void months_withoutBounds_areAllFromTheFirstWithDataNewestFirst(Database database) {
    Life life = new Life(database);
    assertThat(life.months("", null))
        .containsExactly("102026 1", "092026 0", "082026 0", "072026 1");
    assertThat(life.ask("", null).text())
        .isEqualTo(
            """
            {"status":"OK","reason":1,"totalWhatsApp":1,"whatsapp":null,"list":[\
            {"monthYear":"102026","totalConversations":1,"totalMarketing":0,"totalService":1,"totalIncoming":0},\
            {"monthYear":"092026","totalConversations":0,"totalMarketing":0,"totalService":0,"totalIncoming":0},\
            {"monthYear":"082026","totalConversations":0,"totalMarketing":0,"totalService":0,"totalIncoming":0},\
            {"monthYear":"072026","totalConversations":1,"totalMarketing":0,"totalService":1,"totalIncoming":0}]}\
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "082026, '', 102026 1; 092026 0; 082026 0",
    "'', 082026, 082026 0; 072026 1",
    "072026, 072026, 072026 1",
    "012020, 072026, 072026 1",
    "102026, 122026, 122026 0; 112026 0; 102026 1",
    "082026, 072026, ''",
    "'', 062026, ''",
    "' ', ' ', 102026 1; 092026 0; 082026 0; 072026 1",
  })
  void months_betweenBounds_areThoseIncluded(String start, String end, String expected) {
    Life life = new Life(Database.SQLITE);
    Map<String, String> body = Map.of("start_date", start, "end_date", end);
    assertThat(String.join("; ", life.months("", body))).isEqualTo(expected);
    String query = "?start_date=" + start.strip() + "&end_date=" + end.strip();
    assertThat(String.join("; ", life.months(query, null))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "132026", "002026", "12026", "1120266", "2026-11", "111999", "abcdef", "١١٢٠٢٦", "-12026",
    "11 2026"
  })
  void date_malformed_isReason4(String date) {
    Life life = new Life(Database.SQLITE);
    for (String field : List.of("start_date", "end_date")) {
      Reply reply = life.ask("", Map.of(field, date, "whatsapp", life.whatsapp));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text())
          .isEqualTo("{\"status\":\"FAIL\",\"reason\":4,\"whatsapp\":\"" + life.whatsapp + "\"}");
    }
  }

  @ParameterizedTest
  @CsvSource({"[]", "{}", "true", "1.5"})
  void parameter_ofAnotherType_isReason4(String value) {
    Life life = new Life(Database.SQLITE);
    for (String field : List.of("start_date", "end_date", "whatsapp")) {
      assertThat(life.ask("", "{\"" + field + "\":" + value + "}").reason()).isEqualTo(4);
    }
    assertThat(life.ask("", "{").reason()).isEqualTo(2);
    assertThat(life.ask("", "[]").reason()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void months_ofAPartnerWithoutData_areNone(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("Nothing", null);
    hub.number(account, HubCalls.whatsapp(), HubCalls.phone());
    assertThat(hub.get(CALL, account).text())
        .isEqualTo(
            "{\"status\":\"OK\",\"reason\":1,\"totalWhatsApp\":1,\"whatsapp\":null,\"list\":[]}");
  }

  @ParameterizedTest
  @EnumSource
  void number_ofThePartner_isTheFilterInDigits(Database database) {
    Life life = new Life(database);
    String other = HubCalls.whatsapp();
    String phone = HubCalls.phone();
    life.hub.number(life.account, other, phone);
    life.uses(phone, "2026-09-01T00:00:00Z");
    life.hub.settle();

    Reply reply = life.ask("", Map.of("whatsapp", "+" + other));
    assertThat(reply.json().get("totalWhatsApp").asLong()).isEqualTo(1);
    assertThat(reply.json().get("whatsapp").stringValue()).isEqualTo(other);
    assertThat(life.months("?whatsapp=" + other, null)).containsExactly("102026 0", "092026 1");
    assertThat(life.months("", null))
        .containsExactly("102026 1", "092026 1", "082026 0", "072026 1");
    assertThat(life.ask("", null).json().get("totalWhatsApp").asLong()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void number_unknownOrOfAnother_isReason4WithItsEcho(Database database) {
    Life life = new Life(database);
    Life other = new Life(database);
    for (String whatsapp : List.of(other.whatsapp, "972509999999", "x", "12")) {
      assertThat(life.ask("", Map.of("whatsapp", whatsapp)).text())
          .isEqualTo("{\"status\":\"FAIL\",\"reason\":4,\"whatsapp\":\"" + whatsapp + "\"}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void number_deleted_keepsItsMonths(Database database) {
    Life life = new Life(database);
    life.hub.admin("DELETE", "/admin/numbers/" + life.whatsapp, null);
    assertThat(life.months("?whatsapp=" + life.whatsapp, null)).hasSize(4).contains("072026 1");
    JsonNode all = life.ask("", null).json();
    assertThat(all.get("totalWhatsApp").asLong()).isZero();
    assertThat(all.get("list")).hasSize(4);
    assertThat(life.hub.list(life.account).get("totalConversationsThisMonth").asLong()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void parameter_inBodyAndQuery_isThatOfTheBody(Database database) {
    Life life = new Life(database);
    assertThat(
            life.months(
                "?start_date=012026&end_date=012026",
                Map.of("start_date", "102026", "end_date", "")))
        .containsExactly("102026 1");
    assertThat(life.months("?start_date=102026", "{\"start_date\":null}"))
        .containsExactly("102026 1");
    assertThat(life.months("", "{\"start_date\":102026}")).containsExactly("102026 1");
  }
}
