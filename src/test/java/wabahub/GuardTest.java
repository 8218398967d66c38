package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// What stands in front of every call of a partner: method, token, rate, in the order of decision
/// P8.
final class GuardTest {
  private static final String CALL = "/api/whatsapp/getWhatsApp";

  @AutoClose private static final TestHub HUB = new TestHub(Database.SQLITE);

  private final Account partner = HUB.partner("One", null);

  private Reply authorized(String... values) {
    List<String> headers = new ArrayList<>();
    for (String value : values) {
      headers.add("Authorization");
      headers.add(value.replace("TOKEN", partner.token()));
    }
    return HUB.call("GET", CALL, headers, null);
  }

  @Test
  void header_none_isReason3() {
    assertThat(authorized().text()).isEqualTo("{\"status\":\"FAIL\",\"reason\":3}");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 2",
    "Bearer, 2",
    "'Bearer ', 2",
    "Basic x, 2",
    "Basic TOKEN, 2",
    "TOKEN, 2",
    "Bearer TOKEN TOKEN, 2",
    "'Bearer TOKEN, Bearer TOKEN', 2",
    "BearerTOKEN, 2",
    "Bearer x, 3",
    "Bearer xTOKEN, 3",
    "Bearer TOKENx, 3",
    "Bearer TOKEN, 1",
    "bearer TOKEN, 1",
    "BEARER TOKEN, 1",
    "'Bearer   TOKEN', 1",
  })
  void header_anyForm_hasItsReason(String value, int reason) {
    Reply reply = authorized(value);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.reason()).isEqualTo(reason);
  }

  @Test
  void header_twice_isReason2() {
    assertThat(authorized("Bearer TOKEN", "Bearer TOKEN").reason()).isEqualTo(2);
  }

  @Test
  void token_asQueryParameter_isNotLookedAt() {
    String query = "?access_token=" + partner.token();
    assertThat(HUB.call("GET", CALL + query, Map.of(), null).reason()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"})
  void wrongMethod_withoutToken_isReason13(String method) {
    Reply reply = HUB.call(method, CALL, Map.of("Authorization", "Basic x"), "{not json");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text()).isEqualTo("{\"status\":\"FAIL\",\"reason\":13}");
  }

  @Test
  void wrongMethod_head_hasNoBody() {
    Reply reply = HUB.call("HEAD", CALL, Map.of("Authorization", partner.bearer()), null);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text()).isEmpty();
  }

  @Test
  void rate_burstOf100_thenOneEvery50Ms() {
    try (TestHub hub = new TestHub(Database.SQLITE, Map.of("WABAHUB_PARTNER_RATE", "20"))) {
      Account busy = hub.partner("Busy", null);
      Account other = hub.partner("Other", null);
      for (int i = 0; i < 100; i++) {
        assertThat(hub.reasonOf(busy.token())).isEqualTo(1);
      }
      Reply refused = hub.get(CALL, busy);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.text()).isEqualTo("{\"status\":\"FAIL\",\"reason\":429}");
      assertThat(refused.raw().headers().firstValue("Retry-After")).hasValue("1");
      assertThat(hub.reasonOf(other.token())).isEqualTo(1);

      hub.clock.advance(Duration.ofMillis(49));
      assertThat(hub.reasonOf(busy.token())).isEqualTo(429);
      hub.clock.advance(Duration.ofMillis(1));
      assertThat(hub.reasonOf(busy.token())).isEqualTo(1);
      assertThat(hub.reasonOf(busy.token())).isEqualTo(429);
    }
  }

  @Test
  void rate_afterAPause_isABurstOf100Again() {
    try (TestHub hub = new TestHub(Database.SQLITE, Map.of("WABAHUB_PARTNER_RATE", "20"))) {
      Account busy = hub.partner("Busy", null);
      int served = 0;
      for (int round = 0; round < 2; round++) {
        hub.clock.advance(Duration.ofMinutes(1));
        while (hub.reasonOf(busy.token()) == 1) {
          served++;
        }
      }
      assertThat(served).isEqualTo(200);
    }
  }

  @Test
  void rate_wrongTokensAndMethods_areNotCounted() {
    try (TestHub hub = new TestHub(Database.SQLITE, Map.of("WABAHUB_PARTNER_RATE", "1"))) {
      Account busy = hub.partner("Busy", null);
      for (int i = 0; i < 10; i++) {
        hub.reasonOf("wrong");
        hub.call("POST", CALL, Map.of("Authorization", busy.bearer()), null);
      }
      assertThat(hub.reasonOf(busy.token())).isEqualTo(1);
    }
  }

  @Test
  void rate_zero_isNoLimit() {
    for (int i = 0; i < 200; i++) {
      assertThat(HUB.reasonOf(partner.token())).isEqualTo(1);
    }
  }
}
