package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import wabahub.TestHub.Account;

/// setWebhook and getWebhook.
final class SetWebhookTest {
  private static final String URL = "https://crm.example.org/hooks/wa?a=%20b";

  @AutoClose private static final Hubs HUBS = new Hubs();

  private static String get(TestHub hub, Account account) {
    return hub.get("/api/settings/getWebhook", account).text();
  }

  private static String ok(String url) {
    return "{\"status\":\"OK\",\"url\":\"" + url + "\",\"reason\":1}";
  }

  @ParameterizedTest
  @EnumSource
  void webhook_set_isTheOneThatIsGot(Database database) {
    TestHub hub = HUBS.on(database);
    Account one = hub.partner("One", null);
    Account other = hub.partner("Other", null);
    assertThat(get(hub, one)).isEqualTo(ok(""));
    assertThat(WebhookCalls.set(hub, one, Map.of("url", URL)).text()).isEqualTo(ok(URL));
    assertThat(get(hub, one)).isEqualTo(ok(URL));
    assertThat(get(hub, other)).isEqualTo(ok(""));
    String another = "http://crm.example.org:8080/";
    assertThat(WebhookCalls.set(hub, one, Map.of("url", another)).text()).isEqualTo(ok(another));
    assertThat(get(hub, one)).isEqualTo(ok(another));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "  "})
  void webhook_blank_isCleared(String blank) {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = WebhookCalls.partner(hub, URL);
    assertThat(WebhookCalls.set(hub, account, Map.of("url", blank)).text()).isEqualTo(ok(""));
    assertThat(get(hub, account)).isEqualTo(ok(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "crm.example.org",
        "ftp://crm.example.org/",
        " https://crm.example.org/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://user@crm.example.org/",
      })
  void url_notToBeCalled_isReason13AndRepeated(String url) {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = WebhookCalls.partner(hub, URL);
    assertThat(WebhookCalls.set(hub, account, Map.of("url", url)).text())
        .isEqualTo("{\"status\":\"FAIL\",\"reason\":13,\"url\":\"" + url + "\"}");
    assertThat(get(hub, account)).isEqualTo(ok(URL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"url\":null}", "{\"url\":1}", "{\"url\":[]}", "{\"url\":{}}"})
  void url_missingOrOfAnotherType_isReason13(String body) {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = WebhookCalls.partner(hub, URL);
    assertThat(WebhookCalls.set(hub, account, body).text())
        .isEqualTo("{\"status\":\"FAIL\",\"reason\":13}");
    assertThat(get(hub, account)).isEqualTo(ok(URL));
  }

  @Test
  void url_private_isTakenWhereTheOperatorAllowsIt() {
    try (TestHub hub = new TestHub(Database.SQLITE, WebhookCalls.PRIVATE)) {
      Account account = WebhookCalls.partner(hub, "http://127.0.0.1:1/");
      assertThat(get(hub, account)).isEqualTo(ok("http://127.0.0.1:1/"));
    }
  }

  @Test
  void method_wrong_isReason13() {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    Map<String, String> headers = Map.of("Authorization", account.bearer());
    assertThat(hub.call("GET", "/api/settings/setWebhook", headers, null).reason()).isEqualTo(13);
    assertThat(hub.call("POST", "/api/settings/getWebhook", headers, null).reason()).isEqualTo(13);
  }
}
