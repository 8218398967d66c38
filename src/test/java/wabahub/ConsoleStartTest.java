package wabahub;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wabahub.Chromium.Visitor;
import wabahub.TestHub.Account;

/// The first minutes with a hub: from nothing to figures, in a sandbox.
final class ConsoleStartTest {
  /// A number is connected in a second or two, and on a busy machine in some more.
  private static final int PATIENCE_MS = 30_000;

  private static Chromium chromium;
  private static RunningHub hub;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    hub = new RunningHub(Map.of());
  }

  @AfterAll
  static void close() {
    if (hub != null) {
      hub.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  private static void signIn(Visitor visitor, Account account) {
    Page page = visitor.page;
    page.navigate(hub.uri("/console").toString());
    page.fill("[name=client_id]", account.clientId());
    page.fill("[name=client_secret]", account.clientSecret());
    page.click(".sign-in form:first-of-type button");
    page.waitForURL("**/numbers");
  }

  @ParameterizedTest
  @CsvSource({"360, DARK, he", "1280, LIGHT, en"})
  void sandbox_isSeenWhole(int width, ColorScheme scheme, String language) {
    try (Visitor visitor = ConsoleNumbersLookTest.visitor(chromium, width, scheme, language)) {
      Page page = visitor.page;
      Account partner = hub.partner("Harbour " + width, null);
      signIn(visitor, partner);
      String name = width < 500 ? "phone-dark-he" : "desktop";
      ConsoleNumbersLookTest.expectSound(visitor, "console-empty-" + name);
      page.click("main a[href$=start]");
      ConsoleNumbersLookTest.expectSound(visitor, "console-start-first-" + name);
      page.click("[form=play].button");
      page.locator("[form=talk]").waitFor(new Locator.WaitForOptions().setTimeout(PATIENCE_MS));
      ConsoleNumbersLookTest.expectSound(visitor, "console-start-traffic-" + name);
      page.click("[form=talk]");
      // Four of marketing, three of service, two sessions.
      assertThat(page.locator(".journey .value"))
          .containsText("9", new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS));
      ConsoleNumbersLookTest.expectSound(visitor, "console-start-figures-" + name);
      // The page follows on. Customers may be the same ones as before, within their 24 hours.
      hub.talk(partner);
      assertThat(page.locator(".journey .value"))
          .containsText(
              Pattern.compile("1[678]"),
              new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS));
      page.click("main a[href$=numbers]");
      assertThat(page.locator("tbody tr")).hasCount(1);
      assertThat(page.locator("tbody .strong")).hasText(Pattern.compile("1[678]"));
    }
  }

  @Test
  void link_isPlayed_andItsPageFollows() {
    try (Visitor visitor =
        ConsoleNumbersLookTest.visitor(chromium, 1280, ColorScheme.LIGHT, "en")) {
      Page page = visitor.page;
      Account account = hub.partner("Links", null);
      signIn(visitor, account);
      page.navigate(hub.uri("/console/" + account.id() + "/onboarding").toString());
      page.locator("main a[href$=invite]").first().click();
      page.fill("[name=business_name]", "Olive Tree Ltd");
      page.click("form .button");
      page.waitForURL("**/onboarding/*");
      assertThat(page.locator(".qr")).isVisible();
      page.evaluate("() => window.stayed = true");
      // The client signs in somewhere else: this page shows it by itself.
      String path = page.url().replaceAll("\\?.*", "");
      Page other = visitor.context.newPage();
      other.navigate(path);
      other.click("form[action$=play] button");
      assertThat(page.locator("#state"))
          .hasText("Connected", new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MS));
      assertThat(page.locator("#progress .button")).hasText("Look at the number");
      assertThat(page.evaluate("() => window.stayed")).isEqualTo(true);
      ConsoleNumbersLookTest.expectSound(visitor, "");
    }
  }

  @Test
  void operator_createsAPartner_whoSignsIn() {
    try (Visitor visitor = ConsoleNumbersLookTest.visitor(chromium, 1280, ColorScheme.LIGHT, "en");
        Visitor partner = ConsoleNumbersLookTest.visitor(chromium, 360, ColorScheme.LIGHT, "en")) {
      Page page = visitor.page;
      page.navigate(hub.uri("/console").toString());
      page.click(".other summary");
      page.fill("[name=admin_token]", TestHub.ADMIN_TOKEN);
      page.click(".other button");
      page.waitForURL("**/hub");
      page.fill("[name=name]", "Lighthouse Apps");
      page.click("[aria-labelledby=new-partner] button");
      String clientId = page.locator("#client-id").textContent();
      String secret = page.locator("#client-secret").textContent();
      ConsoleNumbersLookTest.expectSound(visitor, "");
      signIn(partner, new Account(0, clientId, secret, ""));
      assertThat(partner.page.locator(".empty")).isVisible();
      page.click("main .button");
      page.waitForURL("**/start");
      assertThat(page.locator(".whose")).containsText("Lighthouse Apps");
      assertThat(visitor.hosts()).hasSize(1);
    }
  }
}
