package wabahub.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import org.junit.jupiter.api.Test;

final class SpeechTest {
  private static final Speech ENGLISH =
      new Speech("en", Words.in("en"), ZoneId.of("Asia/Jerusalem"));
  private static final Speech HEBREW =
      new Speech("he", Words.in("he"), ZoneId.of("Asia/Jerusalem"));

  @Test
  void figures_haveTheSeparatorsOfTheLanguage() {
    assertThat(ENGLISH.number(1_234_567)).isEqualTo("1,234,567");
    assertThat(ENGLISH.change(0.126)).isEqualTo("+13%");
    assertThat(ENGLISH.change(-0.5)).isEqualTo("-50%");
  }

  @Test
  void moments_areOfTheZone() {
    assertThat(ENGLISH.moment(1_792_000_000L)).startsWith("Oct 14, 2026, 8:46");
    assertThat(HEBREW.month(202610)).isEqualTo("אוקטובר 2026");
    assertThat(ENGLISH.day(20261014)).isEqualTo("14 Oct");
  }

  @Test
  void phone_isWrittenAsItsCountryDoes() {
    assertThat(Speech.phone("972501234567")).isEqualTo("+972 50-123-4567");
    assertThat(Speech.phone("99999999999")).isEqualTo("+99999999999");
  }

  @Test
  void text_inText_isIsolated_andNumbersAreNot() {
    assertThat(ENGLISH.say("numbers.shown", 1, 50, 10_000)).isEqualTo("1–50 of 10,000");
    assertThat(HEBREW.say("number.as_of", "12:00")).isEqualTo("מלא עד \u206812:00\u2069");
    assertThatThrownBy(() -> ENGLISH.say("no.such")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sameDay_aMonthBefore_orItsLast() {
    assertThat(Months.dayBefore(20260331)).isEqualTo(20260228);
    assertThat(Months.dayBefore(20260115)).isEqualTo(20251215);
  }
}
