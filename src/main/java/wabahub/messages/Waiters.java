package wabahub.messages;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
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
      HELD,
      TOLD,
      GONE
    }

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private final BiConsumer<Handle, Reason> refused;
    private volatile @Nullable Reason reason;

    private Waiter(BiConsumer<Handle, Reason> refused) {
      this.refused = refused;
    }
  }

  /// `refused`: runs inside the transaction that writes a refusal down.
  Waiter add(String code, BiConsumer<Handle, Reason> refused) {
    Waiter waiter = new Waiter(refused);
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
      // It may just be written down for this caller and nobody else.
      if (!over
          && !waiter.end.await(patience.toNanos(), TimeUnit.NANOSECONDS)
          && waiter.stage.compareAndSet(Waiter.Stage.HELD, Waiter.Stage.GONE)) {
        return Optional.empty();
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

  /// Whether a caller is there who will be told by [#tell]: nobody else has to be told then.
  boolean hold(String code) {
    Waiter waiter = waiters.get(code);
    return waiter != null && waiter.stage.compareAndSet(Waiter.Stage.WAITING, Waiter.Stage.HELD);
  }

  /// The message of a caller who is held is refused.
  void refused(Handle tx, String code, Reason reason) {
    Waiter waiter = waiters.get(code);
    if (waiter != null) {
      waiter.refused.accept(tx, reason);
    }
  }

  /// The attempt is over, but nobody could write down how.
  void release(String code) {
    Waiter waiter = waiters.get(code);
    if (waiter != null) {
      waiter.stage.set(Waiter.Stage.GONE);
      waiter.end.countDown();
    }
  }

  /// False when nobody is there any more.
  boolean tell(String code, Reason reason) {
    Waiter waiter = waiters.get(code);
    if (waiter == null) {
      return false;
    }
    waiter.reason = reason;
    boolean isThere = waiter.stage.compareAndSet(Waiter.Stage.HELD, Waiter.Stage.TOLD);
    waiter.end.countDown();
    return isThere;
  }
}
