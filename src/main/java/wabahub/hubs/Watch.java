package wabahub.hubs;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Measures how much time has passed. The monotonic clock stands still while a machine is
/// suspended, the other one may be set back: the one that went farther is believed.
record Watch(InstantSource clock, LongSupplier nanos) {
  /// An instant, for this process only.
  record Mark(long millis, long nanos) {}

  Mark now() {
    return new Mark(clock.millis(), nanos.getAsLong());
  }

  /// Milliseconds.
  long since(Mark mark) {
    return Math.max(clock.millis() - mark.millis(), (nanos.getAsLong() - mark.nanos()) / 1_000_000);
  }
}
