package wabahub.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request that is not carried out, with its row in the table of reasons. The server turns it
/// into the answer of the face that the route shows (see [Face]).
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final transient Map<String, Object> fields = new LinkedHashMap<>();
  private @Nullable Duration retryAfter;

  public Refusal(Reason reason) {
    this(reason, reason.sentence());
  }

  /// `detail`: one sentence about this very case. It reaches the caller: no secret, no foreign
  /// data.
  public Refusal(Reason reason, String detail) {
    // A refusal is an answer, not a failure: nobody reads its stack trace.
    super(detail, null, false, false);
    this.reason = reason;
  }

  /// Adds a field to the answer (an echo of the request, a list of errors).
  public Refusal with(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  public Refusal retryAfter(Duration after) {
    this.retryAfter = after;
    return this;
  }

  public Reason reason() {
    return reason;
  }

  public Map<String, Object> fields() {
    return fields;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
