package wabahub;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import wabahub.Chromium.Visitor;
import wabahub.sandbox.Fault;

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

  @Test
  void client_keepsTheBusinessApp_hasItsNumberInTheList() {
    String whatsapp = HubCalls.whatsapp();
    try (Visitor visitor = chromium.visitor(360)) {
      Page dialog = dialog(visitor, hub.link(Map.of("coexistence", 1)));
      assertThat(dialog.locator("[value=coexistence]")).isChecked();
      assertThat(visitor.page.locator(".needs")).containsText("2.24.17");
      dialog.fill("[name=whatsapp]", whatsapp);
      dialog.click("#go");

      expectView(visitor, "finished");
      assertThat(live(whatsapp).get("coexistence").asInt()).isEqualTo(1);
      visitor.expectNoErrors();
    }
  }

  /// `lost`, `late`, `slow`: the window message, or all of it.
  @ParameterizedTest
  @ValueSource(strings = {"lost", "late", "slow"})
  void dialog_isNotAsItShouldBe_numberIsLiveAllTheSame(String how) {
    String whatsapp = HubCalls.whatsapp();
    try (Visitor visitor = chromium.visitor(1280)) {
      Page dialog = dialog(visitor, hub.link(Map.of()));
      dialog.fill("[name=whatsapp]", whatsapp);
      dialog.check("[name=" + how + "]");
      dialog.click("#go");
      expectView(visitor, "finished");
      live(whatsapp);
      visitor.expectNoErrors();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cancel, closed before the end",
    "error, reported an error",
    "finish_only_waba, No phone number was added"
  })
  void dialog_endsOtherwise_ownerSeesWhyAndGoesOn(String ending, String reason) {
    try (Visitor visitor = chromium.visitor(360)) {
      Page dialog = dialog(visitor, hub.link(Map.of()));
      dialog.check("[value=" + ending + "]");
      dialog.click("#go");
      expectReason(visitor, reason);
      expectGoesOn(visitor);
      visitor.expectNoErrors();
    }
  }

  private static void expectReason(Visitor visitor, String reason) {
    expectView(visitor, "failed");
    assertThat(visitor.page.locator("[data-reason]")).containsText(reason);
    assertThat(visitor.page.locator("#begin")).isEnabled();
    expectButton(visitor, "Try again");
  }

  /// What can be seen on it: it has other texts, too.
  private static void expectButton(Visitor visitor, String text) {
    assertThat(visitor.page.locator("#begin"))
        .hasText(text, new LocatorAssertions.HasTextOptions().setUseInnerText(true));
  }

  private static void expectGoesOn(Visitor visitor) {
    String whatsapp = HubCalls.whatsapp();
    Page dialog = dialog(visitor);
    dialog.fill("[name=whatsapp]", whatsapp);
    dialog.click("#go");
    expectView(visitor, "finished");
    live(whatsapp);
  }

  @Test
  void dialog_isClosed_ownerSeesItAndGoesOn() {
    try (Visitor visitor = chromium.visitor(360)) {
      dialog(visitor, hub.link(Map.of())).close();
      expectReason(visitor, "closed before the end");
      // It is the hub that knows: also after a reload.
      visitor.page.reload();
      expectReason(visitor, "closed before the end");
      expectGoesOn(visitor);
      visitor.expectNoErrors();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "register, 133006, not verified yet",
    "register, 133005, protected by a PIN",
    "subscribe, 200, permission was not granted",
    "exchange, 100, Meta has refused",
    "waba, 131031, locked your account",
    "register, 131042, payment method"
  })
  void meta_refusesAStep_ownerSeesWhyAndGoesOn(String call, int code, String reason) {
    try (Visitor visitor = chromium.visitor(360)) {
      Page dialog = dialog(visitor, hub.link(Map.of()));
      hub.meta().fault(Fault.error(call, code));
      dialog.click("#go");
      expectReason(visitor, reason);
      expectGoesOn(visitor);
      visitor.expectNoErrors();
    } finally {
      hub.meta().clearFaults();
    }
  }

  @Test
  void page_reloadedInTheMiddle_goesOn() {
    try (Visitor visitor = chromium.visitor(360)) {
      Page dialog = dialog(visitor, hub.link(Map.of()));
      try (var _ = new HeldCall(hub.meta(), "register")) {
        dialog.click("#go");
        expectView(visitor, "working");
        visitor.page.reload();
        expectView(visitor, "working");
        assertThat(visitor.page.locator("[data-stage=done]")).not().hasCount(0);
      }
      expectView(visitor, "finished");
      visitor.page.reload();
      expectView(visitor, "finished");
      visitor.expectNoErrors();
    }
  }

  @Test
  void page_closedDuringTheDialogAndOpenedAgain_startsAgain() {
    String link = hub.link(Map.of());
    try (Visitor visitor = chromium.visitor(360)) {
      Page dialog = dialog(visitor, link);
      visitor.page.reload();
      dialog.click("#go");
      // Nobody took the code: the link is as it was.
      expectView(visitor, "start");
      expectGoesOn(visitor);
    }
  }

  @Test
  void page_leftAndBack_showsHowFarItIs() {
    try (Visitor visitor = chromium.visitor(360)) {
      Page dialog = dialog(visitor, hub.link(Map.of()));
      dialog.click("#go");
      expectView(visitor, "finished");
      visitor.page.navigate("about:blank");
      visitor.page.goBack();
      expectView(visitor, "finished");
      visitor.expectNoErrors();
    }
  }

  @Test
  void devices_twoAtOnce_registerOnce() {
    String link = hub.link(Map.of());
    try (Visitor phone = chromium.visitor(360);
        Visitor desk = chromium.visitor(1280)) {
      Page first = dialog(phone, link);
      Page second = dialog(desk, link);
      String whatsapp = HubCalls.whatsapp();
      first.fill("[name=whatsapp]", whatsapp);
      try (var _ = new HeldCall(hub.meta(), "register")) {
        first.click("#go");
        expectView(phone, "working");
        second.click("#go");
        // The second sees what the first began.
        expectView(desk, "working");
      }
      expectView(phone, "finished");
      expectView(desk, "finished");
      assertThat(desk.page.locator("[data-number]")).hasText("+" + whatsapp);
      phone.expectNoErrors();
    }
  }

  @Test
  void sdk_isNotReachable_pageSaysSoAndTriesAgain() {
    try (Visitor visitor = chromium.visitor(360)) {
      visitor.context.route("**/sandbox/sdk.js", Route::abort);
      visitor.page.navigate(hub.uri(hub.link(Map.of())).toString());
      assertThat(visitor.page.locator("#trouble")).containsText("could not be loaded");
      expectButton(visitor, "Load it again");
      visitor.picture("onboarding-without-sdk");
      visitor.context.unroute("**/sandbox/sdk.js");
      visitor.page.click("#begin");
      assertThat(visitor.page.locator("#trouble")).isHidden();
      expectButton(visitor, "Connect with Meta");
      expectGoesOn(visitor);
    }
  }

  @Test
  void hub_isNotReachableForAMoment_codeIsHandedOverLater() {
    try (Visitor visitor = chromium.visitor(360)) {
      Page dialog = dialog(visitor, hub.link(Map.of()));
      AtomicInteger times = new AtomicInteger();
      visitor.context.route(
          "**/sign-in**",
          route -> {
            if (times.incrementAndGet() < 3) {
              route.abort();
            } else {
              route.resume();
            }
          });
      dialog.click("#go");
      expectView(visitor, "finished");
    }
  }

  @Test
  void keyboard_alone_isEnough() {
    try (Visitor visitor = chromium.visitor(1280)) {
      visitor.page.navigate(hub.uri(hub.link(Map.of())).toString());
      assertThat(visitor.page.locator("#begin")).isEnabled();
      // Past the five languages.
      for (int i = 0; i < 6; i++) {
        visitor.page.keyboard().press("Tab");
      }
      assertThat(visitor.page.locator("#begin")).isFocused();
      Page dialog = visitor.page.waitForPopup(() -> visitor.page.keyboard().press("Enter"));
      dialog.waitForLoadState();
      dialog.locator("[name=business]").focus();
      dialog.keyboard().press("Enter");
      expectView(visitor, "finished");
      assertThat(visitor.page.locator("[data-for=finished]")).isFocused();
    }
  }

  @Test
  void requests_goToTheHubAndTheSdkOnly() {
    try (Visitor visitor = chromium.visitor(360)) {
      String link = hub.link(Map.of());
      hub.execute("UPDATE onboarding SET logo = 'https://logo.example.org/logo.png'");
      Page dialog = dialog(visitor, link);
      dialog.click("#go");
      expectView(visitor, "finished");
      assertThat(visitor.hosts())
          .containsExactlyInAnyOrder(hub.uri("/").getAuthority(), hub.meta().url().getAuthority());
    } finally {
      hub.execute("UPDATE onboarding SET logo = ''");
    }
  }
}
