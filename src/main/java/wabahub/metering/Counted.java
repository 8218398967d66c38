package wabahub.metering;

/// A figure of a number (id) has changed by one unit or session. `at`: when that counts (UNIX
/// seconds). `change`: +1 or -1. `wamid`: of the unit, "" for a session. `message`: the keyed hash
/// of the session's first message in upper-case hex, "" for a unit or when no message is known.
public record Counted(long numberId, Kind kind, int change, long at, String wamid, String message) {
  public enum Kind {
    MARKETING,
    SERVICE,
    INCOMING
  }
}
