package wabahub.onboarding;

import java.util.Locale;

/// How far a link is.
public enum State {
  /// Nobody has signed in yet.
  OPEN,
  /// Somebody has signed in and the hub is at work with Meta.
  WORKING,
  /// Somebody has to do something first; the link stays good.
  STUCK,
  FINISHED,
  CANCELLED,
  EXPIRED;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static State of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }

  /// Whether the link can still be finished.
  public boolean isLive() {
    return this == OPEN || this == WORKING || this == STUCK;
  }
}
