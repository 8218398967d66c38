package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.http.Answer;
import wabahub.http.Face;
import wabahub.http.Http;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Route;

/// Every reason is the answer to some request. A new one does not compile here without its request.
final class ReasonsTest {
  private static final String GET_WHATSAPP = "/api/whatsapp/getWhatsApp";
  private static final String STATISTICS = "/api/whatsapp/getConversationsStatistics";

  @AutoClose private static final TestHub HUB = new TestHub(Database.SQLITE);

  /// Slow, and without an app secret.
  @AutoClose
  private static final TestHub POOR =
      new TestHub(
          Database.SQLITE,
          Map.of(
              "WABAHUB_META_APP_SECRET",
              "",
              "WABAHUB_SANDBOX",
              "off",
              "WABAHUB_PARTNER_RATE",
              "1"));

  /// Nobody answers where its Meta is.
  @AutoClose
  private static final TestHub SOLUTION =
      new TestHub(
          Database.SQLITE,
          Map.of(
              "WABAHUB_META_APP_ID",
              "1",
              "WABAHUB_META_SYSTEM_USER_TOKEN",
              "token",
              "WABAHUB_META_BUSINESS_ID",
              "2"));

  private final Account partner = HUB.partner("One", null);

  @ParameterizedTest
  @EnumSource
  void reason_any_isTheAnswerToARequest(Reason reason) {
    try (LogTap log = new LogTap()) {
      String text = provoke(reason);
      JsonNode answer = Json.parse(text.getBytes(StandardCharsets.UTF_8), Reason.INTERNAL);
      if (answer.has("type")) {
        String name = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
        assertThat(answer.get("type").stringValue()).isEqualTo("urn:wabahub:reason:" + name);
        assertThat(answer.get("status").asInt()).isEqualTo(reason.problemStatus());
      } else {
        assertThat(answer.get("reason").asInt()).isEqualTo(reason.number());
        assertThat(answer.get("status").stringValue())
            .isEqualTo(reason == Reason.OK ? "OK" : "FAIL");
      }
      assertThat(log.failures().isEmpty()).isEqualTo(reason != Reason.INTERNAL);
    }
  }

