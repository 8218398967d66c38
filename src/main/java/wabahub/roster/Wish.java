package wabahub.roster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which numbers of a list are wanted, and in which order.
///
/// @param search in digits and names; "" = all
/// @param coexistence null = both, as `online` (with an inbox) and `broken`
/// @param quality Meta's word, `UNKNOWN` also for those that it has said nothing of; "" = any
/// @param sort one of [#SORTS], with a minus in front for the other direction
public record Wish(
    String search,
    @Nullable Boolean coexistence,
    @Nullable Boolean online,
    @Nullable Boolean broken,
    String quality,
    String sort) {
  public static final List<String> SORTS =
      List.of(
          "business_name",
          "conversations",
          "create_time",
          "display_name",
          "incoming",
          "marketing",
          "service",
          "whatsapp");

  /// Whether this is an order that a list can have.
  public static boolean isSort(String sort) {
    return SORTS.contains(sort.startsWith("-") ? sort.substring(1) : sort);
  }
}
