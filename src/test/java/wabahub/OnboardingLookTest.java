package wabahub;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wabahub.Chromium.Visitor;

/// How the page of a link looks: on a phone and a desk, in every language, with whatever texts a
/// partner has. With `-Dwabahub.screenshots=docs/images` it takes the pictures of the documents.
final class OnboardingLookTest {
  private static final String EVIL =
      "\"'><script>window.hacked = 1</script><img src=x onerror=window.hacked=1>${7*7}";

  private static final String LONG =
      "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft ";

  private static Chromium chromium;
  private static RunningHub hub;
  private static HttpServer pictures;

  @BeforeAll
  static void open() throws IOException {
    chromium = Chromium.open();
    hub = new RunningHub(Map.of());
    byte[] logo = logo();
    pictures = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    pictures.createContext(
        "/logo.png",
        exchange -> {
          exchange.sendResponseHeaders(200, logo.length);
          exchange.getResponseBody().write(logo);
          exchange.close();
        });
    pictures.start();
  }

  @AfterAll
  static void close() {
    if (pictures != null) {
      pictures.stop(0);
    }
    if (hub != null) {
      hub.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  /// 400 x 120, for screens of twice the density.
  private static byte[] logo() throws IOException {
    BufferedImage image = new BufferedImage(400, 120, BufferedImage.TYPE_INT_ARGB);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setColor(new Color(0x1d4ed8));
    pen.fillRoundRect(0, 0, 400, 120, 28, 28);
    pen.setColor(Color.WHITE);
    pen.setStroke(new java.awt.BasicStroke(9));
    pen.drawArc(34, 44, 52, 48, 180, 180);
    pen.drawLine(60, 24, 60, 90);
    pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 62));
    pen.drawString("Harbour", 110, 82);
    pen.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }

  /// A link with a logo that the hub can fetch; returns its path.
  private static String branded(Map<String, ?> more) {
    Map<String, Object> fields = new HashMap<>(more);
    fields.putIfAbsent("business_name", "Olive Tree Bakery Ltd");
    String link = hub.link(fields);
    String address = "http://127.0.0.1:" + pictures.getAddress().getPort() + "/logo.png";
    hub.execute(
        "UPDATE onboarding SET logo = '%s' WHERE id = (SELECT max(id) FROM onboarding)"
            .formatted(address));
    return link;
  }

  private static void visit(Visitor visitor, String link) {
    visitor.page.navigate(hub.uri(link).toString());
    visitor.page.waitForLoadState();
  }

  private static Page dialog(Visitor visitor) {
    Page dialog = visitor.page.waitForPopup(() -> visitor.page.click("#begin"));
    dialog.waitForLoadState();
    return dialog;
  }

  private static void expectView(Visitor visitor, String view) {
    assertThat(visitor.page.locator("#page")).hasAttribute("data-view", view);
  }

  /// `picture`: the name of one to be taken, "" = none.
  private static void expectSound(Visitor visitor, String picture) {
    if (!picture.isEmpty()) {
      visitor.picture(picture);
    }
    visitor.expectFits();
    visitor.expectNoBarriers();
    visitor.expectNoErrors();
  }

  private static Visitor visitor(int width, ColorScheme scheme) {
    return chromium.visitor(
        new Browser.NewContextOptions()
            .setViewportSize(width, width < 500 ? 740 : 800)
            .setDeviceScaleFactor(width < 500 ? 2 : 1)
            .setColorScheme(scheme));
  }

