package wabahub.partners;

import org.jdbi.v3.core.Handle;

/// Hears of changes of a partner that others build on.
public interface Follower {
  /// Inside the transaction: from the instant `from` on (UNIX seconds) the partner's days change.
  void zonesMoved(Handle tx, long partnerId, long from, TimeZones before, TimeZones after);

  /// Inside the transaction: whoever signed in with the partner's credentials so far is signed out.
  default void signedOut(Handle tx, long partnerId) {}

  /// After the transaction: what is kept in memory about the partner is out of date.
  void changed(long partnerId);
}
