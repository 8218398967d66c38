package wabahub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import wabahub.sandbox.Bench.Reply;

/// Codes and tokens.
final class TokenEdgesTest {
  private final Bench meta = Bench.solutionPartner();
  private final SignUp client = meta.sandbox.signUp(Wanted.of("Olive Tree"));

  @AfterEach
  void close() {
    meta.close();
  }

  @Test
  void exchange_ofAFreshCode_givesATokenThatSeesTheWaba() {
    Reply reply = meta.exchange(client.code());

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("token_type").stringValue()).isEqualTo("bearer");
    assertThat(reply.json().has("expires_in")).isFalse();
    String token = reply.json().get("access_token").stringValue();
    assertThat(meta.get(client.wabaId(), token).status()).isEqualTo(200);
  }

  @Test
  void exchange_twice_isRefused() {
    meta.exchange(client.code());

    Reply reply = meta.exchange(client.code());

    assertThat(reply.error()).isEqualTo("400 100/36009");
    assertThat(reply.json().at("/error/message").stringValue())
        .isEqualTo("This authorization code has been used.");
  }

  @ParameterizedTest
  @CsvSource({"30, 200", "31, 400"})
  void exchange_isGoodFor30Seconds(int seconds, int status) {
    meta.advance(Duration.ofSeconds(seconds));

    Reply reply = meta.exchange(client.code());

    assertThat(reply.status()).isEqualTo(status);
    if (status == 400) {
      assertThat(reply.error()).isEqualTo("400 100/36007");
    }
  }

  @Test
  void exchange_withWrongParameters_isRefusedAndLeavesTheCode() {
    assertThat(meta.exchange(client.code(), Bench.APP, "wrong").error()).isEqualTo("400 1/0");
    assertThat(meta.exchange(client.code(), "1", Bench.SECRET).error()).isEqualTo("400 101/0");
    assertThat(meta.exchange("nonsense").error()).isEqualTo("400 100/0");
    assertThat(meta.get("oauth/access_token?code=1", "").error()).isEqualTo("400 100/0");
    assertThat(meta.exchange(client.code()).status()).isEqualTo(200);
  }

  @Test
  void debugToken_ofAClient_namesItsWabasNewestFirst() {
    SignUp second = meta.sandbox.signUp(Wanted.of("Olive Tree").ownedBy(client.businessId()));
    String token = meta.token(client);

    JsonNode data = meta.debug(token);

    assertThat(second.businessId()).isEqualTo(client.businessId());
    assertThat(data.get("is_valid").booleanValue()).isTrue();
    assertThat(data.get("app_id").stringValue()).isEqualTo(Bench.APP);
    assertThat(data.get("expires_at").longValue()).isZero();
    assertThat(data.get("scopes")).hasSize(2);
    assertThat(data.at("/granular_scopes/0/scope").stringValue())
        .isEqualTo("whatsapp_business_management");
    assertThat(data.at("/granular_scopes/0/target_ids").valueStream().map(JsonNode::stringValue))
        .containsExactly(second.wabaId(), client.wabaId());
  }

  @Test
  void debugToken_ofARevokedOrUnknownToken_saysInvalid() {
    String token = meta.token(client);
    meta.sandbox.waba(client.wabaId()).revokes();

    assertThat(meta.debug(token).get("is_valid").booleanValue()).isFalse();
    assertThat(meta.debug("nonsense").at("/error/code").intValue()).isEqualTo(190);
  }

  @Test
  void debugToken_withoutAppToken_isRefused() {
    String token = meta.token(client);

    assertThat(meta.get("debug_token?input_token=" + token, token).error()).isEqualTo("400 100/0");
    assertThat(meta.get("debug_token?input_token=" + token, Bench.APP + "|wrong").error())
        .isEqualTo("401 190/0");
  }

  @Test
  void debugToken_ofTheSystemUser_namesIt() {
    JsonNode data = meta.debug(Bench.SYSTEM);

    assertThat(data.get("user_id")).isEqualTo(meta.get("me", Bench.SYSTEM).json().get("id"));
    assertThat(data.has("granular_scopes")).isFalse();
  }

  @Test
  void me_ofAClientAndOfTheApp() {
    String token = meta.token(client);

    assertThat(meta.get("me", token).json().get("id").stringValue()).matches("[0-9]{15}");
    assertThat(meta.get("me", Bench.APP + "|" + Bench.SECRET).error()).isEqualTo("400 2500/0");
  }

  @Test
  void token_missingUnknownOrRevoked_isRefused() {
    String token = meta.token(client);
    assertThat(meta.get(client.wabaId(), "").error()).isEqualTo("400 104/0");
    assertThat(meta.get(client.wabaId(), "nonsense").error()).isEqualTo("401 190/0");

    meta.sandbox.waba(client.wabaId()).revokes();

    assertThat(meta.get(client.wabaId(), token).error()).isEqualTo("401 190/460");
  }

  @Test
  void token_withAnEnd_ends() {
    SignUp brief = meta.sandbox.signUp(Wanted.of("Brief").lasting(60));
    Reply reply = meta.exchange(brief.code());
    String token = reply.json().get("access_token").stringValue();
    assertThat(reply.json().get("expires_in").longValue()).isEqualTo(60);

    meta.advance(Duration.ofSeconds(60));

    assertThat(meta.get(brief.wabaId(), token).error()).isEqualTo("401 190/463");
  }

  @Test
  void token_ofAnotherClient_missesTheObject() {
    String stranger = meta.token(meta.sandbox.signUp(Wanted.of("Stranger")));

    assertThat(meta.get(client.wabaId(), stranger).json().at("/error/message").stringValue())
        .startsWith("Unsupported get request. Object with ID '" + client.wabaId() + "' does not");
    for (String path :
        new String[] {
          client.wabaId(),
          client.phoneNumberId(),
          client.wabaId() + "/phone_numbers",
          client.wabaId() + "/subscribed_apps",
          "123456"
        }) {
      assertThat(meta.get(path, stranger).error()).as(path).isEqualTo("400 100/33");
    }
    assertThat(
            meta.post(
                    client.phoneNumberId() + "/register",
                    stranger,
                    Map.of("messaging_product", "whatsapp", "pin", "123456"))
                .error())
        .isEqualTo("400 100/33");
  }

  @Test
  void appsecretProof_isCheckedWhenSent() {
    String token = meta.token(client);
    String proof = Poster.hex(Bench.SECRET, Wire.bytes(token));

    assertThat(meta.get(client.wabaId() + "?appsecret_proof=" + proof, token).status())
        .isEqualTo(200);
    assertThat(meta.get(client.wabaId() + "?appsecret_proof=00", token).error())
        .isEqualTo("400 100/0");
  }

  @Test
  void unknownPath_isRefused() {
    assertThat(meta.get("1/2/3", Bench.SYSTEM).error()).isEqualTo("400 2500/0");
    assertThat(meta.get("nothing", Bench.SYSTEM).error()).isEqualTo("400 2500/0");
  }
}
