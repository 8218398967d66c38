package wabahub.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import wabahub.metering.Tally.Kind;
import wabahub.metering.Tally.MonthCell;
import wabahub.numbers.Ownership.Place;

/// Sums of figures.
final class TallyTest {
  @Test
  void months_areSumsOfDays_ofTheThreeKinds() {
    Tally tally = new Tally();
    tally.add(new Place(1, 20261031), Kind.CHARGED, "marketing_lite", 2);
    tally.add(new Place(1, 20261031), Kind.CHARGED, "utility", 3);
    tally.add(new Place(1, 20261030), Kind.CHARGED, "none", 1);
    tally.add(new Place(1, 20261031), Kind.SESSION, "", 4);
    tally.add(new Place(1, 20261031), Kind.FREE, "free_entry_point", 9);
    tally.add(new Place(1, 20261101), Kind.SESSION, "", 1);
    tally.add(new Place(2, 20261031), Kind.CHARGED, "marketing", 1);
    assertThat(tally.months())
        .isEqualTo(
            Map.of(
                new MonthCell(1, 202610), new Figures(2, 4, 4),
                new MonthCell(1, 202611), new Figures(0, 0, 1),
                new MonthCell(2, 202610), new Figures(1, 0, 0)));
    assertThat(tally.numbers()).containsExactly(1L, 2L);
  }

  @Test
  void cell_thatComesToNothing_isNoChange() {
    Tally tally = new Tally();
    tally.add(new Place(1, 20261031), Kind.SESSION, "", 1);
    tally.add(new Place(1, 20261031), Kind.SESSION, "", -1);
    assertThat(tally.days()).isEmpty();
    assertThat(tally.months()).isEmpty();
    assertThat(tally.numbers()).isEmpty();
  }

  @Test
  void figures_conversations_areTheSumOfTheThree() {
    assertThat(new Figures(1, 2, 4).conversations()).isEqualTo(7);
    assertThat(new Figures(1, 2, 4).plus(new Figures(8, 16, 32))).isEqualTo(new Figures(9, 18, 36));
  }
}
