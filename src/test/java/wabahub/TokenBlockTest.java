package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// Wrong token requests (decision P11): who is blocked, for how long, and who is not.
final class TokenBlockTest {
  private static final AtomicInteger ADDRESSES = new AtomicInteger();

  @AutoClose private static final TestHub HUB = new TestHub(Database.SQLITE);

  private final Account partner = HUB.partner("One", null);
  private final String address = "203.0.113." + ADDRESSES.incrementAndGet();

  private static Reply request(String address, String clientId, String secret) {
    return HUB.call(
        "POST",
        "/api/settings/accessToken",
        Map.of("X-Forwarded-For", address),
        Map.of("client_id", clientId, "client_secret", secret));
  }

  private int right(String from) {
    return request(from, partner.clientId(), partner.clientSecret()).reason();
  }

  private int wrong(String from) {
    return request(from, partner.clientId(), "wrong").reason();
  }

  private void fail(String from, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(wrong(from)).isEqualTo(2);
    }
  }

  @Test
  void block_tenFailures_refusesTheRightSecretToo() {
    fail(address, 10);
    Reply reply = request(address, partner.clientId(), partner.clientSecret());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text()).isEqualTo("{\"status\":\"FAIL\",\"reason\":3}");
  }

  @Test
  void block_nineFailures_isNotYet() {
    fail(address, 9);
    assertThat(right(address)).isEqualTo(1);
  }

  @Test
  void block_after15Minutes_isOver() {
    fail(address, 10);
    HUB.clock.advance(Duration.ofMinutes(15).minusMillis(1));
    assertThat(right(address)).isEqualTo(3);
    HUB.clock.advance(Duration.ofMillis(1));
    assertThat(right(address)).isEqualTo(1);
  }

  @Test
  void block_attemptsMeanwhile_doNotProlongIt() {
    fail(address, 10);
    for (int i = 0; i < 20; i++) {
      assertThat(wrong(address)).isEqualTo(3);
    }
    HUB.clock.advance(Duration.ofMinutes(15));
    assertThat(wrong(address)).isEqualTo(2);
    assertThat(right(address)).isEqualTo(1);
  }

  @Test
  void block_tenFailuresInMoreThan10Minutes_doesNotBegin() {
    fail(address, 5);
    HUB.clock.advance(Duration.ofMinutes(10));
    fail(address, 9);
    assertThat(right(address)).isEqualTo(1);
  }

  @Test
  void block_anotherClientFromTheAddress_isServed() {
    Account other = HUB.partner("Other", null);
    fail(address, 10);
    assertThat(request(address, other.clientId(), other.clientSecret()).reason()).isEqualTo(1);
  }

  @Test
  void block_sameClientFromAnotherAddress_isServed() {
    fail(address, 10);
    assertThat(right("203.0.113.250")).isEqualTo(1);
  }

  @Test
  void block_tokensAlreadyIssued_goOn() {
    fail(address, 10);
    Map<String, String> headers =
        Map.of("X-Forwarded-For", address, "Authorization", partner.bearer());
    assertThat(HUB.call("GET", "/api/whatsapp/getWhatsApp", headers, null).reason()).isEqualTo(1);
  }

  @Test
  void block_100FailuresForManyClients_isOfTheWholeAddress() {
    for (int i = 0; i < 99; i++) {
      assertThat(request(address, "client-" + i, "wrong").reason()).isEqualTo(2);
    }
    assertThat(right(address)).isEqualTo(1);
    assertThat(request(address, "client-99", "wrong").reason()).isEqualTo(2);
    assertThat(right(address)).isEqualTo(3);
    assertThat(right("203.0.113.251")).isEqualTo(1);
    HUB.clock.advance(Duration.ofMinutes(15));
    assertThat(right(address)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:1::1, 2001:db8:1:1:ffff::2, 3",
    "2001:db8:1:2::1, 2001:db8:1:3::1, 1",
    "::ffff:198.51.100.1, 198.51.100.1, 3",
    "'evil, 198.51.100.2', 198.51.100.2, 3",
    "'198.51.100.9, 198.51.100.3', '198.51.100.9, 198.51.100.4', 1",
  })
  void block_addressForms_areToldApart(String failing, String asking, int reason) {
    fail(failing, 10);
    assertThat(right(asking)).isEqualTo(reason);
  }

  @Test
  void block_clientNamedLikeTheOperator_leavesTheOperatorAlone() {
    for (int i = 0; i < 10; i++) {
      assertThat(request(address, "admin", "wrong").reason()).isEqualTo(2);
    }
    assertThat(operator(TestHub.ADMIN_TOKEN).status()).isEqualTo(200);
  }

  @Test
  void block_wrongAdminTokens_refusesTheRightOneToo() {
    for (int i = 0; i < 10; i++) {
      assertThat(operator("wrong").status()).isEqualTo(401);
    }
    Reply reply = operator(TestHub.ADMIN_TOKEN);
    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.json().get("type").stringValue()).isEqualTo("urn:wabahub:reason:blocked");
    HUB.clock.advance(Duration.ofMinutes(15));
    assertThat(operator(TestHub.ADMIN_TOKEN).status()).isEqualTo(200);
  }

  private Reply operator(String token) {
    return HUB.call(
        "GET",
        "/admin/partners",
        Map.of("X-Forwarded-For", address, "Authorization", "Bearer " + token),
        null);
  }
}