  @ParameterizedTest
  @CsvSource({"360, LIGHT, phone", "360, DARK, phone-dark", "1280, LIGHT, desktop"})
  void page_inEachState_isSound(int width, ColorScheme scheme, String name) {
    try (Visitor visitor = visitor(width, scheme)) {
      visit(visitor, branded(Map.of()));
      assertThat(visitor.page.locator("#begin")).isEnabled();
      expectSound(visitor, "onboarding-start-" + name);

      Page dialog = dialog(visitor);
      expectView(visitor, "dialog");
      expectSound(visitor, "onboarding-dialog-" + name);
      dialog.check("[value=cancel]");
      dialog.click("#go");
      expectView(visitor, "failed");
      expectSound(visitor, "onboarding-failed-" + name);

      Page again = dialog(visitor);
      again.fill("[name=whatsapp]", HubCalls.whatsapp());
      try (var _ = new HeldCall(hub.meta(), "register")) {
        again.click("#go");
        assertThat(visitor.page.locator("[data-covers=register]"))
            .hasAttribute("data-stage", "now");
        expectSound(visitor, "onboarding-working-" + name);
      }
      expectView(visitor, "finished");
      expectSound(visitor, "onboarding-finished-" + name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "he", "ar", "es", "pt"})
  void page_inEachLanguage_isSound(String language) {
    try (Visitor visitor =
        chromium.visitor(
            new Browser.NewContextOptions()
                .setViewportSize(360, 740)
                .setDeviceScaleFactor(2)
                .setLocale(language))) {
      visit(visitor, branded(Map.of("coexistence", 1)));
      boolean rightToLeft = List.of("he", "ar").contains(language);
      assertThat(visitor.page.locator("html")).hasAttribute("lang", language);
      assertThat(visitor.page.locator("html")).hasAttribute("dir", rightToLeft ? "rtl" : "ltr");
      assertThat(visitor.page.locator("#begin")).isEnabled();
      expectSound(visitor, "onboarding-start-" + language);

      Page dialog = dialog(visitor);
      dialog.check("[value=error]");
      dialog.click("#go");
      expectView(visitor, "failed");
      expectSound(visitor, language.equals("he") ? "onboarding-failed-he" : "");

      Page again = dialog(visitor);
      again.fill("[name=whatsapp]", HubCalls.whatsapp());
      try (var _ = new HeldCall(hub.meta(), "sync_history")) {
        again.click("#go");
        assertThat(visitor.page.locator("[data-covers~=history]"))
            .hasAttribute("data-stage", "now");
        expectSound(visitor, language.equals("he") ? "onboarding-working-he" : "");
      }
      expectView(visitor, "finished");
      expectSound(visitor, language.equals("he") ? "onboarding-finished-he" : "");
    }
  }

  @Test
  void language_isSwitched_staysWhereItIs() {
    try (Visitor visitor = chromium.visitor(360)) {
      visit(visitor, branded(Map.of()));
      visitor.page.click("[lang=he][href]");
      assertThat(visitor.page.locator("html")).hasAttribute("dir", "rtl");
      Page dialog = dialog(visitor);
      dialog.check("[value=cancel]");
      dialog.click("#go");
      // What the hub says comes in the language of the page.
      assertThat(visitor.page.locator("[data-reason]")).containsText("החלון של Meta");
      visitor.expectNoErrors();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 1280})
  void texts_asLongAsTheyMayBe_fit(int width) {
    try (Visitor visitor = chromium.visitor(width)) {
      Map<String, Object> fields = new HashMap<>();
      fields.put("business_name", LONG.repeat(3));
      fields.put("onboarding_message", LONG.repeat(2));
      fields.put("onboarding_button", LONG.substring(0, 50));
      fields.put("onboarding_failed", LONG.repeat(2));
      fields.put("onboarding_success", LONG.repeat(2));
      visit(visitor, hub.link(fields));
      assertThat(visitor.page.locator("#begin")).isEnabled();
      expectSound(visitor, "onboarding-long-" + width);
      Page dialog = dialog(visitor);
      dialog.check("[value=cancel]");
      dialog.click("#go");
      expectView(visitor, "failed");
      visitor.expectFits();
      dialog(visitor).click("#go");
      expectView(visitor, "finished");
      visitor.expectFits();
    }
  }

  @Test
  void texts_withScriptsInThem_areHarmless() {
    try (Visitor visitor = chromium.visitor(360)) {
      Map<String, Object> fields = new HashMap<>();
      for (String field :
          List.of(
              "business_name",
              "business_address",
              "display_name",
              "onboarding_message",
              "onboarding_failed",
              "onboarding_success")) {
        fields.put(field, EVIL);
      }
      fields.put("onboarding_button", "<script>window.hacked = 1</script>");
      fields.put("landing_page", "https://shop.example.org/?q=%22%3E%3Cscript%3E&amp;a=1");
      visit(visitor, hub.link(fields));
      assertThat(visitor.page.locator("[data-for=start] .lead")).hasText(EVIL);
      assertThat(visitor.page.locator(".business")).hasText(EVIL);
      assertThat(visitor.page.locator("#begin")).containsText("<script>");
      Page dialog = dialog(visitor);
      assertThat(dialog.locator("[name=business]")).hasValue(EVIL);
      dialog.check("[value=cancel]");
      dialog.click("#go");
      assertThat(visitor.page.locator("[data-for=failed] h2")).hasText(EVIL);
      dialog(visitor).click("#go");
      assertThat(visitor.page.locator("[data-for=finished] .notice p")).hasText(EVIL);
      assertThat(visitor.page.evaluate("() => window.hacked")).isNull();
      visitor.expectNoErrors();
    }
  }

  @Test
  void logo_isShown_andWithoutOneTheName() {
    try (Visitor visitor = chromium.visitor(360)) {
      visit(visitor, branded(Map.of()));
      assertThat(
              visitor.page.evaluate(
                  "() => document.getElementById('logo').decode().then(() => true)"))
          .isEqualTo(true);
      String link = hub.link(Map.of());
      hub.execute(
          "UPDATE onboarding SET logo = 'http://127.0.0.1:1/none.png' WHERE id ="
              + " (SELECT max(id) FROM onboarding)");
      visit(visitor, link);
      assertThat(visitor.page.locator(".host")).hasText("Harbour Messaging");
      assertThat(visitor.page.locator("#logo")).hasCount(0);
      expectSound(visitor, "onboarding-without-logo");
    }
  }

  @Test
  void link_unknown_isAFriendlyPage() {
    try (Visitor visitor = visitor(360, ColorScheme.LIGHT)) {
      visit(visitor, "/onboard/no-such-link");
      assertThat(visitor.page.locator("h1")).hasText("This link does not work");
      visitor.picture("onboarding-gone");
      visitor.expectFits();
      visitor.expectNoBarriers();
    }
  }

  @Test
  void dialog_ofTheSandbox_isSoundAndSaysWhatItIs() {
    try (Visitor visitor = chromium.visitor(1280)) {
      visit(visitor, branded(Map.of()));
      Page dialog = dialog(visitor);
      assertThat(dialog.locator("main")).containsText("This is not Meta");
      visitor.picture(dialog, "sandbox-dialog");
    }
  }
}
