package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.secrets.Secret;

/// API keys of numbers: changed by the partner and by the operator, with a time of grace.
final class KeyTest {
  @AutoClose private static final Hubs HUBS = new Hubs();

  /// A partner with a number.
  private static final class Life {
    final TestHub hub;
    final Account account;
    final String whatsapp = HubCalls.whatsapp();
    final String first;

    Life(Database database) {
      hub = HUBS.on(database);
      hub.clock.set(TestHub.START);
      account = hub.partner("Keys", null);
      first =
          hub.number(account, whatsapp, HubCalls.phone()).json().get(0).get("apiKey").stringValue();
    }

    Reply rotate(Object body) {
      return hub.call(
          "POST",
          "/api/v1/numbers/" + whatsapp + "/key",
          Map.of("Authorization", account.bearer()),
          body);
    }

    boolean opens(String key) {
      return hub.app().numbers().byKey(new Secret(key)).isPresent();
    }

    String lastUsed() {
      JsonNode one = hub.get("/api/v1/numbers", account).json().get("list").get(0);
      return one.get("key_last_used_at").asString();
    }
  }

  @ParameterizedTest
  @EnumSource
  void key_rotatedWithGrace_isGoodUntilItsTime(Database database) {
    Life life = new Life(database);
    JsonNode answer = life.rotate(Map.of("grace_hours", 1)).json();
    String second = answer.get("apiKey").stringValue();
    assertThat(answer.get("old_key_until").asLong())
        .isEqualTo(TestHub.START.plusSeconds(3_600).getEpochSecond());
    assertThat(life.opens(life.first)).isTrue();
    assertThat(life.opens(second)).isTrue();
    life.hub.clock.advance(Duration.ofSeconds(3_599));
    assertThat(life.opens(life.first)).isTrue();
    life.hub.clock.advance(Duration.ofSeconds(1));
    assertThat(life.opens(life.first)).isFalse();
    assertThat(life.opens(second)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void key_rotatedTwice_theFirstEndsAtOnce(Database database) {
    Life life = new Life(database);
    String second = life.rotate(Map.of("grace_hours", 24)).json().get("apiKey").stringValue();
    Reply operator =
        life.hub.admin(
            "POST", "/admin/numbers/" + life.whatsapp + "/key", Map.of("grace_hours", "24"));
    assertThat(life.opens(life.first)).isFalse();
    assertThat(life.opens(second)).isTrue();
    assertThat(life.opens(operator.json().get("apiKey").stringValue())).isTrue();
    life.rotate(null);
    assertThat(life.opens(second)).isFalse();
    life.hub.admin("DELETE", "/admin/numbers/" + life.whatsapp, null);
    assertThat(life.opens("")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void use_ofAKey_isShownToTheHour(Database database) {
    Life life = new Life(database);
    assertThat(life.lastUsed()).isEmpty();
    assertThat(life.opens(life.first)).isTrue();
    assertThat(life.lastUsed()).isEqualTo("2026-10-14T09:30:00Z");
    life.hub.clock.advance(Duration.ofMinutes(59));
    life.opens(life.first);
    assertThat(life.lastUsed()).isEqualTo("2026-10-14T09:30:00Z");
    JsonNode answer = life.rotate(Map.of("grace_hours", 9)).json();
    assertThat(answer.get("old_key_last_used").asLong()).isEqualTo(TestHub.START.getEpochSecond());
    // The old key's use says nothing of the new one.
    assertThat(life.opens(life.first)).isTrue();
    assertThat(life.lastUsed()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void number_ofAnotherPartner_isNotFoundAndKeepsItsKey(Database database) {
    Life life = new Life(database);
    Life other = new Life(database);
    String path = "/api/v1/numbers/" + other.whatsapp + "/key";
    assertThat(
            life.hub
                .call("POST", path, Map.of("Authorization", life.account.bearer()), null)
                .status())
        .isEqualTo(404);
    assertThat(life.hub.call("POST", path, Map.of(), null).status()).isEqualTo(401);
    assertThat(other.opens(other.first)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"grace_hours\":-1}",
        "{\"grace_hours\":8761}",
        "{\"grace_hours\":\"x\"}",
        "[]",
        "{"
      })
  void request_wrong_isRefusedAndKeepsTheKey(String body) {
    Life life = new Life(Database.SQLITE);
    assertThat(life.rotate(body).status()).isEqualTo(400);
    assertThat(life.opens(life.first)).isTrue();
  }
}
