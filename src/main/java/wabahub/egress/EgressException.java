package wabahub.egress;

import java.io.Serial;

/// A request that got no answer.
public final class EgressException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final Cause cause;

  /// Why there is none.
  public enum Cause {
    /// The address is not one that may be asked: private, loopback and the like.
    FORBIDDEN,
    UNKNOWN_HOST,
    /// Nobody listens there, or the network does not lead there.
    UNREACHABLE,
    TLS,
    TIMEOUT,
    /// The connection ended before the answer did; the request may have had its effect.
    DROPPED
  }

  EgressException(Cause cause, String message) {
    super(message, null, false, false);
    this.cause = cause;
  }

  public Cause why() {
    return cause;
  }
}
