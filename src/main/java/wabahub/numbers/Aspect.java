package wabahub.numbers;

/// A side of a number's life of which the newest word counts.
enum Aspect {
  /// Code: GREEN, YELLOW, RED, UNKNOWN.
  QUALITY,
  /// Code: Meta's `TIER_…`.
  MESSAGING_LIMIT,
  /// Code: the decision; detail: the requested name, the reason of a rejection.
  NAME,
  /// Code: SENDING, OTHER or NONE; detail: the restrictions and when each one ends.
  RESTRICTION,
  /// Code: Meta's state of the ban; detail: its date.
  BAN,
  /// Code: the decision.
  REVIEW,
  /// Code: the type.
  VIOLATION,
  /// Code: the type; detail: severity, status, description.
  ALERT,
  /// Whether Meta says that the number is connected. Code: OK or a [Trouble].
  ACCESS,
  /// What the hub has found out by using the account. Code: OK or a [Trouble].
  USE,
  /// Code: a [Receiving]; detail: why.
  RECEIVING
}
