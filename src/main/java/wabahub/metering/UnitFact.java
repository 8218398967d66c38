package wabahub.metering;

import org.jspecify.annotations.Nullable;
import wabahub.numbers.Ownership;

/// What is known of a unit. Merging is commutative, associative and idempotent: what is known
/// depends on the set of statuses alone.
record UnitFact(@Nullable Long deliveredAt, @Nullable Pricing pricing, String country) {
  /// The figure's name where Meta gave none.
  static final String NO_CATEGORY = "none";

  static final String NO_TYPE = "untyped";
  static final String NO_PRICING = "unpriced";

  UnitFact merge(UnitFact other) {
    return new UnitFact(
        first(deliveredAt, other.deliveredAt),
        Pricing.best(pricing, other.pricing),
        smaller(country, other.country));
  }

  private static @Nullable Long first(@Nullable Long one, @Nullable Long other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Math.min(one, other);
  }

  /// Any rule would do that does not depend on the order; "" is no country.
  private static String smaller(String one, String other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one + other;
    }
    return one.compareTo(other) <= 0 ? one : other;
  }

  /// Own pricing comes before lent (rule 7).
  UnitFact withLent(@Nullable Pricing lent) {
    return pricing == null && lent != null ? new UnitFact(deliveredAt, lent, country) : this;
  }

  /// Whether it is a line of a bill.
  boolean isBilled() {
    return deliveredAt != null && pricing != null && pricing.charged();
  }

  /// Adds `times` times what the unit counts.
  void count(Tally tally, Ownership ownership, int times) {
    if (deliveredAt == null) {
      return;
    }
    ownership
        .place(deliveredAt)
        .ifPresent(place -> {
          if (pricing != null && pricing.charged()) {
            tally.add(place, Tally.Kind.CHARGED, or(pricing.category(), NO_CATEGORY), times);
          } else {
            String type = pricing == null ? NO_PRICING : or(pricing.type(), NO_TYPE);
            tally.add(place, Tally.Kind.FREE, type, times);
          }
        });
  }

  private static String or(String text, String absent) {
    return text.isEmpty() ? absent : text;
  }
}
