package wabahub.metering;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How far the figures are behind what Meta was told is kept.
public interface Freshness {
  /// Waits, at most `patience`, until every event acknowledged up to `age` ago is in the figures.
  /// Empty when they are; else the instant up to which they are complete.
  Optional<Instant> await(Duration age, Duration patience);
}
