package wabahub.messages;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import wabahub.http.Reason;

/// Callers who wait for the first attempt of their message, by its code. They come before the
/// message does, so that none misses its attempt.
final class Waiters {
  private final Map<String, Waiter> waiters = new ConcurrentHashMap<>();

  /// One caller. Either the caller gets what became of the attempt, or has gone.
  static final class Waiter {
    private enum Stage {
      WAITING,
      TOLD,
      GONE
    }

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private volatile @Nullable Reason reason;
  }

  Waiter add(String code) {
    Waiter waiter = new Waiter();
    waiters.put(code, waiter);
    return waiter;
  }

  /// What the first attempt came to: OK also when Meta has to be asked again. Empty when it is not
  /// over in time.
  Optional<Reason> await(String code, Waiter waiter, Duration patience) {
    try {
      boolean over = waiter.end.await(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (!over && waiter.stage.compareAndSet(Waiter.Stage.WAITING, Waiter.Stage.GONE)) {
        return Optional.empty();
      }
      if (!over) {
        // It is just being written down for this caller and nobody else.
        waiter.end.await(patience.toNanos(), TimeUnit.NANOSECONDS);
      }
      return Optional.ofNullable(waiter.reason);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      waiters.remove(code);
    }
  }

  /// Whether the attempt is over; waits a little for that.
  boolean isOver(Waiter waiter, Duration patience) {
    try {
      return waiter.end.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  void remove(String code) {
    waiters.remove(code);
  }

  /// Whether a caller is there who will be told by [#tell]: nobody else has to tell then.
  boolean hold(String code) {
    Waiter waiter = waiters.get(code);
    return waiter != null && waiter.stage.compareAndSet(Waiter.Stage.WAITING, Waiter.Stage.TOLD);
  }

  /// The attempt is over, but nobody could write down how.
  void release(String code) {
    Waiter waiter = waiters.get(code);
    if (waiter != null) {
      waiter.stage.set(Waiter.Stage.GONE);
      waiter.end.countDown();
    }
  }

  void tell(String code, Reason reason) {
    Waiter waiter = waiters.get(code);
    if (waiter != null) {
      waiter.reason = reason;
      waiter.end.countDown();
    }
  }
}
