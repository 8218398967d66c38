package wabahub.graph;

import java.io.Serial;

/// A call of Meta's that failed.
public final class GraphException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  public GraphException(Failure failure) {
    super(failure.code() + " " + failure.said(), null, false, false);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
