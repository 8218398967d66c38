package wabahub.http;

/// Where the bytes of a body count as long as they are held.
@FunctionalInterface
public interface Room {
  /// `bytes`: what has arrived of the body so far.
  ///
  /// @throws Refusal when there is no room for them
  void hold(long bytes);
}
