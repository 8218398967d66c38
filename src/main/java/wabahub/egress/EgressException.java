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
    /// So many names are being resolved that nobody has asked for this one.
    BUSY,
    /// The name leads nowhere.
    UNKNOWN_HOST,
    /// Nobody listens there, or the network does not lead there, or not in time.
    UNREACHABLE,
    /// There is no trusted encrypted connection.
    TLS,
    /// The request was sent and not answered in time; it may have had its effect.
    TIMEOUT,
    /// The connection ended before the answer did, or the answer is not HTTP; the request may have
    /// had its effect.
    DROPPED
  }

  EgressException(Cause cause, String message) {
    super(message, null, false, false);
    this.cause = cause;
  }

  public Cause why() {
    return cause;
  }

  /// Whether the request may have had its effect.
  public boolean requestMayHaveArrived() {
    return switch (cause) {
      case FORBIDDEN, BUSY, UNKNOWN_HOST, UNREACHABLE, TLS -> false;
      case TIMEOUT, DROPPED -> true;
    };
  }
}
