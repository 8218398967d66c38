package wabahub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import wabahub.sandbox.Bench.Reply;

/// The pool of pre-verified numbers.
final class PoolEdgesTest {
  private static final String NUMBER = "15550004444";
  private static final Map<String, String> SMS = Map.of("code_method", "SMS", "language", "en_US");

  private final Bench meta = Bench.solutionPartner();

  @AfterEach
  void close() {
    meta.close();
  }

  private String add() {
    return addNumber().json().get("id").stringValue();
  }

  private Reply addNumber() {
    return meta.post(
        Bench.BUSINESS + "/add_phone_numbers?phone_number=%2B" + NUMBER, Bench.SYSTEM, Map.of());
  }

  private Reply request(String id) {
    return meta.post(id + "/request_code", Bench.SYSTEM, SMS);
  }

  private Reply verify(String id, String code) {
    return meta.post(id + "/verify_code", Bench.SYSTEM, Map.of("code", code));
  }

  private String verified() {
    String id = add();
    request(id);
    verify(id, meta.sandbox.codeOf(NUMBER).orElseThrow());
    return id;
  }

  private JsonNode state(String id) {
    return meta.get(id + "?fields=code_verification_status,verification_expiry_time", Bench.SYSTEM)
        .json();
  }

  @Test
  void number_isAddedAndVerifiedWithItsCode() {
    String id = add();
    assertThat(state(id).get("code_verification_status").stringValue()).isEqualTo("NOT_VERIFIED");
    assertThat(request(id).json().get("success").booleanValue()).isTrue();
    String code = meta.sandbox.codeOf(NUMBER).orElseThrow();
    String wrong = code.equals("111111") ? "222222" : "111111";
    assertThat(verify(id, wrong).error()).isEqualTo("400 136025/0");
    assertThat(verify(id, "12").error()).isEqualTo("400 100/0");

    assertThat(verify(id, code).status()).isEqualTo(200);

    JsonNode state = state(id);
    assertThat(state.get("code_verification_status").stringValue()).isEqualTo("VERIFIED");
    assertThat(state.get("verification_expiry_time").stringValue())
        .isEqualTo("2027-02-20T10:00:00+0000");
    assertThat(verify(id, code).error()).isEqualTo("400 136024/0");
    assertThat(request(id).error()).isEqualTo("400 136024/0");
    assertThat(meta.sandbox.codeOf(NUMBER)).isEmpty();
  }

  @Test
  void requestCode_moreThanThreeTimesADay_isRefused() {
    String id = add();
    for (int i = 0; i < 3; i++) {
      assertThat(request(id).status()).isEqualTo(200);
    }

    assertThat(request(id).error()).isEqualTo("400 136024/0");
    meta.advance(Duration.ofDays(1));
    assertThat(request(id).status()).isEqualTo(200);
  }

  @Test
  void requestCode_withWrongParameters_isRefused() {
    String path = add() + "/request_code";

    assertThat(meta.post(path, Bench.SYSTEM, Map.of()).error()).isEqualTo("400 100/0");
    assertThat(
            meta.post(path, Bench.SYSTEM, Map.of("code_method", "OWL", "language", "en_US"))
                .error())
        .isEqualTo("400 100/0");
    assertThat(
            meta.post(path, Bench.SYSTEM, Map.of("code_method", "SMS", "language", "English"))
                .error())
        .isEqualTo("400 100/0");
  }

  @Test
  void verification_endsAfter90DaysAndCanBeRenewedFromDay45() {
    String id = verified();
    meta.advance(Duration.ofDays(44));
    assertThat(request(id).error()).isEqualTo("400 136024/0");
    meta.advance(Duration.ofDays(1));
    assertThat(request(id).status()).isEqualTo(200);

    meta.advance(Duration.ofDays(45));

    assertThat(state(id).get("code_verification_status").stringValue()).isEqualTo("EXPIRED");
    assertThat(verify(id, meta.sandbox.codeOf(NUMBER).orElseThrow()).status()).isEqualTo(200);
    assertThat(state(id).get("code_verification_status").stringValue()).isEqualTo("VERIFIED");
  }

