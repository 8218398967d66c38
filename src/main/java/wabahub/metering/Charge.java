package wabahub.metering;

import org.jspecify.annotations.Nullable;

/// A line of an itemised bill: a charged unit, or the opening of a session (then without message
/// id, category, type and country). `at` in UNIX seconds.
public record Charge(
    String kind,
    long at,
    @Nullable String wamid,
    @Nullable String category,
    @Nullable String type,
    @Nullable String country) {

  public static final String INCOMING = "incoming";

  static Charge session(long at) {
    return new Charge(INCOMING, at, null, null, null, null);
  }
}
