package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// setBusiness and getBusiness.
final class BusinessTest {
  @AutoClose private static final Hubs HUBS = new Hubs();

  private static Reply set(TestHub hub, Account account, Object body) {
    return PartnerCalls.call(hub, account, "PATCH settings/setBusiness", body);
  }

  private static String get(TestHub hub, Account account) {
    return PartnerCalls.call(hub, account, "GET settings/getBusiness", null).text();
  }

  private static String business(String logo, String message, String button, String ends) {
    return """
    {"status":"OK","reason":1,"business_name":"One","onboarding_logo":"%s",\
    "onboarding_message":"%s","onboarding_button":"%s","onboarding_success":"%s",\
    "onboarding_failed":"%s"}\
    """
        .formatted(logo, message, button, ends, ends);
  }

  private static String sent(String field, String value) {
    return "{\"status\":\"OK\",\"reason\":1,\"" + field + "\":\"" + value + "\"}";
  }

  @ParameterizedTest
  @EnumSource
  void values_setInParts_areKeptAndCleared(Database database) {
    TestHub hub = HUBS.on(database);
    Account one = hub.partner("One", null);
    Account other = hub.partner("One", null);
    assertThat(get(hub, one)).isEqualTo(business("", "", "", ""));
    Map<String, String> all = new LinkedHashMap<>();
    all.put("onboarding_logo", "https://cdn.example.org/harbour.png");
    all.put("onboarding_message", "Two minutes");
    all.put("onboarding_button", "Connect");
    all.put("onboarding_success", "End");
    all.put("onboarding_failed", "End");
    Reply reply = set(hub, one, all);
    assertThat(reply.text())
        .isEqualTo(
            business("https://cdn.example.org/harbour.png", "Two minutes", "Connect", "End")
                .replace("\"business_name\":\"One\",", ""));
    assertThat(set(hub, one, Map.of("onboarding_button", "Go")).text())
        .isEqualTo(sent("onboarding_button", "Go"));
    assertThat(set(hub, one, Map.of("onboarding_logo", " ")).text())
        .isEqualTo(sent("onboarding_logo", ""));
    assertThat(set(hub, one, "{\"onboarding_message\":\"\"}").reason()).isEqualTo(1);
    assertThat(get(hub, one)).isEqualTo(business("", "", "Go", "End"));
    assertThat(get(hub, other)).isEqualTo(business("", "", "", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"a\":1}", "{\"onboarding_button\":null}"})
  void body_withoutAKnownParameter_changesNothing(String body) {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    set(hub, account, Map.of("onboarding_button", "Go"));
    assertThat(set(hub, account, body).text()).isEqualTo("{\"status\":\"OK\",\"reason\":1}");
    assertThat(get(hub, account)).isEqualTo(business("", "", "Go", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "onboarding_logo, http://cdn.example.org/a.png, 28",
    "onboarding_logo, cdn.example.org/a.png, 28",
    "onboarding_logo, javascript:alert(1), 28",
    "onboarding_logo, https://user@cdn.example.org/a.png, 28",
    "onboarding_logo, https:///a.png, 28",
    "onboarding_logo, https://cdn.example.org/a b.png, 28",
  })
  void value_wrong_hasItsReasonAndIsRepeated(String field, String value, int reason) {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    Map<String, String> body = new LinkedHashMap<>();
    body.put(field, value);
    assertThat(set(hub, account, body).text()).isEqualTo(PartnerCalls.fail(reason, field, value));
    assertThat(get(hub, account)).isEqualTo(business("", "", "", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "onboarding_logo, 512, 28",
    "onboarding_message, 200, 29",
    "onboarding_button, 50, 30",
    "onboarding_success, 200, 31",
    "onboarding_failed, 200, 31",
  })
  void length_atTheBorder_isTakenAndOneMoreIsNot(String field, int max, int reason) {
    for (Database database : Database.values()) {
      TestHub hub = HUBS.on(database);
      Account account = hub.partner("One", null);
      String start = field.equals("onboarding_logo") ? "https://a.example/" : "";
      String longest = start + "x".repeat(max - start.length());
      assertThat(set(hub, account, Map.of(field, longest)).text()).isEqualTo(sent(field, longest));
      assertThat(set(hub, account, Map.of(field, longest + "x")).reason()).isEqualTo(reason);
      assertThat(get(hub, account)).contains("\"" + longest + "\"");
      for (String wrong : new String[] {"true", "1.5", "[]", "{}", "\"a\\u0000\"", "\"a\\nb\""}) {
        assertThat(set(hub, account, "{\"" + field + "\":" + wrong + "}").reason())
            .isEqualTo(reason);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "DELETE"})
  void method_wrong_isReason27ForSetAnd13ForGet(String method) {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    assertThat(PartnerCalls.call(hub, account, method + " settings/setBusiness", "{").text())
        .isEqualTo(PartnerCalls.fail(27));
    if (!method.equals("GET")) {
      assertThat(PartnerCalls.call(hub, account, method + " settings/getBusiness", null).text())
          .isEqualTo(PartnerCalls.fail(13));
    }
  }
}
