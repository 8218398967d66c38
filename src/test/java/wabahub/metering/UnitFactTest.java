package wabahub.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import wabahub.metering.Tally.DayCell;
import wabahub.metering.Tally.Kind;
import wabahub.numbers.Ownership;
import wabahub.partners.TimeZones;

/// What is known of a unit, and what it counts.
final class UnitFactTest {
  private static final Pricing MARKETING =
      new Pricing(0, 5, true, "marketing", "", "regular", "PMP", true);
  private static final Pricing FREE =
      new Pricing(3, 4, false, "service", "", "free_customer_service", "PMP", false);
  private static final Ownership OWNER =
      new Ownership(
          0, List.of(new Ownership.Span(7, 1, Ownership.NEVER, TimeZones.of(ZoneOffset.UTC))));

  private static Map<DayCell, Long> counted(UnitFact fact) {
    Tally tally = new Tally();
    fact.count(tally, OWNER, 1);
    return tally.days();
  }

  private static Map<DayCell, Long> one(Kind kind, String name) {
    return Map.of(new DayCell(7, 19700102, kind, name), 1L);
  }

  @Test
  void merge_inAnyOrderAndTwice_isTheSame() {
    UnitFact sent = new UnitFact(null, FREE, "US");
    UnitFact delivered = new UnitFact(86_405L, MARKETING, "");
    UnitFact read = new UnitFact(86_406L, null, "CA");
    UnitFact all = new UnitFact(86_405L, MARKETING, "CA");
    assertThat(sent.merge(delivered).merge(read)).isEqualTo(all);
    assertThat(read.merge(sent.merge(delivered))).isEqualTo(all);
    assertThat(read.merge(delivered).merge(sent).merge(delivered)).isEqualTo(all);
  }

  @Test
  void count_ofADeliveredUnit_isByCategoryOrType() {
    assertThat(counted(new UnitFact(86_405L, MARKETING, "")))
        .isEqualTo(one(Kind.CHARGED, "marketing"));
    assertThat(counted(new UnitFact(86_405L, FREE, "")))
        .isEqualTo(one(Kind.FREE, "free_customer_service"));
    assertThat(counted(new UnitFact(86_405L, null, ""))).isEqualTo(one(Kind.FREE, "unpriced"));
    Pricing none = new Pricing(0, 5, true, "", "", "", "", true);
    assertThat(counted(new UnitFact(86_405L, none, ""))).isEqualTo(one(Kind.CHARGED, "none"));
    Pricing untyped = new Pricing(0, 5, false, "a", "", "", "", false);
    assertThat(counted(new UnitFact(86_405L, untyped, ""))).isEqualTo(one(Kind.FREE, "untyped"));
  }

  @Test
  void count_ofAUnitNotDelivered_isNothing() {
    assertThat(counted(new UnitFact(null, MARKETING, ""))).isEmpty();
  }

  @Test
  void lent_servesAUnitWithoutPricingOnly() {
    assertThat(new UnitFact(5L, null, "").withLent(FREE).pricing()).isEqualTo(FREE);
    assertThat(new UnitFact(5L, MARKETING, "").withLent(FREE).pricing()).isEqualTo(MARKETING);
    assertThat(new UnitFact(5L, null, "").withLent(null).pricing()).isNull();
  }

  @Test
  void billed_isDeliveredAndCharged() {
    assertThat(new UnitFact(5L, MARKETING, "").isBilled()).isTrue();
    assertThat(new UnitFact(null, MARKETING, "").isBilled()).isFalse();
    assertThat(new UnitFact(5L, FREE, "").isBilled()).isFalse();
    assertThat(new UnitFact(5L, null, "").isBilled()).isFalse();
  }
}
