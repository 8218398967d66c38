package wabahub.intake;

/// Told when a step of intake or dispatch is reached. The product has one that does nothing; tests
/// let the hub die there.
@FunctionalInterface
public interface Probe {
  /// The steps between which a hub may die, in the order in which an event passes them.
  enum Point {
    /// In the transaction of the journal, before its commit.
    JOURNAL_WRITTEN,
    /// The journal is durable, the acknowledgement not out.
    JOURNAL_COMMITTED,
    /// In a transaction of dispatch, before its commit.
    EVENTS_APPLIED,
    /// A transaction of dispatch is durable, nothing in memory knows of it.
    EVENTS_COMMITTED
  }

  void reached(Point point);
}
