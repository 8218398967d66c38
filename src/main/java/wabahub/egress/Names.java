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
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Names to addresses, with a bound on the time it takes. The system's resolver has none, and a
/// virtual thread that waits for it keeps its carrier: it is asked on threads of its own, by one a
/// name, so that a name whose servers are dead does not take them all.
final class Names implements AutoCloseable {
  private static final int THREADS = 64;
  private static final int IDLE_SECONDS = 30;

  private final Resolver resolver;
  private final Map<String, FutureTask<InetAddress[]>> running = new ConcurrentHashMap<>();
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0,
          THREADS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().name("names-", 0).daemon().factory());

  Names(Resolver resolver) {
    this.resolver = resolver;
  }

  /// @throws UnknownHostException when the name has none
  /// @throws TimeoutException when they are not known in time
  List<InetAddress> find(String name, long nanos) throws UnknownHostException, TimeoutException {
    try {
      InetAddress[] found =
          running.computeIfAbsent(name, this::begin).get(nanos, TimeUnit.NANOSECONDS);
      if (found.length == 0) {
        throw new UnknownHostException(name);
      }
      return List.of(found);
    } catch (RejectedExecutionException e) {
      throw new TimeoutException("too many names are being resolved");
    } catch (ExecutionException e) {
      throw new UnknownHostException(name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TimeoutException("interrupted");
    }
  }

  private FutureTask<InetAddress[]> begin(String name) {
    FutureTask<InetAddress[]> task =
        new FutureTask<>(() -> {
          try {
            return resolver.find(name);
          } finally {
            running.remove(name);
          }
        });
    threads.execute(task);
    return task;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
