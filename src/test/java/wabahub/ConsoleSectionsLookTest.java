package wabahub;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wabahub.Chromium.Visitor;

/// How the sections of the console look besides the numbers: onboarding, usage, settings, hub.
final class ConsoleSectionsLookTest {
  private static Chromium chromium;
  private static TestHub hub;
  private static ConsoleWorld world;
  private static String base;
  private static String open;
  private static String stuck;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    hub = new TestHub(Database.SQLITE, Map.of("WABAHUB_WEBHOOK_ALLOW_PRIVATE", "true"));
    world = new ConsoleWorld(hub);
    base = "/console/" + world.account.id();
    stuck = link("Pelican Parking Ltd", "");
    closed(stuck);
    open = link("Saltmarsh Inn Ltd", "crm-2041");
    hub.webhook("no json".getBytes(StandardCharsets.UTF_8));
    hub.webhook(
        WebhookTest.messages(
            HubCalls.phone(),
            WebhookTest.message("e", "447700900200", TestHub.START.getEpochSecond())));
    hub.settle();
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

  /// A new link; returns its token.
  private static String link(String business, String reference) {
    Map<String, String> headers = Map.of("Authorization", world.account.bearer());
    Map<String, String> client = Map.of("business_name", business, "reference", reference);
    String link =
        hub.call("POST", "/api/v1/onboardings", headers, client)
            .json()
            .get("onboarding_link")
            .stringValue();
    return Meta.token(link);
  }

  /// The client has closed Meta's dialog.
  private static void closed(String token) {
    hub.call("POST", "/onboard/" + token + "/sign-in", Map.of(), Map.of("session", Map.of()));
  }

  private static void visit(Visitor visitor, String path, String picture) {
    visitor.page.navigate(hub.uri(path).toString());
    visitor.page.waitForLoadState();
    ConsoleNumbersLookTest.expectSound(visitor, picture);
  }

  /// The looks without a name are not for the documents.
  private static String picture(String page, String look) {
    return look.isEmpty() ? "" : page + look;
  }

  private static void signInOperator(Visitor visitor) {
    Page page = visitor.page;
    page.navigate(hub.uri("/console").toString());
    page.click(".other summary");
    page.fill("[name=admin_token]", TestHub.ADMIN_TOKEN);
    page.click(".other button");
    page.waitForURL("**/hub");
  }

  @ParameterizedTest
  @CsvSource({
    "360, LIGHT, en, ''",
    "360, DARK, he, -phone-dark-he",
    "1280, LIGHT, en, -desktop",
    "1280, DARK, en, ''",
    "1280, LIGHT, he, ''"
  })
  void pages_anyLook_areSound(int width, ColorScheme scheme, String language, String name) {
    try (Visitor visitor = ConsoleNumbersLookTest.visitor(chromium, width, scheme, language)) {
      ConsoleNumbersLookTest.signIn(visitor, world);
      visit(visitor, base + "/onboarding", picture("console-onboarding", name));
      visitor.page.click("tbody tr:first-child a");
      visitor.page.waitForURL("**/onboarding/*");
      ConsoleNumbersLookTest.expectSound(visitor, picture("console-link", name));
      visit(visitor, base + "/onboarding", "");
      visitor.page.click("tbody tr:last-child a");
      visitor.page.waitForSelector("#trouble");
      ConsoleNumbersLookTest.expectSound(visitor, picture("console-link-stuck", name));
      visit(visitor, base + "/invite", picture("console-invite", name));
      visit(visitor, base + "/usage?month=2026-09", picture("console-usage", name));
      visitor.page.click(".wide-cell a");
      visitor.page.waitForSelector(".sheet-of-paper");
      ConsoleNumbersLookTest.expectSound(visitor, picture("console-statement", name));
      visit(visitor, base + "/settings", picture("console-settings", name));
      visitor.page.navigate(hub.uri(base + "/branding").toString());
      assertThat(visitor.page.frameLocator("#preview").locator("#begin")).isVisible();
      ConsoleNumbersLookTest.expectSound(visitor, picture("console-branding", name));
      visit(visitor, base + "/start", picture("console-start", name));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "360, LIGHT, en, ''",
    "360, DARK, he, -phone-dark-he",
    "1280, LIGHT, en, -desktop",
    "1280, DARK, en, ''",
    "1280, LIGHT, he, ''"
  })
  void hub_anyLook_isSound(int width, ColorScheme scheme, String language, String name) {
    try (Visitor visitor = ConsoleNumbersLookTest.visitor(chromium, width, scheme, language)) {
      signInOperator(visitor);
      ConsoleNumbersLookTest.expectSound(visitor, picture("console-hub", name));
      visit(
          visitor, "/console/hub/partners/" + world.account.id(), picture("console-partner", name));
      visit(visitor, "/console/hub/waiting/set-aside", picture("console-waiting", name));
      visit(visitor, "/console/hub/waiting/held", "");
      visitor.page.click("tbody a");
      visitor.page.waitForSelector("pre");
      ConsoleNumbersLookTest.expectSound(visitor, picture("console-element", name));
      visit(visitor, "/console/hub/health", picture("console-health", name));
    }
  }

  @Test
  void statement_onPaper_showsItselfAlone() {
    try (Visitor visitor = ConsoleNumbersLookTest.visitor(chromium, 820, ColorScheme.DARK, "en")) {
      ConsoleNumbersLookTest.signIn(visitor, world);
      visitor.page.navigate(hub.uri(base + "/usage?month=2026-09").toString());
      visitor.page.click(".wide-cell a");
      visitor.page.waitForSelector(".sheet-of-paper");
      visitor.page.emulateMedia(
          new Page.EmulateMediaOptions().setMedia(com.microsoft.playwright.options.Media.PRINT));
      for (String hidden : new String[] {".bar", ".nav", ".back", "[data-print]"}) {
        assertThat(visitor.page.locator(hidden).first()).isHidden();
      }
      assertThat(visitor.page.locator(".sheet-of-paper tfoot")).isVisible();
      visitor.picture("console-statement-paper");
      visitor.expectNoErrors();
    }
  }

  @Test
  void branding_isShownAsItIsTyped_andSaved() {
    try (Visitor visitor =
        ConsoleNumbersLookTest.visitor(chromium, 1280, ColorScheme.LIGHT, "en")) {
      ConsoleNumbersLookTest.signIn(visitor, world);
      Page page = visitor.page;
      page.navigate(hub.uri(base + "/branding").toString());
      FrameLocator preview = page.frameLocator("#preview");
      String evil = "<img src=x onerror=window.hacked=1>";
      page.locator("[name=onboarding_button]").pressSequentially("Go on");
      assertThat(preview.locator("#begin")).containsText("Go on");
      page.fill("[name=onboarding_message]", evil);
      assertThat(preview.locator("section .lead").first()).hasText(evil);
      assertThat(page.locator("[name=onboarding_message]")).isFocused();
      page.selectOption("#preview-language", "ar");
      assertThat(preview.locator("html")).hasAttribute("dir", "rtl");
      assertThat(preview.locator("#begin")).containsText("Go on");
      page.click("form[data-preview] .button");
      assertThat(page.locator("[role=status]")).hasText("Logo and texts are saved.");
      assertThat(page.locator("[name=onboarding_button]")).hasValue("Go on");
      assertThat(preview.locator("section .lead").first()).hasText(evil);
      assertThat(page.evaluate("() => window.hacked")).isNull();
      ConsoleNumbersLookTest.expectSound(visitor, "");
    }
  }
}
