package wabahub.numbers;

/// Whether Meta sends a number's webhooks here.
public enum Receiving {
  YES,
  NO,
  /// Nobody has looked yet.
  UNKNOWN
}
