package wabahub.intake;

/// Where elements of webhooks wait.
public enum Shelf {
  /// Until their number is registered or their time has come.
  HELD,
  /// Until somebody can read them.
  SET_ASIDE
}
