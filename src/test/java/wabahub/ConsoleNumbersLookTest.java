package wabahub;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wabahub.Chromium.Visitor;

/// How the list of numbers looks and works in a browser. With `-Dwabahub.screenshots=docs/images`
/// it takes the pictures of the documents.
final class ConsoleNumbersLookTest {
  private static Chromium chromium;
  private static TestHub hub;
  private static ConsoleWorld world;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    hub = new TestHub(Database.SQLITE);
    world = new ConsoleWorld(hub);
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

  static Visitor visitor(Chromium chromium, int width, ColorScheme scheme, String language) {
    return chromium.visitor(
        new Browser.NewContextOptions()
            .setViewportSize(width, width < 500 ? 780 : 860)
            .setColorScheme(scheme)
            .setLocale(language));
  }

  static void signIn(Visitor visitor, ConsoleWorld world) {
    visitor.page.navigate(world.hub.uri("/console").toString());
    visitor.page.fill("[name=client_id]", world.account.clientId());
    visitor.page.fill("[name=client_secret]", world.account.clientSecret());
    visitor.page.click(".sign-in form:first-of-type button");
    visitor.page.waitForURL("**/numbers");
  }

  /// `picture`: the name of one to be taken, "" = none.
  static void expectSound(Visitor visitor, String picture) {
    if (!picture.isEmpty()) {
      visitor.view(picture);
    }
    visitor.expectFits();
    visitor.expectNoBarriers();
    visitor.expectNoErrors();
    assertThat(visitor.hosts()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "360, LIGHT, en, phone",
    "360, DARK, he, phone-dark-he",
    "1280, LIGHT, en, desktop",
    "1280, DARK, en, desktop-dark",
    "1280, LIGHT, he, desktop-he"
  })
  void list_anyLook_isSound(int width, ColorScheme scheme, String language, String name) {
    try (Visitor visitor = visitor(chromium, width, scheme, language)) {
      visitor.page.navigate(hub.uri("/console").toString());
      expectSound(visitor, "console-sign-in-" + name);
      signIn(visitor, world);
      assertThat(visitor.page.locator("html"))
          .hasAttribute("dir", language.equals("he") ? "rtl" : "ltr");
      assertThat(visitor.page.locator("tbody tr")).hasCount(11);
      expectSound(visitor, "console-numbers-" + name);
    }
  }

  @Test
  void list_isSearchedFilteredSorted_withoutLeavingThePage() {
    try (Visitor visitor = visitor(chromium, 1280, ColorScheme.LIGHT, "en")) {
      signIn(visitor, world);
      visitor.page.evaluate("() => window.stayed = true");
      visitor.page.locator("#search").pressSequentially("oliv");
      assertThat(visitor.page.locator("tbody tr")).hasCount(1);
      assertThat(visitor.page.locator("#found")).hasText("1 number");
      assertThat(visitor.page.locator("#search")).isFocused();
      visitor.page.waitForURL("**/numbers?search=oliv*");
      visitor.page.fill("#search", "");
      assertThat(visitor.page.locator("tbody tr")).hasCount(11);
      visitor.page.selectOption("[name=state]", "broken");
      assertThat(visitor.page.locator("tbody tr")).hasCount(2);
      visitor.page.click("#sort-display_name");
      assertThat(visitor.page.locator("[aria-sort=ascending]")).hasText("Number");
      assertThat(visitor.page.locator("tbody th a").first()).hasText("Ferro & Figli");
      visitor.page.fill("#search", "nobody");
      assertThat(visitor.page.locator(".empty")).containsText("No number is like that");
      assertThat(visitor.page.evaluate("() => window.stayed")).isEqualTo(true);
      expectSound(visitor, "");
    }
  }
}
