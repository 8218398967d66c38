package wabahub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import wabahub.sandbox.Bench.Reply;
import wabahub.sandbox.Wanted.Trait;

/// Calls on a number.
final class PhoneEdgesTest {
  private final Bench meta = Bench.techProvider();

  @AfterEach
  void close() {
    meta.close();
  }

  /// A client with its token.
  private record Client(SignUp signUp, String token) {}

  private Client client(Wanted wanted) {
    SignUp signUp = meta.sandbox.signUp(wanted);
    return new Client(signUp, meta.token(signUp));
  }

  private Reply register(Client client, String pin) {
    return meta.post(
        client.signUp().phoneNumberId() + "/register",
        client.token(),
        Map.of("messaging_product", "whatsapp", "pin", pin));
  }

  private Reply deregister(Client client) {
    return meta.post(client.signUp().phoneNumberId() + "/deregister", client.token(), Map.of());
  }

  private Reply sync(Client client, String type) {
    return meta.post(
        client.signUp().phoneNumberId() + "/smb_app_data",
        client.token(),
        Map.of("messaging_product", "whatsapp", "sync_type", type));
  }

  private JsonNode phone(Client client, String fields) {
    return meta.get(client.signUp().phoneNumberId() + "?fields=" + fields, client.token()).json();
  }

  @Test
  void register_connectsTheNumber() {
    Client client = client(Wanted.of("Olive Tree").named("Olives").on("972500000001"));
    JsonNode before = phone(client, "status,platform_type,health_status,last_onboarded_time");
    assertThat(before.get("status").stringValue()).isEqualTo("PENDING");
    assertThat(before.at("/health_status/can_send_message").stringValue()).isEqualTo("BLOCKED");
    assertThat(before.at("/health_status/entities/0/errors")).hasSize(1);
    assertThat(before.has("last_onboarded_time")).isFalse();

    assertThat(register(client, "123456").json().get("success").booleanValue()).isTrue();

    JsonNode phone =
        phone(
            client,
            "display_phone_number,verified_name,status,platform_type,health_status,last_onboarded_time");
    assertThat(phone.get("display_phone_number").stringValue()).isEqualTo("+97250 000 0001");
    assertThat(phone.get("verified_name").stringValue()).isEqualTo("Olives");
    assertThat(phone.get("status").stringValue()).isEqualTo("CONNECTED");
    assertThat(phone.get("platform_type").stringValue()).isEqualTo("CLOUD_API");
    assertThat(phone.at("/health_status/can_send_message").stringValue()).isEqualTo("AVAILABLE");
    assertThat(phone.get("last_onboarded_time").stringValue())
        .isEqualTo("2026-11-22T10:00:00+0000");
  }

  @Test
  void register_again_succeedsAndKeepsThePin() {
    Client client = client(Wanted.of("Olive Tree"));
    register(client, "123456");

    assertThat(register(client, "654321").status()).isEqualTo(200);
    assertThat(deregister(client).status()).isEqualTo(200);
    assertThat(register(client, "654321").error()).isEqualTo("400 133005/0");
    assertThat(register(client, "123456").status()).isEqualTo(200);
  }

  @Test
  void register_withAnotherPin_isRefusedUntilThePinIsSet() {
    Client client = client(Wanted.of("Olive Tree").protectedBy("111111"));
    assertThat(register(client, "123456").error()).isEqualTo("400 133005/0");

    Reply set = meta.post(client.signUp().phoneNumberId(), client.token(), Map.of("pin", "123456"));

    assertThat(set.status()).isEqualTo(200);
    assertThat(register(client, "123456").status()).isEqualTo(200);
  }

  @Test
  void register_withWrongParameters_isRefused() {
    Client client = client(Wanted.of("Olive Tree"));

    assertThat(register(client, "12345").error()).isEqualTo("400 100/0");
    assertThat(
            meta.post(client.signUp().phoneNumberId() + "/register", client.token(), Map.of())
                .error())
        .isEqualTo("400 100/0");
  }

  @Test
  void register_ofAnUnverifiedNumber_isRefused() {
    assertThat(register(client(Wanted.of("Olive Tree").with(Trait.UNVERIFIED)), "123456").error())
        .isEqualTo("400 133006/0");
  }

