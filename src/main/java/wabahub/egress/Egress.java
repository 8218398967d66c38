package wabahub.egress;

/// Sends requests to other hosts; never follows a redirect.
public final class Egress implements AutoCloseable {
  private Egress() {}

  /// For addresses that a partner or a client gives. `allowPrivate`: also to private addresses.
  public static Egress guarded(boolean allowPrivate) {
    throw new UnsupportedOperationException();
  }

  /// For the one host that the operator has set; a request to any other is refused.
  public static Egress to(java.net.URI host) {
    throw new UnsupportedOperationException();
  }

  /// Blocks until the answer is there.
  ///
  /// @throws EgressException when there is none
  public Incoming send(Outgoing request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
