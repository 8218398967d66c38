package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// A client's way from the link to the list.
final class OnboardingTest {
  @ParameterizedTest
  @EnumSource
  void client_signsIn_isLiveWithFiguresAndTold(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String token = meta.link(Map.of("reference", "crm-20417", "business_name", "Olive Tree Ltd"));
      SignUp signUp = meta.onboard(token, Wanted.of("Olive Tree").on("447700900142"));

      JsonNode list = meta.hub.list(meta.partner);
      assertThat(list.get("totalWhatsApp").asInt()).isEqualTo(1);
      JsonNode number = list.get("list").get(0);
      assertThat(number.get("whatsapp").stringValue()).isEqualTo("447700900142");
      assertThat(number.get("apiKey").stringValue()).hasSizeGreaterThan(20);
      assertThat(number.get("business_name").stringValue()).isEqualTo("Olive Tree Ltd");
      assertThat(number.get("coexistence").asInt()).isZero();

      JsonNode account =
          meta.partners("GET", "whatsapp/getAccounts", null).json().get("list").get(0);
      assertThat(account.get("status").asInt()).isEqualTo(1);
      assertThat(account.get("whatsapp").stringValue()).isEqualTo("447700900142");
      assertThat(meta.page(token).get("state").stringValue()).isEqualTo("finished");

      assertThat(meta.ears.events()).containsExactly("onboarding.finished");
      JsonNode told = meta.ears.heard().getFirst();
      assertThat(told.get("event_type").stringValue()).isEqualTo("whatsapp");
      assertThat(told.get("reference").stringValue()).isEqualTo("crm-20417");
      assertThat(told.get("whatsapp").stringValue()).isEqualTo("447700900142");

      // Once on the way, and once by those who look after live numbers.
      assertThat(meta.done("subscribe")).isPositive();
      assertThat(meta.done("register")).isEqualTo(1);
      meta.sandbox.phone("447700900142", signUp.phoneNumberId()).receives("447700900204", "Hello");
      assertThat(meta.hub.figures(meta.partner, "447700900142")).containsExactly(0L, 0L, 1L);
    }
  }

  @ParameterizedTest
  @EnumSource
  void client_keepsTheBusinessApp_isLiveUnderTheRealNumber(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String token = meta.link(Map.of("coexistence", 1));
      JsonNode before =
          meta.partners("GET", "whatsapp/getAccounts", null).json().get("list").get(0);
      assertThat(before.get("whatsapp").stringValue()).matches("97257[0-9]{7}");
      assertThat(before.get("status").asInt()).isZero();

      meta.onboard(
          token, Wanted.of("Northern Kites").on("447700900143").with(Wanted.Trait.COEXISTENCE));

      JsonNode number = meta.hub.list(meta.partner).get("list").get(0);
      assertThat(number.get("whatsapp").stringValue()).isEqualTo("447700900143");
      assertThat(number.get("coexistence").asInt()).isEqualTo(1);
      assertThat(meta.done("register")).isZero();
      assertThat(meta.done("sync_contacts")).isEqualTo(1);
      assertThat(meta.done("sync_history")).isEqualTo(1);
      JsonNode told = meta.ears.heard("onboarding.finished").getFirst();
      assertThat(told.get("temporary_whatsapp").stringValue())
          .isEqualTo(before.get("whatsapp").stringValue());
    }
  }
}
