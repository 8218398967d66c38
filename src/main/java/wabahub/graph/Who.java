package wabahub.graph;

/// Who can do something about a failure of Meta's.
public enum Who {
  /// The hub does it by itself: everybody else waits.
  HUB,
  PARTNER,
  /// The business whose number it is, at Meta.
  CLIENT,
  /// Who runs the hub and owns the Meta app.
  OPERATOR
}
