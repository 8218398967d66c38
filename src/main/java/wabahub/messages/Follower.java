package wabahub.messages;

import java.util.List;
import org.jdbi.v3.core.Handle;

/// Hears of messages, inside the transaction that writes them down. What Meta repeats is told once;
/// a transaction may run again.
public interface Follower {
  /// Customers have written.
  default void received(Handle tx, List<Received> messages) {}

  /// Outgoing messages have got further. One that is refused at once is not told: the answer to its
  /// caller has said so.
  default void changed(Handle tx, List<StatusChange> changes) {}
}
