package wabahub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;
import wabahub.sandbox.Bench.Reply;

/// The sandbox's own calls.
final class ControlTest {
  private final Bench meta = Bench.solutionPartner();

  @AfterEach
  void close() {
    meta.close();
  }

  private Reply signUp() {
    return meta.control(
        "POST",
        "signup",
        Map.of(
            "business_name",
            "Olive Tree",
            "display_name",
            "Olives",
            "whatsapp",
            "15550001111",
            "coexistence",
            true));
  }

  @Test
  void signup_givesWhatTheClientBringsOut() {
    JsonNode signUp = signUp().json();

    assertThat(signUp.get("session").stringValue()).contains("APP_ONBOARDING");
    Reply token = meta.exchange(signUp.get("code").stringValue());
    JsonNode phone =
        meta.get(
                signUp.get("phone_number_id").stringValue() + "?fields=verified_name,is_on_biz_app",
                token.json().get("access_token").stringValue())
            .json();
    assertThat(phone.get("verified_name").stringValue()).isEqualTo("Olives");
    assertThat(phone.get("is_on_biz_app").booleanValue()).isTrue();
    assertThat(signUp.get("business_id").stringValue()).isNotEmpty();
    assertThat(signUp.get("waba_id").stringValue()).isNotEmpty();
  }

  @Test
  void faults_areAddedAndCleared() {
    Map<String, Object> fault =
        Map.of(
            "call",
            "me",
            "times",
            0,
            "kind",
            "error",
            "code",
            4,
            "http",
            429,
            "headers",
            Map.of("Retry-After", "9"));
    assertThat(meta.control("POST", "faults", fault).status()).isEqualTo(200);

    Reply reply = meta.get("me", Bench.SYSTEM);

    assertThat(reply.error()).isEqualTo("429 4/0");
    assertThat(reply.raw().headers().firstValue("Retry-After")).hasValue("9");
    assertThat(meta.control("DELETE", "faults", null).status()).isEqualTo(200);
    assertThat(meta.get("me", Bench.SYSTEM).status()).isEqualTo(200);
    meta.control("POST", "faults", Map.of("call", "me", "kind", "garbage"));
    assertThat(meta.get("me", Bench.SYSTEM).json()).isEmpty();
  }

  @Test
  void calls_areListed() {
    meta.get("me", Bench.SYSTEM);

    JsonNode calls = meta.control("GET", "calls", null).json().get("calls");

    assertThat(Json.text(calls))
        .isEqualTo(
            "[{\"at\":%d,\"call\":\"me\",\"method\":\"GET\",\"path\":\"/v25.0/me\",\"outcome\":\"200\"}]"
                .formatted(Bench.START.getEpochSecond()));
  }

  @Test
  void code_isShown() {
    String id =
        meta.post(
                Bench.BUSINESS + "/add_phone_numbers",
                Bench.SYSTEM,
                Map.of("phone_number", "15550001111"))
            .json()
            .get("id")
            .stringValue();
    assertThat(meta.control("GET", "code/15550001111", null).status()).isEqualTo(404);
    meta.post(id + "/request_code", Bench.SYSTEM, Map.of("code_method", "VOICE", "language", "he"));

    assertThat(meta.control("GET", "code/15550001111", null).json().get("code").stringValue())
        .matches("[0-9]{6}");
  }

  @Test
  void events_arePostedAndTakenToHeart() {
    JsonNode signUp = signUp().json();
    String waba = signUp.get("waba_id").stringValue();
    meta.posted.clear();
    Map<String, Object> removed =
        Map.of(
            "field",
            "account_update",
            "waba_id",
            waba,
            "value",
            Map.of("event", "PARTNER_REMOVED"));

    assertThat(meta.control("POST", "events", removed).json().get("posted").booleanValue())
        .isTrue();

    assertThat(meta.told()).containsExactly("account_update PARTNER_REMOVED");
    meta.hubAnswers = 503;
    assertThat(meta.control("POST", "events", removed).status()).isEqualTo(502);
  }

  @Test
  void revoke_endsTheClientsTokens() {
    JsonNode signUp = signUp().json();
    String token =
        meta.exchange(signUp.get("code").stringValue()).json().get("access_token").stringValue();
    String waba = signUp.get("waba_id").stringValue();

    assertThat(meta.control("POST", "revoke", Map.of("waba_id", waba)).status()).isEqualTo(200);

    assertThat(meta.get(waba, token).error()).isEqualTo("401 190/460");
    assertThat(meta.control("POST", "revoke", Map.of("waba_id", "1")).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | signup | {} | `business_name` is missing.",
        "POST | signup | [] | The body has to be a JSON object.",
        "POST | signup | {\"business_name\":\"A\",\"name\":\"B\"} | `name` is not known.",
        "POST | signup | {\"business_name\":\"A\",\"ending\":\"B\"} | `ending` has no value B.",
        "POST | faults | {\"call\":\"me\",\"kind\":\"B\"} | `kind` has no value B.",
        "POST | faults | {\"call\":\"me\",\"name\":\"B\"} | `name` is not known.",
        "POST | faults | {} | `call` is missing.",
        "POST | events | {\"field\":\"a\"} | `value` has to be a JSON object.",
        "POST | events | {\"value\":{}} | `field` is missing.",
      })
  void wrongBody_isRefusedWithASentence(String method, String path, String body, String sentence)
      throws IOException {
    Reply reply =
        meta.control(
            method,
            path,
            Json.parseTolerantly(body.getBytes(StandardCharsets.UTF_8)).orElseThrow());

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("error").stringValue()).isEqualTo(sentence);
  }

  @Test
  void unknownCall_isNotFound() {
    assertThat(meta.control("GET", "nothing", null).status()).isEqualTo(404);
    assertThat(meta.control("GET", "signup", null).status()).isEqualTo(404);
  }

  @Test
  void host_ofTheInternet_isRefused() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", meta.sandbox.url().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /sandbox/calls HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 403");
    }
  }
}
