package wabahub;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The time of a test: it stands still until it is moved.
final class SettableClock implements InstantSource {
  private volatile Instant now;

  SettableClock(Instant now) {
    this.now = now;
  }

  @Override
  public Instant instant() {
    return now;
  }

  void set(Instant instant) {
    now = instant;
  }

  void advance(Duration duration) {
    now = now.plus(duration);
  }
}
