package wabahub;

import static org.assertj.core.api.Assertions.assertThat;
import static wabahub.PartnerCalls.fail;
import static wabahub.PartnerCalls.ok;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Wanted;

/// createAccount, editAccount, getAccounts and deleteAccount.
final class AccountsTest {
  private static final List<String> CALLS = List.of("createAccount", "editAccount");

  @AutoClose private static final Hubs HUBS = new Hubs();

  private static Reply create(TestHub hub, Account account, Object body) {
    return PartnerCalls.call(hub, account, "POST whatsapp/createAccount", body);
  }

  private static Reply edit(TestHub hub, Account account, Object body) {
    return PartnerCalls.call(hub, account, "PATCH whatsapp/editAccount", body);
  }

  private static Reply delete(TestHub hub, Account account, Object body) {
    return PartnerCalls.call(hub, account, "DELETE whatsapp/deleteAccount", body);
  }

  private static Map<String, Object> all(String whatsapp) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("whatsapp", whatsapp);
    fields.put("coexistence", 1);
    fields.put("business_name", "Olive Tree Bakery");
    fields.put("business_email", "owner@olivetree.example");
    fields.put("business_id", "506070");
    fields.put("business_address", "4 Mill Lane, Haifa");
    fields.put("landing_page", "http://olivetree.example/");
    fields.put("display_name", "Olive Tree");
    fields.put("reference", "crm-20417");
    return fields;
  }

  @ParameterizedTest
  @EnumSource
  void link_ofARegisteredNumber_isShownAsGiven(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    String whatsapp = PartnerCalls.registered(hub, account);
    Map<String, Object> body = all(whatsapp);
    String answer = create(hub, account, body).text();
    assertThat(answer)
        .matches(
            "\\{\"status\":\"OK\",\"whatsapp\":\""
                + whatsapp
                + "\",\"onboarding_link\":\"http://localhost:[0-9]+/onboard/[A-Za-z0-9_-]{22,}\","
                + "\"reference\":\"crm-20417\",\"reason\":1}");
    String link = answer.substring(answer.indexOf("http"), answer.indexOf("\",\"reference"));
    assertThat(hub.get("/api/whatsapp/getAccounts", account).text())
        .isEqualTo(
            """
            {"status":"OK","reason":1,"list":[{"create_time":%d,"whatsapp":"%s","coexistence":1,\
            "business_name":"Olive Tree Bakery","business_email":"owner@olivetree.example",\
            "business_id":"506070","business_address":"4 Mill Lane, Haifa",\
            "landing_page":"http://olivetree.example/","onboarding_link":"%s",\
            "display_name":"Olive Tree","reference":"crm-20417","status":0}]}\
            """
                .formatted(hub.clock.instant().getEpochSecond(), whatsapp, link));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "{\"whatsapp\":null}", "{\"whatsapp\":\"\"}", "{\"whatsapp\":\" \"}"})
  void link_withoutANumber_hasATemporaryOne(String body) {
    for (Database database : Database.values()) {
      TestHub hub = HUBS.on(database);
      Account account = hub.partner("One", null);
      Reply reply = create(hub, account, body);
      String whatsapp = reply.json().get("whatsapp").stringValue();
      assertThat(whatsapp).matches("97257[0-9]{7}");
      assertThat(reply.json().get("reference").stringValue()).isEmpty();
      assertThat(create(hub, account, body).json().get("whatsapp").stringValue())
          .isNotEqualTo(whatsapp);
      JsonNode shown = PartnerCalls.account(hub, account, whatsapp);
      assertThat(shown.get("coexistence").isNumber()).isTrue();
      assertThat(shown.get("business_name").stringValue()).isEmpty();
      assertThat(shown.get("status").asInt()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void temporaryNumber_ofADeletedLink_isNotReused(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    String whatsapp = PartnerCalls.link(hub, account, Map.of());
    assertThat(delete(hub, account, Map.of("whatsapp", whatsapp)).text()).isEqualTo(ok(whatsapp));
    assertThat(
            hub.rows("SELECT whatsapp FROM temporary_number WHERE whatsapp = '" + whatsapp + "'"))
        .hasSize(1);
    assertThat(create(hub, account, Map.of("whatsapp", whatsapp)).text())
        .isEqualTo(fail(26, "whatsapp", whatsapp));
  }

  /// A parameter, values that are wrong, and the reason that they have, in the order of the table.
  private record Parameter(String name, int reason, List<String> wrong) {}

  private static String chars(int count) {
    return "\"" + "x".repeat(count) + "\"";
  }

  private static List<String> wrong(String... more) {
    List<String> all = new ArrayList<>(List.of("true", "{}", "[]", "1.5", "\"a\\u0000b\""));
    all.addAll(List.of(more));
    return all;
  }

  private static final List<Parameter> PARAMETERS =
      List.of(
          new Parameter("whatsapp", 4, wrong("\"x\"", "123456", "\"0123456789\"", chars(16))),
          new Parameter("coexistence", 14, List.of("2", "\"\"", "\"yes\"", "1.0", "[]", "{}")),
          new Parameter("business_name", 15, wrong(chars(257), "\"a\\nb\"")),
          new Parameter("business_email", 16, wrong("\"x\"", "\"a@b@c\"", "\"a b@c.example\"")),
          new Parameter("business_id", 17, wrong("\"x\"", "-1", "\"" + "1".repeat(33) + "\"")),
          new Parameter("business_address", 18, wrong(chars(257), "\"a\\u007fb\"")),
          new Parameter(
              "landing_page",
              19,
              wrong("\"x\"", "\"ftp://a.example/\"", "\"javascript:alert(1)\"", "\"http:///\"")),
          new Parameter("display_name", 21, wrong(chars(257))),
          new Parameter("reference", 20, wrong("\"a b\"", "\"a/b\"", "\"<b>\"", chars(51))),
          new Parameter("onboarding_logo", 28, wrong("\"http://a.example/a.png\"", "\"x\"")),
          new Parameter("onboarding_message", 29, wrong(chars(201))),
          new Parameter("onboarding_button", 30, wrong(chars(51))),
          new Parameter("onboarding_success", 31, wrong(chars(201))),
          new Parameter("onboarding_failed", 31, wrong(chars(201))));

  static Stream<Arguments> wrongParameters() {
    return CALLS.stream()
        .flatMap(call ->
            PARAMETERS.stream()
                .flatMap(p -> p.wrong.stream().map(v -> Arguments.of(call, p.name, v, p.reason))));
  }

  @ParameterizedTest
  @MethodSource("wrongParameters")
  void parameter_wrong_hasItsReason(String call, String name, String value, int reason) {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    // Of a link that there is not: what is wrong in itself is said first.
    String number = name.equals("whatsapp") ? "" : "\"whatsapp\":\"447700900998\",";
    String body = "{" + number + "\"" + name + "\":" + value + "}";
    Reply reply = send(hub, account, call, body);
    assertThat(reply.reason()).as(reply.text()).isEqualTo(reason);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(PartnerCalls.numbers(hub, account, "getAccounts")).isEmpty();
  }

  private static Reply send(TestHub hub, Account account, String call, String body) {
    return call.equals("createAccount") ? create(hub, account, body) : edit(hub, account, body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"createAccount", "editAccount"})
  void parameters_severalWrong_theFirstOfTheTableIsTold(String call) {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    for (int i = 0; i < PARAMETERS.size(); i++) {
      StringBuilder body = new StringBuilder();
      for (Parameter parameter : PARAMETERS.subList(i, PARAMETERS.size()).reversed()) {
        body.append(",\"%s\":%s".formatted(parameter.name, parameter.wrong.getFirst()));
      }
      String number = i == 0 ? "" : "\"whatsapp\":\"447700900998\"";
      String text = "{" + (i == 0 ? body.substring(1) : number + body) + "}";
      // true is a flag.
      text = text.replace("\"coexistence\":true", "\"coexistence\":2");
      assertThat(send(hub, account, call, text).reason())
          .as(PARAMETERS.get(i).name)
          .isEqualTo(PARAMETERS.get(i).reason);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "business_name, 256",
    "business_address, 256",
    "display_name, 256",
    "reference, 50",
    "onboarding_message, 200",
    "onboarding_button, 50",
  })
  void text_asLongAsItMayBe_isKept(String name, int max) {
    for (Database database : Database.values()) {
      TestHub hub = HUBS.on(database);
      Account account = hub.partner("One", null);
      // A letter beyond the basic plane: two units of UTF-16, four bytes of UTF-8, one character.
      String longest = "𐐷".repeat(max);
      String whatsapp = PartnerCalls.link(hub, account, Map.of(name, longest));
      if (!name.startsWith("onboarding")) {
        JsonNode shown = PartnerCalls.account(hub, account, whatsapp);
        assertThat(shown.get(name).stringValue()).isEqualTo(longest);
      }
      assertThat(create(hub, account, Map.of(name, longest + "x")).status()).isEqualTo(200);
      assertThat(PartnerCalls.numbers(hub, account, "getAccounts")).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "coexistence | true | 1",
        "coexistence | \"1\" | 1",
        "coexistence | 0 | 0",
        "business_id | 506070 | \"506070\"",
        "business_id | \"506070\" | \"506070\"",
        "business_name | 42 | \"42\"",
        "reference | 99999999999999999999 | \"99999999999999999999\"",
        "business_name | \"  Olive \" | \"Olive\"",
      })
  void types_looseOnInput_areThoseOfTheSampleInTheAnswer(String name, String in, String out) {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    assertThat(create(hub, account, "{\"" + name + "\":" + in + "}").reason()).isEqualTo(1);
    JsonNode shown = PartnerCalls.list(hub, account, "getAccounts").getFirst();
    assertThat(shown.get(name).toString()).isEqualTo(out);
  }

  @Test
  void refusal_ofALink_repeatsNumberAndReference() {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    assertThat(create(hub, account, "{\"reference\":7,\"whatsapp\":\"+44 7700 900998\"}").text())
        .isEqualTo(
            "{\"status\":\"FAIL\",\"reason\":26,\"whatsapp\":\"+44 7700 900998\",\"reference\":7}");
    assertThat(create(hub, account, "{\"coexistence\":2,\"reference\":null}").text())
        .isEqualTo(fail(14));
  }

  @ParameterizedTest
  @EnumSource
  void number_withALiveLink_hasNoSecondOne(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    String whatsapp = PartnerCalls.registered(hub, account);
    PartnerCalls.link(hub, account, Map.of("whatsapp", whatsapp));
    assertThat(create(hub, account, Map.of("whatsapp", whatsapp)).text())
        .isEqualTo(fail(24, "whatsapp", whatsapp));
    delete(hub, account, Map.of("whatsapp", whatsapp));
    PartnerCalls.link(hub, account, Map.of("whatsapp", whatsapp));
    assertThat(PartnerCalls.numbers(hub, account, "getAccounts")).containsExactly(whatsapp);
  }

  @ParameterizedTest
  @EnumSource
  void list_ofLinks_isOldestFirstThenByNumber(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    List<String> first = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      first.add(PartnerCalls.link(hub, account, Map.of()));
    }
    hub.clock.advance(Duration.ofSeconds(1));
    String later = PartnerCalls.link(hub, account, Map.of());
    List<String> expected = new ArrayList<>(first.stream().sorted().toList());
    expected.add(later);
    assertThat(PartnerCalls.numbers(hub, account, "getAccounts")).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void link_edited_keepsWhatWasNotSentAndClearsBlanks(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    String whatsapp = PartnerCalls.registered(hub, account);
    String link = create(hub, account, all(whatsapp)).text();
    Map<String, Object> change = new LinkedHashMap<>();
    change.put("whatsapp", whatsapp);
    assertThat(edit(hub, account, change).text()).isEqualTo(link);
    change.put("coexistence", 0);
    change.put("business_email", " ");
    change.put("business_id", "");
    change.put("landing_page", " ");
    change.put("reference", " ");
    change.put("display_name", "Olive");
    assertThat(edit(hub, account, change).text()).isEqualTo(link.replace("crm-20417", ""));
    JsonNode shown = PartnerCalls.account(hub, account, whatsapp);
    assertThat(shown.get("coexistence").asInt()).isZero();
    assertThat(shown.get("business_name").stringValue()).isEqualTo("Olive Tree Bakery");
    assertThat(shown.get("business_address").stringValue()).isEqualTo("4 Mill Lane, Haifa");
    assertThat(shown.get("display_name").stringValue()).isEqualTo("Olive");
    for (String cleared : List.of("business_email", "business_id", "landing_page", "reference")) {
      assertThat(shown.get(cleared).stringValue()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void link_finishedOrGone_isNeitherEditedNorDeleted(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      TestHub hub = meta.hub;
      String whatsapp = PartnerCalls.registered(hub, meta.partner);
      meta.onboard(meta.link(Map.of("whatsapp", whatsapp)), Wanted.of("Olive Tree").on(whatsapp));
      Map<String, String> body = Map.of("whatsapp", whatsapp);
      assertThat(PartnerCalls.account(hub, meta.partner, whatsapp).get("status").asInt())
          .isEqualTo(1);
      assertThat(edit(hub, meta.partner, body).text()).isEqualTo(fail(25, "whatsapp", whatsapp));
      assertThat(delete(hub, meta.partner, body).text()).isEqualTo(fail(25, "whatsapp", whatsapp));
      String gone = PartnerCalls.link(hub, meta.partner, Map.of());
      delete(hub, meta.partner, Map.of("whatsapp", gone));
      Map<String, String> none = Map.of("whatsapp", gone);
      assertThat(edit(hub, meta.partner, none).text()).isEqualTo(fail(26, "whatsapp", gone));
      assertThat(delete(hub, meta.partner, none).text()).isEqualTo(fail(26, "whatsapp", gone));
      assertThat(PartnerCalls.numbers(hub, meta.partner, "getAccounts")).containsExactly(whatsapp);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "?whatsapp=NUMBER | none | 1",
        "?whatsapp=%2BNUMBER | {} | 1",
        "?whatsapp=NUMBER | {\"whatsapp\":null} | 1",
        "?whatsapp=447700900998 | {\"whatsapp\":\"NUMBER\"} | 1",
        "?whatsapp=NUMBER | {\"whatsapp\":\"447700900998\"} | 26",
        "?whatsapp= | none | 4",
        "none | {\"whatsapp\":NUMBER} | 1",
        "none | {} | 4",
        "none | none | 4",
        "none | {\"whatsapp\":\"\"} | 4",
        "none | {\"whatsapp\":[\"NUMBER\"]} | 4",
        "?whatsapp=NUMBER | { | 2",
        "?whatsapp=NUMBER | [] | 2",
      })
  void parameters_ofDelete_areInTheBodyOrTheQuery(String query, String body, int reason) {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    String whatsapp = PartnerCalls.link(hub, account, Map.of());
    String path = (query == null ? "" : query).replace("NUMBER", whatsapp);
    Reply reply =
        PartnerCalls.call(
            hub,
            account,
            "DELETE whatsapp/deleteAccount" + path,
            body == null ? null : body.replace("NUMBER", whatsapp));
    assertThat(reply.reason()).as(reply.text()).isEqualTo(reason);
    assertThat(PartnerCalls.numbers(hub, account, "getAccounts")).hasSize(reason == 1 ? 0 : 1);
  }

  @ParameterizedTest
  @CsvSource({
    "createAccount, POST",
    "editAccount, PATCH",
    "getAccounts, GET",
    "deleteAccount, DELETE",
    "deleteWhatsApp, DELETE",
  })
  void method_wrong_isReason13BeforeAnythingElse(String call, String right) {
    TestHub hub = HUBS.on(Database.SQLITE);
    for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
      if (!method.equals(right)) {
        assertThat(hub.call(method, "/api/whatsapp/" + call, Map.of(), "{").text())
            .isEqualTo(fail(13));
      }
    }
  }
}
