package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.sandbox.Fault;
import wabahub.sandbox.Wanted;

/// What Meta says of a client that the hub's tables do not take as it is.
final class OnboardingOddAnswersTest {
  private static final String NUMBER = "447700900166";

  @ParameterizedTest
  @EnumSource
  void names_thatAreTooLongAndOdd_areCut(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      meta.onboard(meta.link(Map.of()), Wanted.of("\u0000" + "Kite🪁".repeat(80)).on(NUMBER));
      assertThat(meta.newest().get("state").stringValue()).isEqualTo("finished");
      JsonNode number = meta.own("GET", "numbers", null).json().get("list").get(0);
      assertThat(number.get("display_name").stringValue())
          .startsWith("Kite🪁Kite")
          .satisfies(name -> assertThat(name.codePoints().count()).isEqualTo(256));
    }
  }

  @ParameterizedTest
  @EnumSource
  void step_thatCannotBeWrittenDown_isTriedForFourDaysAndNoLonger(Database database) {
    try (LogTap log = new LogTap();
        Meta meta = Meta.techProvider(database)) {
      meta.sandbox.fault(Fault.error("register", 2));
      meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree").on(NUMBER));
      meta.hub.execute("UPDATE sign_up SET whatsapp = '12'");
      meta.hub.clock.advance(Duration.ofHours(1));
      meta.hub.settle();
      assertThat(meta.done("register")).isEqualTo(1);
      JsonNode waiting = meta.newest();
      assertThat(waiting.get("state").stringValue()).isEqualTo("working");
      assertThat(waiting.get("problem").get("code").stringValue()).isEqualTo("wait");
      assertThat(log.failures()).anyMatch(line -> line.contains("step finish of onboarding"));

      meta.hub.clock.advance(Duration.ofDays(4));
      meta.hub.settle();
      assertThat(meta.newest().get("state").stringValue()).isEqualTo("stuck");
      assertThat(meta.ears.events()).containsExactly("onboarding.failed");
    }
  }
}