  @Test
  void number_neverVerified_leavesThePoolAfter90Days() {
    String id = add();
    meta.advance(Duration.ofDays(90));

    assertThat(meta.get(id, Bench.SYSTEM).error()).isEqualTo("400 100/33");
    assertThat(addNumber().status()).isEqualTo(200);
  }

  @Test
  void list_hasTheNumbersOfAState() {
    String id = add();
    String path = Bench.BUSINESS + "/preverified_numbers";
    JsonNode all = meta.get(path, Bench.SYSTEM).json().get("data");

    assertThat(all).hasSize(1);
    assertThat(all.at("/0/id").stringValue()).isEqualTo(id);
    assertThat(all.at("/0/display_phone_number").stringValue()).isEqualTo("+1 555-000-4444");
    assertThat(all.at("/0/verification_status").stringValue()).isEqualTo("PENDING");
    String verified = path + "?code_verification_status=VERIFIED";
    assertThat(meta.get(verified, Bench.SYSTEM).json().get("data")).isEmpty();
    assertThat(
            meta.get(path + "?code_verification_status=NOT_VERIFIED", Bench.SYSTEM)
                .json()
                .get("data"))
        .hasSize(1);
  }

  @Test
  void add_ofANumberThatIsThere_isRefused() {
    add();
    assertThat(addNumber().error()).isEqualTo("400 100/2388012");
    assertThat(
            meta.post(
                    Bench.BUSINESS + "/add_phone_numbers",
                    Bench.SYSTEM,
                    Map.of("phone_number", "none"))
                .error())
        .isEqualTo("400 100/0");
  }

  @Test
  void add_byAnotherOrToAnother_isRefused() {
    String client = meta.token(meta.sandbox.signUp(Wanted.of("Olive Tree")));

    assertThat(meta.post(Bench.BUSINESS + "/add_phone_numbers", client, Map.of()).error())
        .isEqualTo("403 200/0");
    assertThat(meta.post("1/add_phone_numbers", Bench.SYSTEM, Map.of()).error())
        .isEqualTo("400 100/33");
  }

  @Test
  void remove_takesTheNumberOut() {
    String id = add();

    assertThat(meta.call("DELETE", id, Bench.SYSTEM, null).status()).isEqualTo(200);
    assertThat(meta.call("DELETE", id, Bench.SYSTEM, null).error()).isEqualTo("400 100/33");
  }

  @Test
  void client_takesAVerifiedNumberOnce() {
    Wanted wanted = Wanted.of("Olive Tree").preVerified(verified());

    SignUp signUp = meta.sandbox.signUp(wanted);

    JsonNode phone =
        meta.get(signUp.phoneNumberId() + "?fields=display_phone_number", meta.token(signUp))
            .json();
    assertThat(phone.get("display_phone_number").stringValue()).isEqualTo("+1 555-000-4444");
    assertThat(
            meta.get(wanted.preVerifiedId(), Bench.SYSTEM)
                .json()
                .get("availability_status")
                .stringValue())
        .isEqualTo("IN_USE");
    assertThatThrownBy(() -> meta.sandbox.signUp(wanted))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void waba_takesAVerifiedNumberByApi() {
    String id = verified();
    SignUp client =
        meta.sandbox.signUp(Wanted.of("Olive Tree").ending(Wanted.Ending.FINISH_ONLY_WABA));
    String token = meta.token(client);
    Map<String, String> body =
        Map.of("phone_number", NUMBER, "verified_name", "Olives", "preverified_id", id);

    String phone =
        meta.post(client.wabaId() + "/phone_numbers", token, body).json().get("id").stringValue();

    assertThat(
            meta.get(phone + "?fields=code_verification_status", token)
                .json()
                .get("code_verification_status")
                .stringValue())
        .isEqualTo("VERIFIED");
    assertThat(
            meta.post(
                    client.wabaId() + "/phone_numbers",
                    token,
                    Map.of(
                        "phone_number", "15550005555", "verified_name", "X2", "preverified_id", id))
                .error())
        .isEqualTo("400 100/0");
  }
}
