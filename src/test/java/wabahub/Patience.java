package wabahub;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Waits for what another thread or process does and does not tell of.
final class Patience {
  /// Until then whatever a test waits for has happened, on a busy machine too.
  static final Duration LIMIT = Duration.ofSeconds(60);

  /// Whoever looks without a pause takes the processor from what it waits for.
  private static final Duration PAUSE = Duration.ofMillis(2);

  private Patience() {}

  /// Looks until it has seen enough, and returns that.
  static <T> T until(Supplier<T> look, Predicate<? super T> enough) {
    return until(look, enough, () -> "");
  }

  /// The same; `context` is told when it was in vain.
  static <T> T until(Supplier<T> look, Predicate<? super T> enough, Supplier<String> context) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    T seen = look.get();
    while (!enough.test(seen)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("in vain, the last look: " + seen + " " + context.get());
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      seen = look.get();
    }
    return seen;
  }
}
