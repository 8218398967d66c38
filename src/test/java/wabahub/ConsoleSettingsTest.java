package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// A partner's settings, at the console.
final class ConsoleSettingsTest {
  private static final String EVIL = "\"><script>alert(1)</script>";

  private static String base(Account account) {
    return "/console/" + account.id();
  }

  /// The text of the element with this id.
  private static String text(Reply page, String id) {
    Matcher matcher = Pattern.compile("id=\"" + id + "\"[^>]*>([^<]*)<").matcher(page.text());
    assertThat(matcher.find()).as(page.text()).isTrue();
    return matcher.group(1);
  }

  @ParameterizedTest
  @EnumSource
  void secret_isRenewed_shownOnceAndSignsOut(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("Harbour", null);
      ConsoleUser user = ConsoleUser.of(hub, account);
      String path = base(account) + "/settings";
      Reply shown = user.post(path, path + "/secret", Map.of());
      assertThat(shown.status()).isEqualTo(200);
      assertThat(shown.raw().headers().firstValue("Cache-Control").orElse(""))
          .isEqualTo("no-store");
      String secret = text(shown, "client-secret");
      assertThat(hub.accessToken(account.clientId(), account.clientSecret()).reason()).isEqualTo(2);
      assertThat(hub.accessToken(account.clientId(), secret).reason()).isNotEqualTo(2);
      assertThat(ConsoleUser.location(user.get(path))).isEqualTo("/console/sign-in");
      assertThat(user.signIn(account.clientId(), secret).status()).isEqualTo(303);
      assertThat(user.get(path).text()).doesNotContain(secret).contains(account.clientId());
    }
  }

  @ParameterizedTest
  @EnumSource
  void webhook_isSetTestedAndReplayed(Database database) {
    try (TestHub hub = new TestHub(database, Map.of("WABAHUB_WEBHOOK_ALLOW_PRIVATE", "true"));
        Receiver receiver = new Receiver()) {
      Account account = hub.partner("Harbour", null);
      ConsoleUser user = ConsoleUser.of(hub, account);
      String path = base(account) + "/settings";
      Reply wrong = user.post(path, path + "/webhook", Map.of("url", "ftp://" + EVIL));
      assertThat(wrong.status()).isEqualTo(400);
      assertThat(wrong.text()).contains("The hub may not call this address").doesNotContain(EVIL);
      assertThat(user.post(path, path + "/webhook/test", Map.of()).status()).isEqualTo(409);

      user.post(path, path + "/webhook", Map.of("url", receiver.url()));
      assertThat(user.get(path).text()).contains(receiver.url());
      assertThat(user.post(path, path + "/webhook/test", Map.of()).status()).isEqualTo(303);
      hub.settle();
      Receiver.Delivery first = receiver.next();
      assertThat(first.json().get("event").stringValue()).isEqualTo("test");
      assertThat(user.get(path).text()).contains("Delivered", first.id());

      user.post(path, path + "/webhook/replay", Map.of("event", first.id()));
      hub.settle();
      assertThat(receiver.next().id()).isEqualTo(first.id());
      assertThat(user.post(path, path + "/webhook/replay", Map.of("event", "none")).status())
          .isEqualTo(404);

      String before = text(user.get(path), "hook-secret");
      user.post(path, path + "/webhook/secret", Map.of());
      Reply rotated = user.get(path);
      assertThat(text(rotated, "hook-secret")).isNotEqualTo(before);
      assertThat(rotated.text()).contains("The one before signs along until");
    }
  }

  @ParameterizedTest
  @EnumSource
  void zone_isChanged_fromTheNextMonthOn(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("Harbour", "UTC");
      ConsoleUser user = ConsoleUser.of(hub, account);
      String path = base(account) + "/settings";
      Reply wrong = user.post(path, path + "/zone", Map.of("time_zone", "Mars/Base"));
      assertThat(wrong.status()).isEqualTo(400);
      assertThat(user.post(path, path + "/zone", Map.of("time_zone", "Asia/Tokyo")).status())
          .isEqualTo(303);
      assertThat(text(user.get(path), "zone-next")).contains("Asia/Tokyo").contains("Nov 1, 2026");
    }
  }

  @ParameterizedTest
  @EnumSource
  void branding_isSavedAndPreviewed(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("Harbour " + EVIL, null);
      ConsoleUser user = ConsoleUser.of(hub, account);
      String path = base(account) + "/branding";
      Reply wrong = user.post(path, path, Map.of("onboarding_logo", "http://example.org/" + EVIL));
      assertThat(wrong.status()).isEqualTo(400);
      assertThat(wrong.text()).contains("The logo is an https address").doesNotContain(EVIL);
      Map<String, String> texts =
          Map.of("onboarding_message", "Welcome " + EVIL, "onboarding_button", "Go on");
      assertThat(user.post(path, path, texts).status()).isEqualTo(303);
      assertThat(hub.get("/api/settings/getBusiness", account).json().toString()).contains("Go on");

      Reply preview = user.get(path + "/preview");
      assertThat(preview.text())
          .contains("Go on", "Welcome ")
          .doesNotContain(EVIL, "onboard.js", "<script");
      assertThat(preview.raw().headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("frame-ancestors 'self'", "default-src 'none'");
      assertThat(user.get(path + "/preview?onboarding_button=Now&lang=he").text())
          .contains("Now", "dir=\"rtl\"")
          .doesNotContain("Go on");
      assertThat(user.get(path).raw().headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("frame-src 'self'", "frame-ancestors 'none'");
      assertThat(user.get(path + "/logo?address=file:///etc/passwd").status()).isEqualTo(204);
    }
  }

  @ParameterizedTest
  @EnumSource
  void settings_ofAnotherPartner_areNotThere(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("Harbour", null);
      Account other = hub.partner("Other", null);
      ConsoleUser user = ConsoleUser.of(hub, account);
      String csrf = ConsoleUser.csrf(user.get(base(account) + "/settings"));
      for (String path :
          List.of("/settings", "/branding", "/branding/preview", "/branding/logo", "/start")) {
        assertThat(user.get(base(other) + path).status()).as(path).isEqualTo(404);
      }
      for (String path :
          List.of(
              "/settings/secret",
              "/settings/webhook",
              "/settings/webhook/secret",
              "/settings/webhook/test",
              "/settings/webhook/replay",
              "/settings/zone",
              "/branding")) {
        assertThat(user.send(base(other) + path, Map.of("csrf", csrf)).status())
            .as(path)
            .isEqualTo(404);
        assertThat(user.send(base(account) + path, Map.of("csrf", "forged")).status())
            .as(path)
            .isEqualTo(403);
      }
      assertThat(hub.reasonOf(other.token())).isEqualTo(1);
      assertThat(hub.reasonOf(account.token())).isEqualTo(1);
    }
  }
}
