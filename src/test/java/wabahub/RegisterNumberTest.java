package wabahub;

import static org.assertj.core.api.Assertions.assertThat;
import static wabahub.PartnerCalls.fail;
import static wabahub.PartnerCalls.ok;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Fault;
import wabahub.sandbox.Wanted;

/// registerNumber, verifyNumber and getRegisteredNumbers.
final class RegisterNumberTest {
  private static final long DAYS_90 = Duration.ofDays(90).toSeconds();

  @AutoClose private static final Partners SOLUTION = new Partners();
  @AutoClose private static final Hubs TECH = new Hubs();

  /// A Solution Partner on each engine.
  private static final class Partners implements AutoCloseable {
    private final Map<Database, Meta> metas = new EnumMap<>(Database.class);

    Meta on(Database database) {
      return metas.computeIfAbsent(database, Meta::solutionPartner);
    }

    @Override
    public void close() {
      metas.values().forEach(Meta::close);
    }
  }

  private static Reply register(TestHub hub, Account account, Object body) {
    return PartnerCalls.call(hub, account, "POST whatsapp/registerNumber", body);
  }

  private static Reply verify(TestHub hub, Account account, Object body) {
    return PartnerCalls.call(hub, account, "POST whatsapp/verifyNumber", body);
  }

  private static List<JsonNode> list(TestHub hub, Account account) {
    return PartnerCalls.list(hub, account, "getRegisteredNumbers");
  }

  private static String asked(String whatsapp, int method) {
    return "{\"status\":\"OK\",\"whatsapp\":\"%s\",\"method\":%d,\"reason\":1}"
        .formatted(whatsapp, method);
  }

  private static String code(Meta meta, String whatsapp) {
    return meta.sandbox.codeOf(whatsapp).orElseThrow();
  }

  private static String verified(Meta meta, Account account) {
    String whatsapp = HubCalls.whatsapp();
    assertThat(register(meta.hub, account, Map.of("whatsapp", whatsapp)).reason()).isEqualTo(1);
    Map<String, String> body = Map.of("whatsapp", whatsapp, "code", code(meta, whatsapp));
    assertThat(verify(meta.hub, account, body).text()).isEqualTo(ok(whatsapp));
    return whatsapp;
  }

  @ParameterizedTest
  @EnumSource
  void number_registeredAndVerified_waitsWithItsLink(Database database) {
    Meta meta = SOLUTION.on(database);
    TestHub hub = meta.hub;
    Account account = hub.partner("One", null);
    String whatsapp = HubCalls.whatsapp();
    Map<String, Object> body = Map.of("whatsapp", "+" + whatsapp, "method", 2, "comment", "Leeds");
    assertThat(register(hub, account, body).text()).isEqualTo(asked(whatsapp, 2));
    assertThat(list(hub, account)).isEmpty();
    String code = code(meta, whatsapp);
    String hyphen = code.substring(0, 3) + "-" + code.substring(3);
    assertThat(verify(hub, account, Map.of("whatsapp", whatsapp, "code", hyphen)).text())
        .isEqualTo(ok(whatsapp));
    long end = hub.clock.instant().getEpochSecond() + DAYS_90;
    String waits =
        """
        {"status":"OK","reason":1,"list":[{"whatsapp":"%s","expiration":%d,\
        "onboarding_link":%s,"comment":"Leeds"}]}\
        """;
    assertThat(hub.get("/api/whatsapp/getRegisteredNumbers", account).text())
        .isEqualTo(waits.formatted(whatsapp, end, "null"));
    String link =
        PartnerCalls.call(hub, account, "POST whatsapp/createAccount", Map.of("whatsapp", whatsapp))
            .json()
            .get("onboarding_link")
            .stringValue();
    assertThat(hub.get("/api/whatsapp/getRegisteredNumbers", account).text())
        .isEqualTo(waits.formatted(whatsapp, end, "\"" + link + "\""));
  }

