package wabahub.outbox;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// When a delivery that failed is tried again. The gaps run from the first attempt (decisions P14
/// and W15).
final class Schedule {
  private static final List<Duration> GAPS =
      List.of(
          Duration.ZERO,
          Duration.ofMinutes(5),
          Duration.ofMinutes(20),
          Duration.ofHours(1),
          Duration.ofHours(4),
          Duration.ofHours(24));

  private Schedule() {}

  /// When to try again after `tries` attempts that failed, the first at `firstAt`, the last at
  /// `lastAt`; empty = never. A time that has passed meanwhile, since the hub was not running,
  /// keeps its distance from the last attempt instead: else they would all come at once.
  static OptionalLong next(int tries, long firstAt, long lastAt) {
    if (tries > GAPS.size()) {
      return OptionalLong.empty();
    }
    long gap = GAPS.get(tries - 1).toSeconds();
    long before = tries == 1 ? 0 : GAPS.get(tries - 2).toSeconds();
    return OptionalLong.of(firstAt + gap >= lastAt ? firstAt + gap : lastAt + gap - before);
  }
}
