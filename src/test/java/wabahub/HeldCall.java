package wabahub;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import wabahub.sandbox.Sandbox;

/// A call that Meta does not do before this is closed: until then the hub is seen at it, however
/// long that takes. After ten seconds the hub gives the call up and makes it again, still at work.
final class HeldCall implements AutoCloseable {
  private final Sandbox meta;
  private final CountDownLatch end = new CountDownLatch(1);

  HeldCall(Sandbox meta, String call) {
    this.meta = meta;
    meta.onCall(made -> {
      if (made.call().equals(call)) {
        await();
      }
    });
  }

  private void await() {
    try {
      end.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    meta.onCall(made -> {});
    end.countDown();
  }
}
