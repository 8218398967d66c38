package wabahub.ops;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A check as `/readyz` asks it: with a bound on the answer, since whoever probes waits a second or
/// two, and once at a time, since a database that is away keeps each one waiting.
final class Inquiry {
  private static final long PATIENCE_MS = 2_000;

  private final Check check;
  private @Nullable Future<String> running;

  Inquiry(Check check) {
    this.check = check;
  }

  /// Begins, unless it is still under way from before.
  synchronized Future<String> begin() {
    Future<String> current = running;
    if (current == null || current.isDone()) {
      FutureTask<String> task = new FutureTask<>(this::problem);
      Thread.startVirtualThread(task);
      current = task;
      running = current;
    }
    return current;
  }

  /// What is wrong; "" when nothing is.
  String answer() {
    try {
      return begin().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return "does not answer in time";
    } catch (InterruptedException | ExecutionException e) {
      return "failed: " + e.getClass().getSimpleName();
    }
  }

  private String problem() {
    try {
      return check.problem().orElse("");
    } catch (RuntimeException e) {
      return "failed: " + e.getClass().getSimpleName();
    }
  }
}
