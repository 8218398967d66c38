package wabahub.numbers;

/// Whether a number can send.
public enum CanSend {
  YES,
  NO,
  /// Nothing speaks against it, but the hub has not reached its account yet.
  UNKNOWN
}