  private String provoke(Reason reason) {
    return switch (reason) {
      case OK -> partners("GET", GET_WHATSAPP, null).text();
      case WRONG_CREDENTIALS -> HUB.accessToken("x", "y").text();
      case MALFORMED -> partners("GET", STATISTICS, "{").text();
      case SUSPENDED -> suspended().text();
      case WRONG_SCHEME -> HUB.call("GET", "/api/v1/usage", bearer(""), null).text();
      case TOKEN -> HUB.call("GET", "/api/v1/usage", bearer("Bearer x"), null).text();
      case BLOCKED -> blocked().text();
      case NUMBER -> partners("GET", STATISTICS, Map.of("whatsapp", "x")).text();
      case MONTH -> partners("GET", STATISTICS, Map.of("start_date", "x")).text();
      case CODE_METHOD -> register(Map.of("method", 3)).text();
      case META -> register(Map.of("code", "123456")).text();
      case CODES -> tooManyCodes().text();
      case KNOWN -> register(Map.of()).text();
      case WAITING -> waiting().text();
      case CODE -> register(Map.of("code", "x")).text();
      case COMMENT -> register(Map.of("comment", "x".repeat(201))).text();
      case URL -> partners("POST", "/api/settings/setWebhook", "{}").text();
      case WRONG_METHOD -> partners("POST", GET_WHATSAPP, null).text();
      case COEXISTENCE -> link("coexistence", "2");
      case BUSINESS_NAME -> link("business_name", "x".repeat(257));
      case BUSINESS_EMAIL -> link("business_email", "x");
      case BUSINESS_ID -> link("business_id", "x");
      case BUSINESS_ADDRESS -> link("business_address", "x".repeat(257));
      case LANDING_PAGE -> link("landing_page", "x");
      case REFERENCE -> link("reference", "/");
      case DISPLAY_NAME -> link("display_name", "x".repeat(257));
      case LINK_EXISTS -> linkTwice();
      case FINISHED -> finished().text();
      case NO_LINK -> link("whatsapp", TestHub.whatsapp());
      case NOT_PATCH -> partners("POST", "/api/settings/setBusiness", null).text();
      case NOT_YOURS ->
          partners("DELETE", "/api/whatsapp/deleteWhatsApp", Map.of("whatsapp", "447700900999"))
              .text();
      case LOGO -> link("onboarding_logo", "x");
      case MESSAGE -> link("onboarding_message", "x".repeat(201));
      case BUTTON -> link("onboarding_button", "x".repeat(51));
      case OUTCOME -> link("onboarding_failed", "x".repeat(201));
      case V2_FROM -> v2("sendMessage", Map.of("from", "447700900999")).text();
      case V2_KEY -> v2("sendMessage", Map.of("apiKey", "x")).text();
      case V2_TO -> v2("sendMessage", Map.of("to", "")).text();
      case V2_UNIQUE -> v2("sendReaction", Map.of("unique", "x", "reaction", "")).text();
      case V2_CONTENT -> v2("sendMessage", Map.of("body", "")).text();
      case V2_EMOJI -> v2("sendReaction", Map.of("unique", "x", "reaction", "x")).text();
      case V2_WHATSAPP -> v2("getTemplates", Map.of()).text();
      case V2_PACE -> tooFast().text();
      case V2_WINDOW -> late().text();
      case V2_FIRST_CONTACT -> first().text();
      case V2_HOOK_URL -> v2("setWebhook", Map.of("url", "nowhere")).text();
      case V2_HOOK -> v2("setWebhook", Map.of("retry", 2)).text();
      case NOT_BUILT -> partners("POST", "/api/online/createAccount", null).text();
      case BAD_REQUEST -> HUB.admin("POST", "/admin/partners", "{").text();
      case INVALID -> HUB.admin("POST", "/admin/partners", "{}").text();
      case UNAUTHORIZED -> HUB.call("GET", "/admin/partners", Map.of(), null).text();
      case SIGNATURE -> HUB.call("POST", "/webhooks/meta", Map.of(), null).text();
      case FORBIDDEN -> HUB.call("GET", "/webhooks/meta", Map.of(), null).text();
      case NOT_FOUND -> HUB.admin("DELETE", "/admin/numbers/447700900999", null).text();
      case METHOD -> HUB.admin("DELETE", "/admin/partners", null).text();
      case TIMEOUT -> tooSlow();
      case CONFLICT -> twice().text();
      case TOO_LARGE -> HUB.webhook(new byte[5_000_000]).text();
      case URI_TOO_LONG ->
          body(HUB.raw("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"));
      case HEADERS_TOO_LARGE ->
          body(HUB.raw("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(40_000) + "\r\n\r\n"));
      case TOO_MANY -> tooMany().text();
      case INTERNAL -> damaged().text();
      case NOT_READY -> POOR.call("POST", "/webhooks/meta", Map.of(), null).text();
    };
  }

  private Reply partners(String method, String path, Object body) {
    return HUB.call(method, path, bearer(partner.bearer()), body);
  }

  /// Registers a number; what is asked for with `more` comes after that.
  private Reply register(Map<String, Object> more) {
    Map<String, Object> fields = new HashMap<>(Map.of("whatsapp", TestHub.whatsapp()));
    partners("POST", "/api/whatsapp/registerNumber", fields);
    fields.putAll(more);
    return partners("POST", "/api/whatsapp/registerNumber", fields);
  }

  private Reply tooManyCodes() {
    Account account = SOLUTION.partner("One", null);
    Map<String, String> number = Map.of("whatsapp", TestHub.whatsapp());
    Reply reply = null;
    for (int i = 0; i < 4; i++) {
      reply =
          SOLUTION.call("POST", "/api/whatsapp/registerNumber", bearer(account.bearer()), number);
    }
    return Objects.requireNonNull(reply);
  }

  private Reply waiting() {
    Reply reply = null;
    for (int i = 0; i <= 500; i++) {
      reply =
          partners("POST", "/api/whatsapp/registerNumber", Map.of("whatsapp", TestHub.whatsapp()));
    }
    return Objects.requireNonNull(reply);
  }

  private String link(String field, String value) {
    return partners("POST", "/api/whatsapp/createAccount", Map.of(field, value)).text();
  }

  private String linkTwice() {
    String whatsapp = TestHub.whatsapp();
    partners("POST", "/api/whatsapp/registerNumber", Map.of("whatsapp", whatsapp));
    link("whatsapp", whatsapp);
    return link("whatsapp", whatsapp);
  }

  private Reply finished() {
    link("reference", "finished");
    HUB.execute(
        "UPDATE onboarding SET state = 'finished', whatsapp = '447700900777' WHERE partner_id = "
            + partner.id());
    return partners("DELETE", "/api/whatsapp/deleteAccount", Map.of("whatsapp", "447700900777"));
  }

  private final String whatsapp = TestHub.whatsapp();
  private final String phone = TestHub.phone();

  /// A call of WhatsApp V2 for a number that has no token of Meta's.
  private Reply v2(String call, Map<String, ?> fields) {
    HUB.number(partner, whatsapp, phone);
    String key = HUB.list(partner).get("list").get(0).get("apiKey").stringValue();
    return v2(key, call, fields);
  }

  private Reply v2(String key, String call, Map<String, ?> fields) {
    Map<String, Object> body = new HashMap<>();
    body.put("apiKey", key);
    body.put("from", whatsapp);
    body.put("to", "447700900204");
    body.putAll(fields);
    return HUB.call("POST", "/whatsapp/v2/" + call, Map.of(), body);
  }

  private Reply tooFast() {
    HUB.number(partner, whatsapp, phone);
    String key = HUB.list(partner).get("list").get(0).get("apiKey").stringValue();
    Reply reply = v2(key, "sendMessage", Map.of("body", "x"));
    for (int i = 0; i < 60 && reply.status() != 429; i++) {
      HUB.clock.advance(Duration.ofMillis(200));
      reply = v2(key, "sendMessage", Map.of("body", "x"));
    }
    return reply;
  }

  private Reply first() {
    HUB.number(partner, whatsapp, phone);
    String key = HUB.list(partner).get("list").get(0).get("apiKey").stringValue();
    HUB.clock.advance(Duration.ofHours(25));
    return v2(key, "sendMessage", Map.of("body", "x"));
  }

  private Reply late() {
    HUB.number(partner, whatsapp, phone);
    String message =
        """
        {"entry":[{"id":"1","changes":[{"field":"messages","value":{
          "metadata":{"phone_number_id":"%s"},
          "messages":[{"from":"447700900204","id":"wamid.X","timestamp":"%d","type":"text",
            "text":{"body":"Hello"}}]}}]}]}
        """
            .formatted(phone, HUB.clock.instant().getEpochSecond());
    HUB.webhook(message.getBytes(StandardCharsets.UTF_8));
    return first();
  }

  private static Map<String, String> bearer(String value) {
    return Map.of("Authorization", value);
  }

  private Reply suspended() {
    HUB.admin("PATCH", "/admin/partners/" + partner.id(), Map.of("suspended", 1));
    return HUB.get("/api/v1/usage", partner);
  }

  private static Reply blocked() {
    Map<String, String> wrong =
        Map.of("Authorization", "Bearer x", "X-Forwarded-For", "203.0.113.1");
    for (int i = 0; i < 10; i++) {
      HUB.call("GET", "/admin/partners", wrong, null);
    }
    return HUB.call("GET", "/admin/partners", wrong, null);
  }

  private Reply twice() {
    Map<String, Object> number = TestHub.takeover();
    HUB.take(partner, number);
    return HUB.take(partner, number);
  }

  private static Reply tooMany() {
    Account eager = POOR.partner("Eager", null);
    for (int i = 0; i < 5; i++) {
      assertThat(POOR.reasonOf(eager.token())).isEqualTo(1);
    }
    return POOR.get("/api/v1/usage", eager);
  }

  /// What nobody expects: an API key that does not decrypt.
  private Reply damaged() {
    HUB.take(partner, TestHub.takeover());
    HUB.execute("UPDATE number SET api_key = x'00' WHERE partner_id = " + partner.id());
    return HUB.admin("GET", "/admin/partners/" + partner.id() + "/numbers", null);
  }

  /// The hub's own patience is ten seconds; this door has less.
  private static String tooSlow() {
    Duration patience = Duration.ofMillis(100);
    Route route =
        new Route("POST", "/x", Face.PROBLEM, call -> Answer.text(200, "" + call.body(10).length));
    try (Http door =
        new Http(
            new Http.Settings("127.0.0.1", 0, List.of(), patience, Duration.ofSeconds(30), 10),
            List.of(route),
            exchange -> {},
            failure -> Reason.INTERNAL)) {
      door.start();
      return body(
          HubCalls.raw(door.port(), "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"));
    }
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }
}
