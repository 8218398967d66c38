package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.http.Json;

/// Texts of partners that are more than letters come back as they were given, or are refused.
final class OddTextsTest {
  private static final List<String> TEXTS =
      List.of(
          "<script>alert(1)</script>",
          "</script><img src=x onerror=alert(1)>",
          "\" onmouseover=\"alert(1)",
          "'; DROP TABLE onboarding; --",
          "=HYPERLINK(\"http://a.example\")",
          "{{7*7}} ${7*7} <%= 7*7 %>",
          "\\u0041 \\\" \\\\ \\n",
          "מאפיית עץ הזית",
          "\u202eright to left\u202c \u200f \u2066x\u2069",
          "👩‍👩‍👧 🇮🇱 e\u0301 \u1112\u1161\u11ab",
          "\ufeffBOM \u2028 line \u2029 paragraph",
          "\ufffd \uffff \udbff\udfff",
          "null",
          "%00 %s %n &amp;");

  /// Those that are kept as they are, and shown by getAccounts or getBusiness.
  private static final List<String> FIELDS =
      List.of(
          "business_name",
          "business_address",
          "display_name",
          "onboarding_message",
          "onboarding_button",
          "onboarding_success",
          "onboarding_failed");

  @AutoClose private static final Hubs HUBS = new Hubs();

  static Stream<Arguments> enginesAndTexts() {
    return Stream.of(Database.values())
        .flatMap(database -> TEXTS.stream().map(text -> Arguments.of(database, text)));
  }

  @ParameterizedTest
  @MethodSource("enginesAndTexts")
  void text_ofAnyKind_comesBackAsGiven(Database database, String text) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    Map<String, String> wish = new HashMap<>();
    FIELDS.forEach(field -> wish.put(field, text));
    String whatsapp = PartnerCalls.link(hub, account, wish);
    JsonNode shown = PartnerCalls.account(hub, account, whatsapp);
    Reply set = PartnerCalls.call(hub, account, "PATCH settings/setBusiness", wish);
    Reply got = PartnerCalls.call(hub, account, "GET settings/getBusiness", null);
    for (String field : FIELDS) {
      boolean ofLinks = !field.startsWith("onboarding");
      assertThat((ofLinks ? shown : set.json()).get(field).stringValue()).isEqualTo(text);
      assertThat((ofLinks ? shown : got.json()).get(field).stringValue()).isEqualTo(text);
    }
    // Nobody takes the answer for a page.
    assertThat(got.raw().headers().firstValue("Content-Type"))
        .hasValue("application/json; charset=utf-8");
    assertThat(got.raw().headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
  }

  @ParameterizedTest
  @MethodSource("enginesAndTexts")
  void comment_ofAnyKind_comesBackAsGiven(Database database, String text) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    Map<String, String> body = Map.of("whatsapp", HubCalls.whatsapp(), "comment", text);
    assertThat(PartnerCalls.call(hub, account, "POST whatsapp/registerNumber", body).reason())
        .isEqualTo(1);
    JsonNode shown = PartnerCalls.list(hub, account, "getRegisteredNumbers").getFirst();
    assertThat(shown.get("comment").stringValue()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "a\\u0000b, 15",
    "a\\u001bb, 15",
    "a\\u0085b, 15",
    "a\\u009fb, 15",
    "a\\rb, 15",
    "a\\tb, 15",
    "\\ud83d, 2",
    "\\ude00\\ud83d, 2",
    "\\ud83d\\ude00, 1",
    "\\u200f, 1",
  })
  void character_thatIsNone_isRefused(String text, int reason) {
    for (Database database : Database.values()) {
      TestHub hub = HUBS.on(database);
      Account account = hub.partner("One", null);
      String body = "{\"business_name\":\"" + text + "\"}";
      assertThat(PartnerCalls.call(hub, account, "POST whatsapp/createAccount", body).reason())
          .isEqualTo(reason);
    }
  }

  @ParameterizedTest
  @CsvSource({"65536, 200", "65537, 413"})
  void body_of64KiB_isTheLargest(int bytes, int status) {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    byte[] body = new byte[bytes];
    Arrays.fill(body, (byte) ' ');
    body[0] = '{';
    body[bytes - 1] = '}';
    String text = new String(body, StandardCharsets.US_ASCII);
    for (String call :
        List.of(
            "PATCH settings/setBusiness",
            "POST whatsapp/registerNumber",
            "POST whatsapp/verifyNumber",
            "POST whatsapp/createAccount",
            "PATCH whatsapp/editAccount",
            "DELETE whatsapp/deleteAccount",
            "DELETE whatsapp/deleteWhatsApp")) {
      assertThat(PartnerCalls.call(hub, account, call, text).status()).as(call).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @EnumSource
  void dialog_thatSaysOddThings_isKeptInPart(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    String link =
        PartnerCalls.call(hub, account, "POST whatsapp/createAccount", Map.of())
            .json()
            .get("onboarding_link")
            .stringValue();
    List<Object> said = new ArrayList<>(TEXTS);
    said.addAll(List.of("x".repeat(299) + "😀", "😀".repeat(400), "a\u0000b", "a\nb", 7, true));
    for (Object text : said) {
      Map<String, Object> session =
          Map.of("event", "ERROR", "data", Map.of("error_message", text, "error_id", "1e99"));
      for (Object form : new Object[] {session, Json.text(session)}) {
        Reply reply =
            hub.call(
                "POST",
                "/onboard/" + Meta.token(link) + "/sign-in",
                Map.of(),
                Map.of("session", form));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().get("problem").get("code").stringValue()).isEqualTo("dialog_error");
        JsonNode problem =
            PartnerCalls.own(hub, account, "GET onboardings", null)
                .json()
                .get("list")
                .get(0)
                .get("problem");
        String kept = problem.get("meta_said").asString("");
        assertThat(kept.codePointCount(0, kept.length())).isLessThanOrEqualTo(300);
        assertThat(text.toString()).startsWith(kept);
      }
    }
  }
}
