package wabahub;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static wabahub.ConsoleNumbersLookTest.expectSound;
import static wabahub.ConsoleNumbersLookTest.signIn;
import static wabahub.ConsoleNumbersLookTest.visitor;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wabahub.Chromium.Visitor;

/// How the page of a number looks and works in a browser. With `-Dwabahub.screenshots=docs/images`
/// it takes the pictures of the documents.
final class ConsoleNumberLookTest {
  private static Chromium chromium;
  private static TestHub hub;
  private static ConsoleWorld world;
  private static Receiver receiver;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    receiver = new Receiver();
    hub = new TestHub(Database.SQLITE, WebhookCalls.PRIVATE);
    world = new ConsoleWorld(hub);
  }

  @AfterAll
  static void close() {
    if (hub != null) {
      hub.close();
    }
    if (receiver != null) {
      receiver.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  private static Page go(Visitor visitor, String path) {
    visitor.page.navigate(hub.uri(world.path(path)).toString());
    return visitor.page;
  }

  @ParameterizedTest
  @CsvSource({
    "360, LIGHT, en, phone",
    "360, DARK, he, phone-dark-he",
    "1280, LIGHT, en, desktop",
    "1280, DARK, en, desktop-dark",
    "1280, LIGHT, he, desktop-he"
  })
  void pages_anyLook_areSound(int width, ColorScheme scheme, String language, String name) {
    try (Visitor visitor = visitor(chromium, width, scheme, language)) {
      signIn(visitor, world);
      Page page = go(visitor, "/" + world.first);
      assertThat(page.locator("h1")).hasText("Olive Tree Bakery");
      // What a chart shows is drawn.
      assertThat(
              page.evaluate(
                  "() => [...document.querySelectorAll('canvas')].every(c => Chart.getChart(c))"))
          .isEqualTo(true);
      expectSound(visitor, "console-number-" + name);
      page.locator("summary").evaluateAll("all => all.forEach(s => s.parentElement.open = true)");
      page.locator("#account").evaluate("menu => menu.open = false");
      expectSound(visitor, "");
      if (name.equals("desktop")) {
        visitor.picture("console-number-whole");
      }
      go(visitor, "/" + world.whatsapp("Pelican Parking"));
      expectSound(visitor, name.equals("desktop") ? "console-number-broken-" + name : "");
      go(visitor, "/" + world.first + "/bill");
      expectSound(visitor, "console-bill-" + name);
      go(visitor, "/" + world.first + "/delete");
      expectSound(visitor, name.startsWith("phone") ? "console-delete-" + name : "");
    }
  }

  @Test
  void key_isShownCopiedAndReplaced() {
    try (Visitor visitor = visitor(chromium, 1280, ColorScheme.LIGHT, "en")) {
      visitor.context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
      signIn(visitor, world);
      Page page = go(visitor, "/" + world.first);
      page.evaluate("() => window.stayed = true");
      assertThat(page.locator("#key-value")).hasCount(0);
      page.click("#show-key");
      String key = page.locator("#key-value").textContent();
      assertThat(key).matches("[A-Za-z0-9_-]{43}");
      page.click("#key [data-copy]");
      assertThat(page.locator("#key [data-label]")).hasText("Copied");
      assertThat(page.evaluate("() => navigator.clipboard.readText()")).isEqualTo(key);
      page.click("#key summary");
      page.selectOption("[name=grace_hours]", "1");
      page.click("#key details button");
      assertThat(page.locator("#key .notice")).containsText("new key");
      assertThat(page.locator("#key-value").textContent()).isNotEqualTo(key);
      assertThat(page.evaluate("() => window.stayed")).isEqualTo(true);
      expectSound(visitor, "");
    }
  }

  @ParameterizedTest
  @CsvSource({"1280, LIGHT, en, desktop", "360, DARK, he, phone-dark-he"})
  void webhook_isAddedTriedAndDeleted(int width, ColorScheme scheme, String language, String name) {
    try (Visitor visitor = visitor(chromium, width, scheme, language)) {
      signIn(visitor, world);
      Page page = go(visitor, "/" + world.whatsapp("Kaya Yoga"));
      page.click("#add-hook summary");
      page.fill("#add-hook [name=url]", receiver.url());
      page.fill("#add-hook [name=name]", "CRM");
      page.click("#add-hook .button");
      assertThat(page.locator("h1")).hasText("CRM");
      page.click("#new-secret");
      assertThat(page.locator("#secret-value")).isVisible();
      page.click("#test");
      assertThat(page.locator("[role=status]").first()).isVisible();
      hub.settle();
      page.reload();
      assertThat(page.locator("tbody .badge.good")).hasCount(1);
      expectSound(visitor, "console-webhook-" + name);
      page.click("tbody a");
      assertThat(page.locator("pre")).containsText("\"event\"");
      expectSound(visitor, "console-delivery-" + name);
      page.click("#replay");
      hub.settle();
      assertThat(page.locator("tbody tr")).hasCount(1);
      page.click("#delete");
      assertThat(page.locator("#hooks + .soft")).isVisible();
      assertThat(visitor.hosts()).hasSize(1);
    }
  }

  @Test
  void webhook_withAWrongAddress_isRefusedInItsForm() {
    try (Visitor visitor = visitor(chromium, 1280, ColorScheme.LIGHT, "en")) {
      signIn(visitor, world);
      Page page = go(visitor, "/" + world.whatsapp("Kaya Yoga"));
      page.click("#add-hook summary");
      page.fill("#add-hook [name=url]", "ftp://crm.example.org/");
      page.click("#add-hook .button");
      assertThat(page.locator("#add-hook .notice.bad")).isVisible();
      assertThat(page.locator("#add-hook [name=url]")).hasValue("ftp://crm.example.org/");
      visitor.expectNoBarriers();
      visitor.expectFits();
    }
  }

  @Test
  void figures_refreshByThemselves_untilSomebodyPauses() {
    try (Visitor visitor = visitor(chromium, 1280, ColorScheme.LIGHT, "en")) {
      visitor.page.clock().install();
      signIn(visitor, world);
      Page page = visitor.page;
      page.focus("#n-" + world.first);
      String before = page.locator(".total.marketing .value").textContent();
      hub.webhook(
          WebhookTest.statuses(
              world.firstPhone,
              WebhookTest.status(
                  "fresh1", "delivered", TestHub.START.getEpochSecond(), "marketing", "regular")));
      hub.settle();
      page.clock().runFor(6_000);
      assertThat(page.locator(".total.marketing .value")).not().hasText(before);
      assertThat(page.locator("#n-" + world.first)).isFocused();
      page.click("#pause");
      assertThat(page.locator("#pause")).hasAttribute("aria-pressed", "true");
      visitor.expectNoErrors();
    }
  }

  @Test
  void number_isDeleted_onceItIsMeant() {
    try (Visitor visitor = visitor(chromium, 360, ColorScheme.LIGHT, "en")) {
      signIn(visitor, world);
      String whatsapp = world.whatsapp("Saltmarsh Inn");
      Page page = go(visitor, "/" + whatsapp);
      page.click("#delete");
      page.fill("[name=number]", "+972 50 000 0000");
      page.click("main .danger");
      assertThat(page.locator("#wrong")).hasText("That is another number.");
      page.fill("[name=number]", "+" + whatsapp);
      page.click("main .danger");
      assertThat(page.locator("[role=status]").first()).hasText("The number is deleted.");
      assertThat(page.locator("#n-" + whatsapp)).hasCount(0);
    }
  }
}
