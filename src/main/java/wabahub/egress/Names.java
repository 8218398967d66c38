package wabahub.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Names to addresses, with a bound on the time it takes. The system's resolver has none, and a
/// virtual thread that waits for it keeps its carrier: it is asked on threads of its own, by one a
/// name, so that a name whose servers are dead does not take them all. Whoever finds them all taken
/// by many such names waits for one.
final class Names implements AutoCloseable {
  private static final int PLACES = 64;
  private static final int IDLE_SECONDS = 30;

  private final Resolver resolver;
  private final Map<String, FutureTask<InetAddress[]>> running = new ConcurrentHashMap<>();
  private final Semaphore places = new Semaphore(PLACES, true);

  /// As many as there are places, and for a moment one that is giving its place up.
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().name("names-", 0).daemon().factory());

  Names(Resolver resolver) {
    this.resolver = resolver;
  }

  /// @throws UnknownHostException when the name has none
  /// @throws TimeoutException when they are not known in time
  /// @throws RejectedExecutionException when so many names are being resolved that nobody has asked
  ///   for this one
  List<InetAddress> find(String name, long nanos) throws UnknownHostException, TimeoutException {
    long deadline = System.nanoTime() + nanos;
    try {
      InetAddress[] found =
          task(name, nanos).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (found.length == 0) {
        throw new UnknownHostException(name);
      }
      return List.of(found);
    } catch (ExecutionException e) {
      throw new UnknownHostException(name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TimeoutException("interrupted");
    }
  }

  /// The one that runs, or a new one once there is a place for it. Half of the time is for what
  /// comes after that.
  private FutureTask<InetAddress[]> task(String name, long nanos) throws InterruptedException {
    FutureTask<InetAddress[]> known = running.get(name);
    if (known != null) {
      return known;
    }
    if (!places.tryAcquire(nanos / 2, TimeUnit.NANOSECONDS)) {
      throw new RejectedExecutionException("too many names are being resolved");
    }
    FutureTask<InetAddress[]> own = new FutureTask<>(() -> look(name));
    boolean begun = false;
    try {
      FutureTask<InetAddress[]> first = running.computeIfAbsent(name, absent -> begin(own));
      begun = first == own;
      return first;
    } finally {
      if (!begun) {
        places.release();
      }
    }
  }

  private FutureTask<InetAddress[]> begin(FutureTask<InetAddress[]> task) {
    threads.execute(task);
    return task;
  }

  private InetAddress[] look(String name) throws UnknownHostException {
    try {
      return resolver.find(name);
    } finally {
      running.remove(name);
      places.release();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
