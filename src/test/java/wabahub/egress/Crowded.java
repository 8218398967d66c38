package wabahub.egress;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/// An egress that resolves as many names at once as it may, none of which has an answer until
/// [#clear]. All other names are this machine's.
public final class Crowded implements AutoCloseable {
  private static final String DEAD = ".dead.example.org";
  private static final int NAMES = 64;

  private final CountDownLatch asked = new CountDownLatch(NAMES);
  private final CountDownLatch cleared = new CountDownLatch(1);
  private final Egress egress = new Egress(new Rule.Guarded(true), this::find);
  private final List<Thread> callers =
      IntStream.range(0, NAMES).mapToObj(i -> Thread.startVirtualThread(() -> ask(i))).toList();

  public Crowded() {
    await(asked);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private InetAddress[] find(String name) throws UnknownHostException {
    if (!name.endsWith(DEAD)) {
      return new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};
    }
    asked.countDown();
    await(cleared);
    throw new UnknownHostException(name);
  }

  private void ask(int i) {
    URI address = URI.create("http://n" + i + DEAD + "/");
    try {
      egress.send(new Outgoing("GET", address, Map.of(), new byte[0], Duration.ofSeconds(60), 0));
    } catch (EgressException e) {
      // As it should be.
    }
  }

  public Egress egress() {
    return egress;
  }

  /// The names have no address after all.
  public void clear() throws InterruptedException {
    cleared.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
  }

  @Override
  public void close() {
    cleared.countDown();
    egress.close();
  }
}
