package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// The operator's part of the console.
final class ConsoleHubTest {
  private static final String EVIL = "<script>alert(1)</script>";
  private static final String HUB = "/console/hub";

  private static String text(Reply page, String id) {
    Matcher matcher = Pattern.compile("id=\"" + id + "\"[^>]*>([^<]*)<").matcher(page.text());
    assertThat(matcher.find()).as(page.text()).isTrue();
    return matcher.group(1);
  }

  @ParameterizedTest
  @EnumSource
  void partner_isCreatedChangedAndSuspended(Database database) {
    try (TestHub hub = new TestHub(database)) {
      ConsoleUser operator = ConsoleUser.operator(hub);
      assertThat(operator.get(HUB).text()).contains("Welcome to your hub");
      Reply wrong = operator.post(HUB, HUB + "/partners", Map.of("name", " "));
      assertThat(wrong.status()).isEqualTo(400);
      Reply nowhere =
          operator.post(HUB, HUB + "/partners", Map.of("name", EVIL, "time_zone", "Mars/Base"));
      assertThat(nowhere.status()).isEqualTo(400);
      assertThat(nowhere.text()).doesNotContain(EVIL).contains("Mars/Base");
      Reply created =
          operator.post(HUB, HUB + "/partners", Map.of("name", EVIL, "time_zone", "Asia/Tokyo"));
      assertThat(created.status()).isEqualTo(200);
      assertThat(created.text()).doesNotContain(EVIL);
      String clientId = text(created, "client-id");
      String secret = text(created, "client-secret");
      String token = hub.token(clientId, secret);

      long id = Long.parseLong(hub.rows("SELECT id FROM partner").getFirst());
      String path = HUB + "/partners/" + id;
      assertThat(operator.get(path).text()).contains("Asia/Tokyo", clientId).doesNotContain(EVIL);
      operator.post(path, path, Map.of("name", "Harbour"));
      assertThat(operator.get(HUB).text()).contains("Harbour").doesNotContain("Welcome to");
      operator.post(path, path, Map.of("suspended", "1"));
      assertThat(hub.reasonOf(token)).isEqualTo(2);
      assertThat(operator.get(HUB).text()).contains("suspended");
      operator.post(path, path, Map.of("suspended", "0"));
      assertThat(hub.accessToken(clientId, secret).status()).isEqualTo(200);
      Reply renewed = operator.post(path, path + "/secret", Map.of());
      assertThat(text(renewed, "client-secret")).isNotEqualTo(secret);
      assertThat(operator.get(HUB + "/partners/4711").status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @EnumSource
  void setAside_isShownAndTriedAgain(Database database) {
    try (TestHub hub = new TestHub(database)) {
      hub.webhook(("no json " + EVIL).getBytes(StandardCharsets.UTF_8));
      hub.webhook(
          WebhookTest.messages(
              HubCalls.phone(),
              WebhookTest.message("in1", "447700900200", TestHub.START.getEpochSecond())));
      hub.settle();
      ConsoleUser operator = ConsoleUser.operator(hub);
      String path = HUB + "/waiting/set-aside";
      Reply list = operator.get(path);
      assertThat(list.text()).contains("Set aside", "not_json");
      Matcher link = Pattern.compile(path + "/[0-9]+").matcher(list.text());
      assertThat(link.find()).isTrue();
      assertThat(operator.get(link.group()).text())
          .contains("no json &lt;script&gt;")
          .doesNotContain(EVIL);
      Reply retried = operator.post(path, link.group() + "/retry", Map.of());
      assertThat(ConsoleUser.location(retried)).isEqualTo(path + "?said=waiting");
      assertThat(operator.get(HUB + "/waiting/held").text()).contains("unknown number");
      assertThat(operator.get(HUB + "/waiting/other").status()).isEqualTo(404);
      assertThat(operator.get(path + "/4711").status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @EnumSource
  void health_showsTheConfigurationWithoutSecrets(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Reply page = ConsoleUser.operator(hub).get(HUB + "/health");
      assertThat(page.text())
          .contains("WABAHUB_ADMIN_TOKEN", "***", "WABAHUB_JOURNAL_DAYS", "Database", "Version")
          .doesNotContain(TestHub.ADMIN_TOKEN, TestHub.APP_SECRET, TestHub.VERIFY_TOKEN);
      assertThat(text(page, "ready")).isEqualTo("Ready");
    }
  }

  @ParameterizedTest
  @EnumSource
  void hub_isNotThereForAPartner(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("Harbour", null);
      ConsoleUser user = ConsoleUser.of(hub, account);
      String own = "/console/" + account.id() + "/settings";
      String csrf = ConsoleUser.csrf(user.get(own));
      String partner = "/partners/" + account.id();
      for (String path : List.of("", partner, "/health", "/waiting/held", "/waiting/held/1")) {
        assertThat(user.get(HUB + path).status()).as(path).isEqualTo(404);
      }
      for (String path :
          List.of("/partners", partner, partner + "/secret", "/waiting/held/1/retry")) {
        assertThat(user.send(HUB + path, Map.of("csrf", csrf, "name", "Mine")).status())
            .as(path)
            .isEqualTo(404);
      }
      ConsoleUser operator = ConsoleUser.operator(hub);
      assertThat(operator.send(HUB + "/partners", Map.of("csrf", csrf, "name", "Forged")).status())
          .isEqualTo(403);
      assertThat(operator.get(own).status()).isEqualTo(200);
    }
  }
}
