package wabahub.metering;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import wabahub.numbers.NumberHistory;
import wabahub.partners.TimeZones;

/// A page of an itemised bill. `next`: where the next one begins, null when there is none.
public record Bill(List<Charge> charges, @Nullable String next) {
  /// Of which numbers and month (yyyymm). `kind`: marketing, service or incoming, null = all three;
  /// `limit`: lines of a page.
  public record Query(
      List<NumberHistory> numbers, int month, TimeZones zones, @Nullable String kind, int limit) {
    boolean wants(String what) {
      return kind == null || kind.equals(what);
    }

    Set<Long> ids() {
      return Set.copyOf(numbers.stream().map(NumberHistory::id).toList());
    }

    /// In the order in which they came: a new one moves no page.
    List<String> phones() {
      return numbers.stream().flatMap(n -> n.phoneNumberIds().stream()).distinct().toList();
    }
  }
}
