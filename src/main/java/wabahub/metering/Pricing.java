package wabahub.metering;

import java.util.Comparator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `pricing` object of one status (rules 7 to 9). `rank` is that of the status that carried it:
/// 0 delivered, 1 read, 2 played, 3 sent. What Meta left out is "".
record Pricing(
    int rank,
    long at,
    boolean charged,
    String category,
    String subtype,
    String type,
    String model,
    boolean billable)
    implements Comparable<Pricing> {

  static final Set<String> MARKETING =
      Set.of(
          "marketing",
          "marketing_lite",
          "marketing_lite_dynamic",
          "group_marketing",
          "group_marketing_lite");

  static final String REGULAR = "regular";
  static final String ENDED_MODEL = "CBP";

  /// The best comes first. Rule 7 names the first five; the others make the order total, so that
  /// figures by type cannot depend on the order of arrival either.
  private static final Comparator<Pricing> ORDER =
      Comparator.comparingInt(Pricing::rank)
          .thenComparingLong(Pricing::at)
          .thenComparing(Pricing::charged, Comparator.reverseOrder())
          .thenComparing(Pricing::category)
          .thenComparing(Pricing::subtype)
          .thenComparing(Pricing::type)
          .thenComparing(Pricing::model)
          .thenComparing(Pricing::billable, Comparator.reverseOrder());

  /// Rule 8.
  static boolean isCharged(String type, String model, boolean billable) {
    return !model.equals(ENDED_MODEL) && (type.isEmpty() ? billable : type.equals(REGULAR));
  }

  @Override
  public int compareTo(Pricing other) {
    return ORDER.compare(this, other);
  }

  /// The better of two, either of which may be missing.
  static @Nullable Pricing best(@Nullable Pricing one, @Nullable Pricing other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) <= 0 ? one : other;
  }
}
