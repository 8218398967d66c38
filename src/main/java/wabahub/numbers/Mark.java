package wabahub.numbers;

import java.util.Comparator;

/// The newest word on one side of a number's life. `at`, `arrivedAt` in UNIX seconds; `detail`: a
/// JSON object, written with its keys in one order.
record Mark(Aspect aspect, String code, String detail, long at, long arrivedAt) {
  static final String OK = "OK";
  static final String NO_DETAIL = "{}";

  /// When Meta sent it, then when it came, then what it says: total, so that the order of arrival
  /// decides nothing.
  private static final Comparator<Mark> AGE =
      Comparator.comparingLong(Mark::at)
          .thenComparingLong(Mark::arrivedAt)
          .thenComparing(Mark::code)
          .thenComparing(Mark::detail);

  boolean isNewerThan(Mark other) {
    return AGE.compare(this, other) > 0;
  }

  boolean saysTheSameAs(Mark other) {
    return code.equals(other.code) && detail.equals(other.detail);
  }
}
