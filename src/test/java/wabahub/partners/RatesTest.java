package wabahub.partners;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import wabahub.http.Refusal;

final class RatesTest {
  private Instant now = Instant.parse("2026-10-14T09:30:00Z");
  private int hubs = 1;
  private final Rates rates = new Rates(20, () -> hubs, () -> now);

  /// How many requests are taken now.
  private int taken() {
    for (int i = 0; ; i++) {
      try {
        rates.take(1);
      } catch (Refusal refusal) {
        return i;
      }
    }
  }

  @Test
  void hub_alone_takesTheWholeRate() {
    assertThat(taken()).isEqualTo(100);
    now = now.plusSeconds(3);
    assertThat(taken()).isEqualTo(60);
  }

  @Test
  void clock_setBack_costsNoRequest() {
    now = now.plusSeconds(3_600);
    assertThat(taken()).isEqualTo(100);
    now = now.minusSeconds(3_600);
    assertThat(taken()).isZero();
    now = now.plusSeconds(3);
    assertThat(taken()).isEqualTo(60);
  }

  @Test
  void hub_asOneOfFour_takesAQuarter() {
    hubs = 4;
    assertThat(taken()).isEqualTo(25);
    now = now.plusSeconds(2);
    assertThat(taken()).isEqualTo(10);
  }

  @Test
  void hubs_thatComeAndGo_divideWhatIsLeft() {
    hubs = 2;
    assertThat(taken()).isEqualTo(50);
    hubs = 1;
    assertThat(taken()).isZero();
    now = now.plusSeconds(1);
    assertThat(taken()).isEqualTo(20);
    now = now.plusSeconds(60);
    rates.take(1);
    hubs = 10;
    // Of 99 in reserve a tenth.
    assertThat(taken()).isBetween(9, 10);
  }

  @Test
  void hub_asOneOfVeryMany_takesSomething() {
    hubs = 1_000;
    assertThat(taken()).isEqualTo(1);
    now = now.plusSeconds(50);
    assertThat(taken()).isEqualTo(1);
  }
}
