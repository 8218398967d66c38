package wabahub.ops;

import java.time.Duration;

/// Work that a thread does again and again.
@FunctionalInterface
public interface Loop {
  /// Does a bounded piece of work and returns how much it was; 0 = there was nothing to do.
  int tick();

  /// For work that costs less the more of it is done at once: after a tick that did less than
  /// `full` the loop pauses, so that more gathers.
  record Gathering(int full, Duration pause) {
    static final Gathering NONE = new Gathering(0, Duration.ZERO);
  }
}
