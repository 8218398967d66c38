package wabahub.hubs;

/// Keeps something in memory that other hubs may change.
public interface Follower {
  /// After another hub's commit. May be told more than once.
  void changed(Change change);

  /// Too much was missed to tell what has changed: all of it may have.
  void forget();
}
