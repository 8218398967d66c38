package wabahub.outbox;

import org.jspecify.annotations.Nullable;

/// One attempt at a delivery. `at` in UNIX seconds. `status`: null = no answer. `error`: null = it
/// was taken. `isFinal`: to try again would be of no use.
public record Attempt(
    long at, int durationMs, @Nullable Integer status, @Nullable String error, boolean isFinal) {
  static Attempt answered(long at, int durationMs, int status) {
    boolean taken = status >= 200 && status <= 299;
    boolean redirect = status >= 300 && status <= 399;
    String error =
        redirect ? "Redirects are not followed." : "The answer has to have a status of 2xx.";
    return new Attempt(at, durationMs, status, taken ? null : error, false);
  }

  static Attempt unanswered(long at, int durationMs, String error) {
    return new Attempt(at, durationMs, null, error, false);
  }

  /// Nothing was sent, and nothing will be.
  static Attempt needless(long at, String error) {
    return new Attempt(at, 0, null, error, true);
  }

  boolean taken() {
    return error == null;
  }
}
