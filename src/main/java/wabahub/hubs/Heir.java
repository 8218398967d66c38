package wabahub.hubs;

import org.jdbi.v3.core.Handle;

/// Takes over from a dead hub.
@FunctionalInterface
public interface Heir {
  /// In the transaction that ends the dead hub; after it others may hold what it held.
  void inherit(Handle tx, Estate estate);
}