  @Test
  void register_moreThanTenTimesIn72Hours_isRefused() {
    Client client = client(Wanted.of("Olive Tree"));
    for (int i = 0; i < 10; i++) {
      assertThat(register(client, "123456").status()).isEqualTo(200);
    }

    assertThat(register(client, "123456").error()).isEqualTo("400 133016/0");
    meta.advance(Duration.ofHours(72));
    assertThat(register(client, "123456").status()).isEqualTo(200);
  }

  @Test
  void deregister_disconnects_onceAndAtMostTenTimes() {
    Client client = client(Wanted.of("Olive Tree"));
    register(client, "123456");

    assertThat(deregister(client).status()).isEqualTo(200);
    assertThat(phone(client, "status").get("status").stringValue()).isEqualTo("PENDING");
    for (int i = 0; i < 9; i++) {
      assertThat(deregister(client).error()).isEqualTo("400 133010/0");
    }
    assertThat(deregister(client).error()).isEqualTo("400 133016/0");
  }

  @Test
  void coexistence_isNeitherRegisteredNorDeregistered() {
    Client client = client(Wanted.of("Olive Tree").with(Trait.COEXISTENCE));

    assertThat(register(client, "123456").error()).isEqualTo("400 100/0");
    assertThat(deregister(client).error()).isEqualTo("400 100/0");
    JsonNode phone = phone(client, "is_on_biz_app,platform_type");
    assertThat(phone.get("is_on_biz_app").booleanValue()).isTrue();
    assertThat(phone.get("platform_type").stringValue()).isEqualTo("CLOUD_API");
  }

  @Test
  void sync_ofEachKind_worksOnceAndPostsWhatItHandsOver() {
    Client client = client(Wanted.of("Olive Tree").with(Trait.COEXISTENCE, Trait.SILENT));
    meta.post(client.signUp().wabaId() + "/subscribed_apps", client.token(), Map.of());

    JsonNode answer = sync(client, "smb_app_state_sync").json();
    assertThat(answer.get("request_id").stringValue()).isNotEmpty();
    meta.sandbox.settle();
    assertThat(meta.told()).containsExactly("smb_app_state_sync");
    assertThat(sync(client, "history").status()).isEqualTo(200);
    meta.sandbox.settle();

    assertThat(meta.told()).containsExactly("smb_app_state_sync", "history", "history", "history");
    assertThat(sync(client, "smb_app_state_sync").error()).isEqualTo("400 2593107/0");
    assertThat(sync(client, "history").error()).isEqualTo("400 2593107/0");
    assertThat(sync(client, "weather").error()).isEqualTo("400 100/0");
  }

  @Test
  void sync_ofADeclinedHistory_saysSo() {
    Client client =
        client(
            Wanted.of("Olive Tree").with(Trait.COEXISTENCE, Trait.SILENT, Trait.HISTORY_DECLINED));
    meta.post(client.signUp().wabaId() + "/subscribed_apps", client.token(), Map.of());

    sync(client, "history");
    meta.sandbox.settle();

    assertThat(
            meta.posted
                .getFirst()
                .at("/entry/0/changes/0/value/history/0/errors/0/code")
                .intValue())
        .isEqualTo(2593109);
  }

  @Test
  void sync_laterThanADay_isTooLate() {
    Client client = client(Wanted.of("Olive Tree").with(Trait.COEXISTENCE));
    meta.advance(Duration.ofHours(24));
    assertThat(sync(client, "smb_app_state_sync").status()).isEqualTo(200);
    meta.advance(Duration.ofSeconds(1));

    assertThat(sync(client, "history").error()).isEqualTo("400 2593108/0");
  }

  @Test
  void sync_ofAnOrdinaryNumber_isRefused() {
    assertThat(sync(client(Wanted.of("Olive Tree")), "history").error()).isEqualTo("400 100/0");
  }

  @Test
  void number_withoutPayment_isLimited() {
    Client client = client(Wanted.of("Olive Tree").with(Trait.UNFUNDED, Trait.NAME_PENDING));
    register(client, "123456");

    JsonNode phone = phone(client, "health_status,name_status");

    assertThat(phone.at("/health_status/can_send_message").stringValue()).isEqualTo("LIMITED");
    assertThat(phone.get("name_status").stringValue()).isEqualTo("PENDING_REVIEW");
    assertThat(
            meta.get(client.signUp().wabaId() + "?fields=primary_funding_id", client.token())
                .json()
                .has("primary_funding_id"))
        .isFalse();
  }
}
