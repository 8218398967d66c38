package wabahub.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The order of pricings and what is charged.
final class PricingTest {
  private static Pricing pricing(
      int rank, long at, boolean charged, String category, String subtype, String type) {
    return new Pricing(rank, at, charged, category, subtype, type, "PMP", charged);
  }

  @Test
  void pricings_inAnyOrder_areSortedByEachRuleInTurn() {
    List<Pricing> right =
        List.of(
            pricing(0, 9, true, "b", "", "regular"),
            pricing(1, 1, true, "a", "", "regular"),
            pricing(1, 2, true, "a", "", "regular"),
            pricing(1, 2, true, "b", "a", "regular"),
            pricing(1, 2, true, "b", "b", "a"),
            pricing(1, 2, true, "b", "b", "b"),
            pricing(1, 2, false, "a", "", "free_entry_point"),
            new Pricing(1, 2, false, "a", "", "free_entry_point", "X", true),
            new Pricing(1, 2, false, "a", "", "free_entry_point", "X", false),
            pricing(2, 1, true, "a", "", "regular"),
            pricing(3, 0, true, "a", "", "regular"));
    List<Pricing> shuffled = new ArrayList<>(right);
    Collections.shuffle(shuffled);
    Collections.sort(shuffled);
    assertThat(shuffled).isEqualTo(right);
  }

  @Test
  void best_ofTwo_isTheSmallerWhicheverComesFirst_andAnyBeatsNone() {
    Pricing one = pricing(0, 1, true, "a", "", "regular");
    Pricing other = pricing(0, 2, true, "a", "", "regular");
    assertThat(Pricing.best(one, other)).isEqualTo(one);
    assertThat(Pricing.best(other, one)).isEqualTo(one);
    assertThat(Pricing.best(null, other)).isEqualTo(other);
    assertThat(Pricing.best(one, null)).isEqualTo(one);
    assertThat(Pricing.best(null, null)).isNull();
  }

  @Test
  void charged_isRegular_orBillableWithoutType_andNeverTheEndedModel() {
    assertThat(Pricing.isCharged("regular", "PMP", false)).isTrue();
    assertThat(Pricing.isCharged("free_customer_service", "PMP", true)).isFalse();
    assertThat(Pricing.isCharged("Regular", "PMP", true)).isFalse();
    assertThat(Pricing.isCharged("", "", true)).isTrue();
    assertThat(Pricing.isCharged("", "PMP", false)).isFalse();
    assertThat(Pricing.isCharged("regular", "CBP", true)).isFalse();
    assertThat(Pricing.isCharged("", "CBP", true)).isFalse();
  }
}
