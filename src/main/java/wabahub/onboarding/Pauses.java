package wabahub.onboarding;

import java.time.Duration;

/// How long to wait before Meta is asked again: 1, 2, 4 … seconds up to an hour, but never less
/// than Meta asks for.
final class Pauses {
  private static final long LONGEST_SECONDS = 3_600;

  private Pauses() {}

  /// Seconds; `attempts`: how many have failed before this one.
  static long seconds(int attempts, Duration atLeast) {
    long doubled = Math.min(LONGEST_SECONDS, 1L << Math.min(attempts, 20));
    return Math.max(doubled, atLeast.toSeconds());
  }
}
