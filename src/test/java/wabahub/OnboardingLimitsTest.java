package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Wanted;

/// How much of everything there may be on the way.
final class OnboardingLimitsTest {
  private static final String NUMBER = "447700900160";

  private static String id(Meta meta) {
    return meta.newest().get("id").stringValue();
  }

  private static int register(Meta meta, String whatsapp) {
    Map<String, String> body = Map.of("whatsapp", whatsapp);
    return meta.partners("POST", "whatsapp/registerNumber", body).reason();
  }

  private static List<String> registered(Meta meta) {
    return meta.partners("GET", "whatsapp/getRegisteredNumbers", null)
        .json()
        .get("list")
        .valueStream()
        .map(number -> number.get("whatsapp").stringValue())
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void link_floodedWithCodes_takesTwentyAnHour(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String link = meta.link(Map.of());
      for (int i = 0; i < 20; i++) {
        assertThat(meta.signIn(link, Map.of("code", "guess-" + i)).status()).isEqualTo(202);
        meta.hub.settle();
        assertThat(meta.page(link).get("problem").get("code").stringValue())
            .isEqualTo("sign_in_again");
      }
      Reply more = meta.signIn(link, Map.of("code", "one-more"));
      assertThat(more.status()).isEqualTo(429);
      assertThat(more.raw().headers().firstValue("Retry-After")).contains("3600");
      assertThat(meta.calls().stream().filter("exchange"::equals)).hasSize(20);
      meta.hub.clock.advance(Duration.ofHours(1).plusSeconds(1));
      meta.onboard(link, Wanted.of("Olive Tree").on(NUMBER));
      assertThat(meta.live()).containsExactly(NUMBER);
    }
  }

  @ParameterizedTest
  @EnumSource
  void numbers_registered_areFiveHundredAtMost(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      assertThat(Crowd.of(500, i -> register(meta, "44770093" + (1000 + i)))).containsOnly(1);
      assertThat(register(meta, NUMBER)).isEqualTo(9);
      meta.hub.clock.advance(Duration.ofDays(90).plusSeconds(1));
      assertThat(register(meta, NUMBER)).isEqualTo(1);
      assertThat(registered(meta)).containsExactly(NUMBER);
    }
  }

  @ParameterizedTest
  @EnumSource
  void links_open_areTenThousandAtMostAndNoNumberComesTwice(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      Set<String> temporary = new HashSet<>();
      for (int i = 0; i < 50; i++) {
        meta.link(Map.of());
        assertThat(temporary.add(meta.newest().get("whatsapp").stringValue())).isTrue();
        meta.own("DELETE", "onboardings/" + id(meta), null);
      }
      meta.link(Map.of());
      meta.hub.execute(copies(database));
      Reply full = meta.partners("POST", "whatsapp/createAccount", Map.of());
      assertThat(full.status()).as(full.text()).isEqualTo(429);
      meta.own("DELETE", "onboardings/" + id(meta), null);
      meta.link(Map.of());
    }
  }

  /// 9,999 more of the open link.
  private static String copies(Database database) {
    String hash =
        switch (database) {
          case SQLITE -> "cast('hash' || i AS BLOB)";
          case POSTGRESQL -> "convert_to('hash' || i, 'UTF8')";
        };
    return """
    WITH RECURSIVE many (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM many WHERE i < 9999)
    INSERT INTO onboarding (partner_id, token_hash, token, whatsapp, temporary, coexistence,
      business_name, business_email, business_id, business_address, landing_page, display_name,
      reference, logo, message, button, success, failed, created_at, state, sign_ins)
    SELECT partner_id, %s, token, 'x' || i, temporary, coexistence, business_name,
      business_email, business_id, business_address, landing_page, display_name, reference, logo,
      message, button, success, failed, created_at, state, sign_ins
    FROM many, onboarding WHERE state = 'open'
    """
        .formatted(hash);
  }
}
