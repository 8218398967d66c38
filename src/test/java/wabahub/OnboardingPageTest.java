package wabahub;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import wabahub.Chromium.Visitor;

/// The page of a link in a browser, with the sandbox's dialog behind it.
final class OnboardingPageTest {
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

  /// Opens the page, and from it the dialog.
  private static Page dialog(Visitor visitor, String link) {
    visitor.page.navigate(hub.uri(link).toString());
    return dialog(visitor);
  }

  private static Page dialog(Visitor visitor) {
    Page dialog = visitor.page.waitForPopup(() -> visitor.page.click("#begin"));
    dialog.waitForLoadState();
    return dialog;
  }

  private static void expectView(Visitor visitor, String view) {
    assertThat(visitor.page.locator("#page")).hasAttribute("data-view", view);
  }

  private static JsonNode live(String whatsapp) {
    return hub.list(hub.partner)
        .get("list")
        .valueStream()
        .filter(number -> number.get("whatsapp").stringValue().equals(whatsapp))
        .findFirst()
        .orElseThrow(() -> new AssertionError(whatsapp + " is not in the list"));
  }

  @Test
  void client_goesThrough_hasItsNumberInTheList() {
    String whatsapp = HubCalls.whatsapp();
    try (Visitor visitor = chromium.visitor(360)) {
      String link = hub.link(Map.of("business_name", "Olive Tree Bakery Ltd"));
      Page dialog = dialog(visitor, link);
      assertThat(dialog.locator("h1")).containsText("stand-in");
      assertThat(dialog.locator("[name=business]")).hasValue("Olive Tree Bakery Ltd");
      dialog.fill("[name=whatsapp]", whatsapp);
      dialog.click("#go");

      expectView(visitor, "finished");
      assertThat(visitor.page.locator("[data-number]")).hasText("+" + whatsapp);
      assertThat(live(whatsapp).get("coexistence").asInt()).isZero();
      visitor.expectNoErrors();
    }
  }
}
