package wabahub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;
import wabahub.sandbox.Wanted.Ending;
import wabahub.sandbox.Wanted.Trait;

/// The Embedded Signup, as data.
final class SignUpTest {
  private final Bench meta = Bench.techProvider();

  @AfterEach
  void close() {
    meta.close();
  }

  private static JsonNode session(SignUp signUp) {
    return Json.parseTolerantly(signUp.session().getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  private static Object[] keys(JsonNode node) {
    return node.propertyNames().toArray();
  }

  @Test
  void finish_tellsWindowAndHub() {
    SignUp signUp = meta.sandbox.signUp(Wanted.of("Olive Tree"));

    JsonNode session = session(signUp);
    assertThat(session.get("type").stringValue()).isEqualTo("WA_EMBEDDED_SIGNUP");
    assertThat(session.get("event").stringValue()).isEqualTo("FINISH");
    assertThat(session.get("version").stringValue()).isEqualTo("4");
    assertThat(session.at("/data/phone_number_id").stringValue()).isEqualTo(signUp.phoneNumberId());
    assertThat(session.at("/data/waba_id").stringValue()).isEqualTo(signUp.wabaId());
    assertThat(session.at("/data/business_id").stringValue()).isEqualTo(signUp.businessId());
    assertThat(meta.told())
        .containsExactly("account_update PARTNER_ADDED", "account_update PARTNER_APP_INSTALLED");
    for (JsonNode body : meta.posted) {
      JsonNode info = body.at("/entry/0/changes/0/value/waba_info");
      assertThat(body.at("/entry/0/id").stringValue()).isEqualTo(meta.sandbox.businessId());
      assertThat(body.at("/entry/0/time").longValue()).isEqualTo(Bench.START.getEpochSecond());
      assertThat(info.get("waba_id").stringValue()).isEqualTo(signUp.wabaId());
      assertThat(info.get("owner_business_id").stringValue()).isEqualTo(signUp.businessId());
    }
    assertThat(
            meta.posted
                .getLast()
                .at("/entry/0/changes/0/value/waba_info/partner_app_id")
                .stringValue())
        .isEqualTo(Bench.APP);
  }

  @Test
  void coexistence_namesTheWabaOnly() {
    SignUp signUp = meta.sandbox.signUp(Wanted.of("Olive Tree").with(Trait.COEXISTENCE));

    assertThat(session(signUp).get("event").stringValue())
        .isEqualTo("FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING");
    assertThat(keys(session(signUp).get("data"))).containsExactly("waba_id");
    assertThat(signUp.phoneNumberId()).isNotEmpty();
  }

  @Test
  void finishOnlyWaba_hasNoNumber() {
    SignUp signUp = meta.sandbox.signUp(Wanted.of("Olive").ending(Ending.FINISH_ONLY_WABA));

    assertThat(session(signUp).get("event").stringValue()).isEqualTo("FINISH_ONLY_WABA");
    assertThat(keys(session(signUp).get("data"))).containsExactly("waba_id", "business_id");
    assertThat(signUp.phoneNumberId()).isEmpty();
  }

  @Test
  void cancelAndError_leaveNothing() {
    SignUp cancelled = meta.sandbox.signUp(Wanted.of("Olive").ending(Ending.CANCEL));
    SignUp failed = meta.sandbox.signUp(Wanted.of("Olive").ending(Ending.ERROR));

    assertThat(session(cancelled).get("event").stringValue()).isEqualTo("CANCEL");
    assertThat(keys(session(cancelled).get("data"))).containsExactly("current_step");
    assertThat(session(failed).get("event").stringValue()).isEqualTo("ERROR");
    assertThat(keys(session(failed).get("data")))
        .containsExactly("error_message", "error_id", "session_id", "timestamp");
    assertThat(cancelled.code() + cancelled.wabaId() + failed.code() + failed.wabaId()).isEmpty();
    assertThat(meta.posted).isEmpty();
  }

  @Test
  void silent_isNotToldToTheHub() {
    meta.sandbox.signUp(Wanted.of("Olive Tree").with(Trait.SILENT));

    assertThat(meta.posted).isEmpty();
  }

  @Test
  void hubThatIsAway_doesNotHoldUpTheClient() {
    meta.hubAnswers = 503;

    SignUp signUp = meta.sandbox.signUp(Wanted.of("Olive Tree"));

    assertThat(meta.exchange(signUp.code()).status()).isEqualTo(200);
  }

  @Test
  void number_thatTheWabaHas_isOnboardedOnceMore() {
    SignUp first =
        meta.sandbox.signUp(Wanted.of("Olive").with(Trait.COEXISTENCE).on("15550001111"));
    String token = meta.token(first);
    Map<String, String> contacts =
        Map.of("messaging_product", "whatsapp", "sync_type", "smb_app_state_sync");
    meta.post(first.phoneNumberId() + "/smb_app_data", token, contacts);

    SignUp second =
        meta.sandbox.signUp(
            Wanted.of("Olive").into(first.wabaId()).with(Trait.COEXISTENCE).on("15550001111"));

    assertThat(second.phoneNumberId()).isEqualTo(first.phoneNumberId());
    assertThat(second.code()).isNotEqualTo(first.code());
    assertThat(meta.post(first.phoneNumberId() + "/smb_app_data", token, contacts).status())
        .isEqualTo(200);
  }

  @Test
  void impossibleWishes_areRefused() {
    meta.sandbox.signUp(Wanted.of("Olive").on("15550001111"));

    for (Wanted wanted :
        new Wanted[] {
          Wanted.of("Other").on("15550001111"),
          Wanted.of("Other").into("1"),
          Wanted.of("Other").ownedBy("1"),
          Wanted.of("Other").preVerified("1")
        }) {
      assertThatThrownBy(() -> meta.sandbox.signUp(wanted))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Wanted.of(" ")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Wanted.of("Other").on("+1 555"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Wanted.of("Other").protectedBy("1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Wanted.of("Other").lasting(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
