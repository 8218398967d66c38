package wabahub.graph;

import java.io.Serial;

/// A call of Meta's that failed.
public final class GraphException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  private final boolean mayBeDone;

  public GraphException(Failure failure) {
    this(failure, false);
  }

  GraphException(Failure failure, boolean mayBeDone) {
    super(failure.code() + " " + failure.said(), null, false, false);
    this.failure = failure;
    this.mayBeDone = mayBeDone;
  }

  public Failure failure() {
    return failure;
  }

  /// Whether Meta may have done what was asked all the same: the request went out, and nothing that
  /// can be understood came back.
  public boolean mayBeDone() {
    return mayBeDone;
  }
}
