package wabahub.metering;

import java.util.Optional;
import wabahub.partners.TimeZones;

/// Months as numbers (yyyymm) and how they are written.
final class Month {
  /// A month is closed when events of it can hardly come any more: Meta retries for 7 days.
  private static final long CLOSING_SECONDS = 8L * 86_400;

  private Month() {}

  /// `112026`, as the Partners API writes it.
  static Optional<Integer> parse(String mmyyyy) {
    return mmyyyy.matches("(0[1-9]|1[0-2])20[0-9]{2}")
        ? Optional.of(
            Integer.parseInt(mmyyyy.substring(2)) * 100 + Integer.parseInt(mmyyyy.substring(0, 2)))
        : Optional.empty();
  }

  static String format(int month) {
    return "%02d%04d".formatted(month % 100, month / 100);
  }

  /// `2026-11`.
  static Optional<Integer> parseIso(String text) {
    return text.matches("20[0-9]{2}-(0[1-9]|1[0-2])")
        ? Optional.of(Integer.parseInt(text.replace("-", "")))
        : Optional.empty();
  }

  static String formatIso(int month) {
    return "%04d-%02d".formatted(month / 100, month % 100);
  }

  /// `2026-11-05` of a day (yyyymmdd).
  static String formatDay(int day) {
    return formatIso(day / 100) + "-%02d".formatted(day % 100);
  }

  static boolean isClosed(int month, TimeZones zones, long now) {
    return now >= zones.start(TimeZones.next(month)) + CLOSING_SECONDS;
  }
}
