package wabahub.console;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;

/// Months and days as numbers (yyyymm, yyyymmdd).
final class Months {
  private Months() {}

  /// `2026-11`.
  static Optional<Integer> parse(String text) {
    return text.matches("20[0-9]{2}-(0[1-9]|1[0-2])")
        ? Optional.of(Integer.parseInt(text.replace("-", "")))
        : Optional.empty();
  }

  static String format(int month) {
    return "%04d-%02d".formatted(month / 100, month % 100);
  }

  /// So many months later, or earlier.
  static int plus(int month, int months) {
    YearMonth sum = YearMonth.of(month / 100, month % 100).plusMonths(months);
    return sum.getYear() * 100 + sum.getMonthValue();
  }

  static int days(int month) {
    return YearMonth.of(month / 100, month % 100).lengthOfMonth();
  }

  /// The same day a month before, or the last one that it has.
  static int dayBefore(int day) {
    LocalDate before = LocalDate.of(day / 10_000, day / 100 % 100, day % 100).minusMonths(1);
    return before.getYear() * 10_000 + before.getMonthValue() * 100 + before.getDayOfMonth();
  }
}
