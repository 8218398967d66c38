package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// `POST /api/settings/accessToken`: what a partner gets for its id and secret.
final class AccessTokenTest {
  private static final String PATH = "/api/settings/accessToken";
  private static final int MAX_LIVE = 1_000;

  @AutoClose private static final Hubs HUBS = new Hubs();
  private static final TestHub HUB = HUBS.on(Database.SQLITE);

  @Test
  void accessToken_goodCredentials_hasFieldsInOrderAndTypes() {
    Account partner = HUB.partner("One", null);
    Reply reply = HUB.accessToken(partner.clientId(), partner.clientSecret());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text())
        .matches(
            "\\{\"status\":\"OK\",\"access_token\":\"[A-Za-z0-9_-]{43}\","
                + "\"expiration_time\":\"[0-9]{10}\",\"token_type\":\"Bearer\",\"reason\":1}");
    assertThat(reply.json().get("expiration_time").stringValue())
        .isEqualTo(Long.toString(HUB.clock.instant().getEpochSecond() + 3_600));
  }

  @Test
  void accessToken_anyAnswer_isJsonThatNobodyStores() {
    var headers = HUB.call("POST", PATH, Map.of(), null).raw().headers();
    assertThat(headers.allValues("Content-Type"))
        .containsExactly("application/json; charset=utf-8");
    assertThat(headers.allValues("Cache-Control")).containsExactly("no-store");
  }

  @Test
  void accessToken_oneHourLater_isOver() {
    Account partner = HUB.partner("One", null);
    HUB.clock.advance(Duration.ofMillis(3_599_999));
    assertThat(HUB.reasonOf(partner.token())).isEqualTo(1);
    HUB.clock.advance(Duration.ofMillis(1));
    assertThat(HUB.reasonOf(partner.token())).isEqualTo(3);
  }

  @Test
  void accessToken_anotherOne_endsNoEarlierOne() {
    Account partner = HUB.partner("One", null);
    String second = HUB.token(partner.clientId(), partner.clientSecret());
    assertThat(second).isNotEqualTo(partner.token());
    assertThat(HUB.reasonOf(partner.token())).isEqualTo(1);
    assertThat(HUB.reasonOf(second)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void accessToken_after1000LiveOnes_isRefusedAndNoneEnds(Database database) {
    TestHub hub = HUBS.on(database);
    Account partner = hub.partner("One", null);
    List<Reply> replies =
        Crowd.of(MAX_LIVE + 9, i -> hub.accessToken(partner.clientId(), partner.clientSecret()));
    List<Reply> refused = replies.stream().filter(reply -> reply.status() == 429).toList();
    assertThat(refused).hasSize(10);
    assertThat(refused.getFirst().text()).isEqualTo("{\"status\":\"FAIL\",\"reason\":429}");
    assertThat(refused.getFirst().raw().headers().firstValue("Retry-After")).hasValue("3600");
    assertThat(hub.reasonOf(partner.token())).isEqualTo(1);
    hub.clock.advance(Duration.ofHours(1));
    assertThat(hub.accessToken(partner.clientId(), partner.clientSecret()).reason()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void accessToken_afterRestart_isStillGood(Database database) {
    TestHub hub = HUBS.on(database);
    Account partner = hub.partner("One", null);
    hub.restart();
    assertThat(hub.reasonOf(partner.token())).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"client_id\":\"ID\"}",
        "{\"client_secret\":\"SECRET\"}",
        "{\"client_id\":\"ID\",\"client_secret\":\"secret\"}",
        "{\"client_id\":\"ID\",\"client_secret\":\"\"}",
        "{\"client_id\":\"ID\",\"client_secret\":null}",
        "{\"client_id\":\"ID\",\"client_secret\":true}",
        "{\"client_id\":\"ID\",\"client_secret\":1}",
        "{\"client_id\":\"ID\",\"client_secret\":[\"SECRET\"]}",
        "{\"client_id\":\"ID\",\"client_secret\":{\"a\":\"SECRET\"}}",
        "{\"client_id\":\"id\",\"client_secret\":\"SECRET\"}",
        "{\"client_id\":\"ID \",\"client_secret\":\"SECRET\"}",
        "{\"client_id\":\"ID\\u0000\",\"client_secret\":\"SECRET\"}",
        "{\"client_id\":[\"ID\"],\"client_secret\":\"SECRET\"}",
        "{\"Client_Id\":\"ID\",\"client_secret\":\"SECRET\"}",
        "",
        "{\"client_id\":\"ID\",\"client_secret\":\"SECRET\"",
        "{\"client_id\":\"ID\",\"client_secret\":\"SECRET\"}}",
        "{\"client_id\":\"ID\",\"client_secret\":\"SECRET\",\"client_id\":\"ID\"}",
        "[{\"client_id\":\"ID\",\"client_secret\":\"SECRET\"}]",
        "client_id=ID&client_secret=SECRET",
      })
  void accessToken_credentialsWrongOrUnreadable_isReason2(String form) {
    Account partner = HUB.partner("One", null);
    String body = form.replace("ID", partner.clientId()).replace("SECRET", partner.clientSecret());
    Reply reply = HUB.call("POST", PATH, Map.of("X-Forwarded-For", address()), body);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text()).isEqualTo("{\"status\":\"FAIL\",\"reason\":2}");
  }

  /// A caller's address that no other test uses.
  private static String address() {
    HUB.clock.advance(Duration.ofSeconds(1));
    return "2001:db8:" + Long.toHexString(HUB.clock.instant().getEpochSecond() & 0xffff) + "::1";
  }

  @Test
  void accessToken_unknownFields_areIgnored() {
    Account partner = HUB.partner("One", null);
    Map<String, Object> body =
        Map.of(
            "client_id",
            partner.clientId(),
            "client_secret",
            partner.clientSecret(),
            "grant_type",
            List.of("client_credentials"));
    assertThat(HUB.call("POST", PATH, Map.of(), body).reason()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"})
  void accessToken_wrongMethod_isReason13BeforeAnythingElse(String method) {
    Reply reply = HUB.call(method, PATH, Map.of("Authorization", ""), "{not json");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text()).isEqualTo("{\"status\":\"FAIL\",\"reason\":13}");
  }

  @ParameterizedTest
  @EnumSource
  void suspended_tokensAndCredentials_areReason2(Database database) {
    TestHub hub = HUBS.on(database);
    Account partner = hub.partner("One", null);
    assertThat(suspend(hub, partner, 1)).isEqualTo(200);
    assertThat(hub.reasonOf(partner.token())).isEqualTo(2);
    assertThat(hub.accessToken(partner.clientId(), partner.clientSecret()).reason()).isEqualTo(2);
    hub.restart();
    assertThat(hub.reasonOf(partner.token())).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void resumed_earlierTokens_stayDead(Database database) {
    TestHub hub = HUBS.on(database);
    Account partner = hub.partner("One", null);
    suspend(hub, partner, 1);
    suspend(hub, partner, 0);
    assertThat(hub.reasonOf(partner.token())).isEqualTo(3);
    assertThat(hub.reasonOf(hub.token(partner.clientId(), partner.clientSecret()))).isEqualTo(1);
  }

  private static int suspend(TestHub hub, Account partner, int suspended) {
    return hub.admin("PATCH", "/admin/partners/" + partner.id(), Map.of("suspended", suspended))
        .status();
  }

  @ParameterizedTest
  @EnumSource
  void renewedSecret_tokensAndOldSecret_end(Database database) {
    TestHub hub = HUBS.on(database);
    Account partner = hub.partner("One", null);
    Account other = hub.partner("Other", null);
    Reply renewed = hub.admin("POST", "/admin/partners/" + partner.id() + "/secret", null);
    String secret = renewed.json().get("client_secret").stringValue();
    assertThat(renewed.json().get("client_id").stringValue()).isEqualTo(partner.clientId());
    assertThat(hub.reasonOf(partner.token())).isEqualTo(3);
    assertThat(hub.reasonOf(other.token())).isEqualTo(1);
    assertThat(hub.accessToken(partner.clientId(), partner.clientSecret()).reason()).isEqualTo(2);
    assertThat(hub.reasonOf(hub.token(partner.clientId(), secret))).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void renewedSecret_whileTokensAreRequested_leavesNoTokenOfTheOldOne(Database database)
      throws Exception {
    TestHub hub = HUBS.on(database);
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      Account partner = hub.partner("One", null);
      for (int round = 0; round < 20; round++) {
        String secret = renew(hub, partner);
        Future<String> renewing = other.submit(() -> renew(hub, partner));
        List<String> tokens = new ArrayList<>();
        while (!renewing.isDone()) {
          Reply reply = hub.accessToken(partner.clientId(), secret);
          if (reply.reason() == 1) {
            tokens.add(reply.json().get("access_token").stringValue());
          }
        }
        renewing.get();
        tokens.forEach(token -> assertThat(hub.reasonOf(token)).isEqualTo(3));
      }
    }
  }

  private static String renew(TestHub hub, Account partner) {
    return hub.admin("POST", "/admin/partners/" + partner.id() + "/secret", null)
        .json()
        .get("client_secret")
        .stringValue();
  }
}
