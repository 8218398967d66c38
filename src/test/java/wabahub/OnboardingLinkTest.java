package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Wanted;

/// What the hub answers to who opens a link, without a browser.
final class OnboardingLinkTest {
  private static final Map<String, String> SET_UP = Map.of("WABAHUB_META_CONFIG_ID", "606060606");

  private static Reply open(Meta meta, String token, String... headers) {
    return meta.hub.call("GET", "/onboard/" + token, Arrays.asList(headers), null);
  }

  private static String header(Reply reply, String name) {
    return reply.raw().headers().firstValue(name).orElse("");
  }

  @ParameterizedTest
  @EnumSource
  void link_opened_isAPageThatLoadsNothingOfOthers(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      meta.hub.restart(SET_UP);
      Reply page = open(meta, meta.link(Map.of("business_name", "Olive Tree")));
      assertThat(page.status()).isEqualTo(200);
      assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
      assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
      assertThat(header(page, "Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(header(page, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin-allow-popups");
      assertThat(header(page, "Content-Security-Policy").split("; "))
          .containsExactly(
              "default-src 'none'",
              "script-src 'self' https://connect.facebook.net",
              "style-src 'self'",
              "img-src 'self'",
              "connect-src 'self' https://*.facebook.com",
              "frame-src https://*.facebook.com",
              "form-action 'self'",
              "frame-ancestors 'none'",
              "base-uri 'none'");
      assertThat(page.text())
          .contains("Olive Tree", "Harbour Messaging", "606060606", Meta.APP_ID)
          .doesNotContain(TestHub.APP_SECRET, "<style", " style=", "onclick");
    }
  }

  @ParameterizedTest
  @EnumSource
  void link_unknownOrOver_isTheSameFriendlyPage(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String token = meta.link(Map.of());
      String id = meta.newest().get("id").stringValue();
      assertThat(meta.own("DELETE", "onboardings/" + id, null).status()).isEqualTo(200);
      Reply cancelled = open(meta, token);
      Reply unknown = open(meta, "A".repeat(22));
      assertThat(unknown.status()).isEqualTo(404);
      assertThat(unknown.text()).contains("This link does not work");
      assertThat(header(unknown, "Content-Security-Policy")).contains("script-src 'self';");
      assertThat(cancelled.status()).isEqualTo(404);
      assertThat(cancelled.text()).isEqualTo(unknown.text());
    }
  }

  @ParameterizedTest
  @EnumSource
  void link_finished_showsTheNumber(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String token = meta.link(Map.of("landing_page", "https://shop.example.org/thanks"));
      meta.onboard(token, Wanted.of("Olive Tree").on("447700900155"));
      assertThat(open(meta, token).text())
          .contains("data-view=\"finished\"", "+447700900155", "https://shop.example.org/thanks");
    }
  }

  @ParameterizedTest
  @EnumSource
  void language_isTheBrowsersOrTheOneAskedFor(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String token = meta.link(Map.of());
      assertThat(open(meta, token).text()).contains("<html lang=\"en\" dir=\"ltr\">");
      assertThat(open(meta, token, "Accept-Language", "fr, ar;q=0.8, en;q=0.5").text())
          .contains("<html lang=\"ar\" dir=\"rtl\">");
      assertThat(open(meta, token + "?lang=he", "Accept-Language", "es").text())
          .contains("<html lang=\"he\" dir=\"rtl\">");
      assertThat(open(meta, token + "?lang=xx", "Accept-Language", "pt-BR").text())
          .contains("<html lang=\"pt\"");
      assertThat(open(meta, token, "Accept-Language", ";;q=,=").text()).contains("lang=\"en\"");
    }
  }

  @ParameterizedTest
  @EnumSource
  void address_opensTooOften_waitsAMinute(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String token = meta.link(Map.of());
      for (int i = 0; i < 20; i++) {
        assertThat(open(meta, i % 2 == 0 ? token : "unknown").status()).isNotEqualTo(429);
      }
      meta.hub.clock.advance(Duration.ofSeconds(20));
      Reply page = open(meta, token);
      assertThat(page.status()).isEqualTo(429);
      assertThat(header(page, "Retry-After")).isEqualTo("40");
      assertThat(page.text()).contains("One moment, please");
      assertThat(open(meta, token, "X-Forwarded-For", "192.0.2.1").status()).isEqualTo(200);
      meta.hub.clock.advance(Duration.ofSeconds(40));
      assertThat(open(meta, token).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void files_ofThePage_areKeptForEver(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String text = open(meta, meta.link(Map.of())).text();
      Matcher file =
          Pattern.compile("\"(/onboard/assets/[a-z]+-[0-9a-f]{16}\\.[a-z]+)\"").matcher(text);
      int files = 0;
      while (file.find()) {
        Reply reply = meta.hub.call("GET", file.group(1), Map.of(), null);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(header(reply, "Cache-Control")).contains("immutable");
        files++;
      }
      assertThat(files).isEqualTo(3);
      assertThat(meta.hub.call("GET", "/onboard/assets/onboard.js", Map.of(), null).status())
          .isEqualTo(404);
    }
  }

  @ParameterizedTest
  @EnumSource
  void hub_withoutConfiguration_saysSoToTheClientAndTheOperator(Database database) {
    try (Meta meta = Meta.techProvider(database);
        LogTap log = new LogTap()) {
      String token = meta.link(Map.of());
      Reply page = open(meta, token);
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.text()).contains("data-view=\"unready\"", "Not ready yet");
      assertThat(header(page, "Content-Security-Policy")).doesNotContain("facebook");
      assertThat(log.text()).contains("WABAHUB_META_CONFIG_ID").doesNotContain(token);
    }
  }

  @ParameterizedTest
  @EnumSource
  void preVerifiedNumber_isGivenToTheDialog(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      meta.hub.restart(SET_UP);
      String token = meta.link(Map.of("business_email", "owner@example.org", "coexistence", 1));
      String page = open(meta, token).text();
      assertThat(page)
          .contains("whatsapp_business_app_onboarding", "owner@example.org", "2.24.17")
          .doesNotContain("preVerifiedPhone");
      long partner = meta.partner.id();
      meta.hub.execute(
          """
          INSERT INTO registered_number (partner_id, whatsapp, comment, pool_id, reserved, codes,
            codes_since, verified_at, expires_at, created_at)
          VALUES (%d, '447700900156', '', '515151', 0, 0, 0, 1, 9999999999, 1)
          """
              .formatted(partner));
      String pooled = open(meta, meta.link(Map.of("whatsapp", "447700900156"))).text();
      assertThat(pooled)
          .contains("preVerifiedPhone", "515151", "+447700900156")
          .doesNotContain("by SMS or call");
    }
  }

  @ParameterizedTest
  @EnumSource
  void link_thatReconnects_saysSo(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      meta.hub.restart(SET_UP);
      meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree").on("447700900158"));
      Reply made = meta.own("POST", "numbers/447700900158/reconnect", null);
      assertThat(made.status()).as(made.text()).isEqualTo(201);
      String token = Meta.token(made.json().get("onboarding_link").stringValue());
      assertThat(open(meta, token).text())
          .contains("Reconnect your WhatsApp number", "+447700900158", "the same number as before")
          .doesNotContain("by SMS or call");
    }
  }
}