  @ParameterizedTest
  @EnumSource
  void number_onboarded_leavesTheListAndIsKnown(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String whatsapp = PartnerCalls.registered(meta.hub, meta.partner);
      String token = meta.link(Map.of("whatsapp", whatsapp));
      assertThat(list(meta.hub, meta.partner)).hasSize(1);
      meta.onboard(token, Wanted.of("Olive Tree").on(whatsapp));
      assertThat(meta.live()).containsExactly(whatsapp);
      assertThat(list(meta.hub, meta.partner)).isEmpty();
      assertThat(register(meta.hub, meta.partner, Map.of("whatsapp", whatsapp)).text())
          .isEqualTo(fail(8, "whatsapp", whatsapp));
      Account other = meta.hub.partner("Other", null);
      assertThat(register(meta.hub, other, Map.of("whatsapp", whatsapp)).text())
          .isEqualTo(fail(8, "whatsapp", whatsapp));
    }
  }

  @ParameterizedTest
  @EnumSource
  void code_inRegisterNumber_isTheSecondPart(Database database) {
    Meta meta = SOLUTION.on(database);
    Account account = meta.hub.partner("One", null);
    String whatsapp = HubCalls.whatsapp();
    assertThat(register(meta.hub, account, Map.of("whatsapp", whatsapp, "method", "1")).text())
        .isEqualTo(asked(whatsapp, 1));
    Map<String, String> body = Map.of("whatsapp", whatsapp, "code", code(meta, whatsapp));
    assertThat(register(meta.hub, account, body).text()).isEqualTo(ok(whatsapp));
    assertThat(verify(meta.hub, account, body).text()).isEqualTo(ok(whatsapp));
    assertThat(list(meta.hub, account)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"method\":3,\"comment\":[]} | 4",
        "{\"whatsapp\":null,\"method\":3} | 4",
        "{\"whatsapp\":\"\"} | 4",
        "{\"whatsapp\":\"0123456789\"} | 4",
        "{\"whatsapp\":[\"447700900142\"]} | 4",
        "{\"whatsapp\":447700900142.5} | 4",
        "{\"whatsapp\":\"447700900142\",\"method\":3,\"comment\":[]} | 5",
        "{\"whatsapp\":\"447700900142\",\"method\":\"\"} | 5",
        "{\"whatsapp\":\"447700900142\",\"method\":true} | 5",
        "{\"whatsapp\":\"447700900142\",\"method\":1.0} | 5",
        "{\"whatsapp\":\"447700900142\",\"comment\":[]} | 11",
        "{\"whatsapp\":\"447700900142\",\"code\":\"12345\"} | 10",
        "{\"whatsapp\":\"447700900142\",\"code\":\"\"} | 10",
        "{\"whatsapp\":\"447700900142\",\"code\":\"１２３４５６\"} | 10",
        "{\"whatsapp\":\"447700900142\",\"code\":{}} | 10",
        "{\"whatsapp\":\"447700900142\",\"code\":123456} | 4",
      })
  void parameters_wrong_haveTheirReasonInTheOrderOfTheTable(String body, int reason) {
    TestHub hub = TECH.on(Database.SQLITE);
    Reply reply = register(hub, hub.partner("One", null), body);
    assertThat(reply.reason()).as(reply.text()).isEqualTo(reason);
    assertThat(reply.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void codes_moreThanThreeInAnHour_areReason7(Database database) {
    Meta meta = SOLUTION.on(database);
    Account account = meta.hub.partner("One", null);
    String whatsapp = HubCalls.whatsapp();
    Map<String, String> body = Map.of("whatsapp", whatsapp);
    for (int i = 0; i < 3; i++) {
      assertThat(register(meta.hub, account, body).reason()).isEqualTo(1);
      meta.hub.clock.advance(Duration.ofMinutes(10));
    }
    long before = meta.done("request_code");
    assertThat(register(meta.hub, account, body).text()).isEqualTo(fail(7, "whatsapp", whatsapp));
    meta.hub.clock.advance(Duration.ofMinutes(30).minusSeconds(1));
    account = relogin(meta, account);
    assertThat(register(meta.hub, account, body).reason()).isEqualTo(7);
    assertThat(meta.done("request_code")).isEqualTo(before);
    // From here on it is Meta that wants to wait, and its words are passed on.
    meta.hub.clock.advance(Duration.ofSeconds(1));
    Reply reply = register(meta.hub, account, body);
    assertThat(reply.reason()).as(reply.text()).isEqualTo(7);
    assertThat(reply.json().get("message").stringValue()).startsWith("Too many codes");
    meta.hub.clock.advance(Duration.ofHours(24));
    account = relogin(meta, account);
    assertThat(register(meta.hub, account, body).reason()).isEqualTo(1);
  }

  private static Account relogin(Meta meta, Account account) {
    String token = meta.hub.token(account.clientId(), account.clientSecret());
    return new Account(account.id(), account.clientId(), account.clientSecret(), token);
  }

  @ParameterizedTest
  @EnumSource
  void number_knownAlready_isReason8WhoeverAsks(Database database) {
    Meta meta = SOLUTION.on(database);
    Account one = meta.hub.partner("One", null);
    Account other = meta.hub.partner("Other", null);
    String whatsapp = verified(meta, one);
    Map<String, String> body = Map.of("whatsapp", whatsapp);
    assertThat(register(meta.hub, one, body).text()).isEqualTo(fail(8, "whatsapp", whatsapp));
    assertThat(register(meta.hub, other, body).text()).isEqualTo(fail(8, "whatsapp", whatsapp));
    assertThat(list(meta.hub, one)).hasSize(1);
    assertThat(list(meta.hub, other)).isEmpty();
    String live = HubCalls.whatsapp();
    meta.hub.number(one, live, HubCalls.phone());
    assertThat(register(meta.hub, other, Map.of("whatsapp", live)).reason()).isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource
  void numbers_500Waiting_areTheMost(Database database) {
    TestHub hub = TECH.on(database);
    Account one = hub.partner("One", null);
    Account other = hub.partner("Other", null);
    for (int i = 0; i < 500; i++) {
      PartnerCalls.registered(hub, one);
    }
    String whatsapp = HubCalls.whatsapp();
    assertThat(register(hub, one, Map.of("whatsapp", whatsapp)).text())
        .isEqualTo(fail(9, "whatsapp", whatsapp));
    assertThat(register(hub, other, Map.of("whatsapp", whatsapp)).reason()).isEqualTo(1);
    assertThat(list(hub, one)).hasSize(500);
    assertThat(PartnerCalls.numbers(hub, one, "getRegisteredNumbers")).isSorted();
  }

  @ParameterizedTest
  @EnumSource
  void code_wrong_isReason10AndTheRightOneStillGood(Database database) {
    Meta meta = SOLUTION.on(database);
    Account account = meta.hub.partner("One", null);
    String whatsapp = HubCalls.whatsapp();
    register(meta.hub, account, Map.of("whatsapp", whatsapp));
    String code = code(meta, whatsapp);
    String wrong = code.equals("111111") ? "222222" : "111111";
    assertThat(verify(meta.hub, account, Map.of("whatsapp", whatsapp, "code", wrong)).text())
        .isEqualTo(fail(10, "whatsapp", whatsapp));
    assertThat(list(meta.hub, account)).isEmpty();
    assertThat(verify(meta.hub, account, Map.of("whatsapp", whatsapp, "code", code)).text())
        .isEqualTo(ok(whatsapp));
  }

  @ParameterizedTest
  @CsvSource({
    "add_number, 10, operator",
    "add_number, 1, try again",
    "preverified_list, 190, operator",
    "request_code, 131031, locked",
    "request_code, 4, try again",
  })
  void meta_refusesACode_isReason6WithTheCure(String call, int code, String words) {
    Meta meta = SOLUTION.on(Database.SQLITE);
    meta.hub.clock.advance(Duration.ofMinutes(20));
    Account account = meta.hub.partner("One", null);
    String whatsapp = HubCalls.whatsapp();
    meta.sandbox.fault(Fault.error(call, code).times(0));
    Reply reply = register(meta.hub, account, Map.of("whatsapp", whatsapp, "method", 1));
    meta.sandbox.clearFaults();
    assertThat(reply.reason()).as(reply.text()).isEqualTo(6);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("message").stringValue()).contains(words);
    assertThat(reply.json().get("meta_code").asInt()).isEqualTo(code);
    assertThat(reply.json().get("whatsapp").stringValue()).isEqualTo(whatsapp);
    assertThat(reply.json().get("method").isNumber()).isTrue();
    meta.hub.clock.advance(Duration.ofMinutes(20));
    assertThat(register(meta.hub, account, Map.of("whatsapp", whatsapp)).reason()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"131031, 6", "1, 6", "136025, 10"})
  void meta_refusesToVerify_isReason6UnlessItIsTheCode(int code, int reason) {
    Meta meta = SOLUTION.on(Database.SQLITE);
    meta.hub.clock.advance(Duration.ofMinutes(20));
    Account account = meta.hub.partner("One", null);
    String whatsapp = HubCalls.whatsapp();
    register(meta.hub, account, Map.of("whatsapp", whatsapp));
    meta.sandbox.fault(Fault.error("verify_code", code).times(0));
    Map<String, String> body = Map.of("whatsapp", whatsapp, "code", code(meta, whatsapp));
    assertThat(verify(meta.hub, account, body).reason()).isEqualTo(reason);
    meta.sandbox.clearFaults();
    meta.hub.clock.advance(Duration.ofMinutes(20));
    assertThat(verify(meta.hub, account, body).text()).isEqualTo(ok(whatsapp));
  }

  @ParameterizedTest
  @EnumSource
  void verifyNumber_ofSomebodyElseOrNobody_isReason4(Database database) {
    Meta meta = SOLUTION.on(database);
    Account one = meta.hub.partner("One", null);
    Account other = meta.hub.partner("Other", null);
    String whatsapp = HubCalls.whatsapp();
    register(meta.hub, one, Map.of("whatsapp", whatsapp));
    String code = code(meta, whatsapp);
    assertThat(verify(meta.hub, other, Map.of("whatsapp", whatsapp, "code", code)).text())
        .isEqualTo(fail(4, "whatsapp", whatsapp));
    String none = HubCalls.whatsapp();
    assertThat(verify(meta.hub, one, Map.of("whatsapp", none, "code", code)).text())
        .isEqualTo(fail(4, "whatsapp", none));
    assertThat(list(meta.hub, other)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void techProvider_reservesAndVerifiesInMetasDialog(Database database) {
    TestHub hub = TECH.on(database);
    Account account = hub.partner("One", null);
    String whatsapp = PartnerCalls.registered(hub, account);
    assertThat(PartnerCalls.numbers(hub, account, "getRegisteredNumbers"))
        .containsExactly(whatsapp);
    Reply reply = verify(hub, account, Map.of("whatsapp", whatsapp, "code", "123456"));
    assertThat(reply.reason()).isEqualTo(6);
    assertThat(reply.json().get("message").stringValue()).contains("inside Meta's dialog");
    assertThat(register(hub, account, Map.of("whatsapp", whatsapp)).reason()).isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource
  void ninetyDays_over_freeTheNumberAndEndItsLink(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account one = hub.partner("One", null);
      Account other = hub.partner("Other", null);
      String whatsapp = PartnerCalls.registered(hub, one);
      PartnerCalls.link(hub, one, Map.of("whatsapp", whatsapp));
      hub.clock.advance(Duration.ofDays(90));
      Account again = new Account(one.id(), "", "", hub.token(one.clientId(), one.clientSecret()));
      String token = hub.token(other.clientId(), other.clientSecret());
      Account taker = new Account(other.id(), "", "", token);
      assertThat(list(hub, again)).isEmpty();
      // Whether or not a chore has found it by now: another partner may have it, and a link for it.
      assertThat(register(hub, taker, Map.of("whatsapp", whatsapp)).reason()).isEqualTo(1);
      PartnerCalls.link(hub, taker, Map.of("whatsapp", whatsapp));
      assertThat(PartnerCalls.numbers(hub, again, "getAccounts")).isEmpty();
      assertThat(PartnerCalls.own(hub, again, "GET onboardings", null).text())
          .contains("\"state\":\"expired\"");
      assertThat(PartnerCalls.numbers(hub, taker, "getAccounts")).containsExactly(whatsapp);
    }
  }

  @ParameterizedTest
  @CsvSource({"registerNumber, POST", "verifyNumber, POST", "getRegisteredNumbers, GET"})
  void method_wrong_isReason13BeforeAnythingElse(String call, String right) {
    TestHub hub = TECH.on(Database.SQLITE);
    for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
      if (!method.equals(right)) {
        assertThat(hub.call(method, "/api/whatsapp/" + call, Map.of(), "{").text())
            .isEqualTo(fail(13));
      }
    }
  }
}
