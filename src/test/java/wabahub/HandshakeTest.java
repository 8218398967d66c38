package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wabahub.TestHub.Reply;

/// `GET /webhooks/meta`: Meta asks whether the address is ours.
final class HandshakeTest {
  private static final String GOOD = "hub.mode=subscribe&hub.verify_token=verify-me";

  @AutoClose private static final TestHub HUB = new TestHub(Database.SQLITE);

  private static Reply ask(TestHub hub, String query) {
    return hub.call("GET", "/webhooks/meta" + query, Map.of(), null);
  }

  @Test
  void handshake_rightToken_isAnsweredWithTheChallengeAlone() {
    Reply reply = ask(HUB, "?" + GOOD + "&hub.challenge=1158201444");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text()).isEqualTo("1158201444");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?hub.challenge=%3Cscript%3E&" + GOOD,
        "?hub%2Echallenge=%3Cscript%3E&" + GOOD,
        "?hub.verify_token=verify%2Dme&hub.mode=subscribe&x&hub.challenge=%3Cscript%3E",
      })
  void handshake_anyOrderAndEscapes_areUnderstood(String query) {
    Reply reply = ask(HUB, query);
    assertThat(reply.text()).isEqualTo("<script>");
    var headers = reply.raw().headers();
    assertThat(headers.firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
    assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?",
        "?hub.mode=subscribe&hub.challenge=1",
        "?hub.mode=subscribe&hub.challenge=1&hub.verify_token",
        "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=",
        "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=verify-m",
        "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=verify-me%20",
        "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=VERIFY-ME",
        "?hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=verify-me",
        "?hub.challenge=1&hub.verify_token=verify-me",
        "?hub_mode=subscribe&hub_challenge=1&hub_verify_token=verify-me",
      })
  void handshake_anythingElse_isForbidden(String query) {
    Reply reply = ask(HUB, query);
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.json().get("type").stringValue()).isEqualTo("urn:wabahub:reason:forbidden");
  }

  @Test
  void handshake_withoutVerifyTokenSet_isForbidden() {
    Map<String, String> settings = Map.of("WABAHUB_META_VERIFY_TOKEN", "");
    try (TestHub hub = new TestHub(Database.SQLITE, settings)) {
      String query = "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=";
      assertThat(ask(hub, query).status()).isEqualTo(403);
      assertThat(ask(hub, query + "verify-me").status()).isEqualTo(403);
    }
  }
}
