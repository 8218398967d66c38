package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wabahub.model.Search;
import wabahub.sandbox.Sandbox;

/// Two real hubs on one PostgreSQL under random traffic, one after the other killed and started
/// again: nothing is lost, nothing is counted, sent or connected twice.
final class ClusterKillTest {
  private static final int CALLERS = 6;

  @TempDir private static Path data;
  private static Sandbox meta;
  private static Cluster cluster;
  private static Receiver receiver;

  @BeforeAll
  static void start() {
    meta =
        new Sandbox(Sandbox.Settings.of(Meta.APP_ID, TestHub.APP_SECRET), InstantSource.system());
    meta.tellsStatuses(false);
    receiver = new Receiver();
    cluster = new Cluster(data, meta, Map.of());
    cluster.add();
    cluster.add();
  }

  @AfterAll
  static void end() {
    cluster.close();
    receiver.close();
    meta.close();
  }

  @Test
  void hubs_killedInTurn_doEverythingOnce() {
    run(3);
  }

  @Test
  @Tag("long")
  void hubs_killedVeryOften_doEverythingOnce() {
    run(Integer.getInteger("wabahub.runs", 100));
  }

  private static void run(int rounds) {
    long seed = Search.seed();
    System.out.printf(
        "base seed %d, %d rounds (-Dwabahub.seed=%d repeats them)%n", seed, rounds, seed);
    for (int round = 0; round < rounds; round++) {
      live(seed + round);
    }
    System.out.printf("%d rounds of ClusterKillTest%n", rounds);
  }

  /// Kills happen after some tasks, wherever the others are then.
  private static void live(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Traffic traffic = new Traffic(cluster, seed, receiver);
    Queue<Runnable> tasks = new ConcurrentLinkedQueue<>(traffic.tasks());
    int all = tasks.size();
    AtomicInteger done = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> callers =
          IntStream.range(0, CALLERS)
              .<Future<?>>mapToObj(i -> threads.submit(() -> work(tasks, done)))
              .toList();
      for (int share : List.of(random.nextInt(5, 40), random.nextInt(45, 90))) {
        while (done.get() < all * share / 100 && !callers.stream().allMatch(Future::isDone)) {
          Thread.onSpinWait();
        }
        List<HubProcess> hubs = cluster.serving();
        cluster.kill(hubs.get(random.nextInt(hubs.size())));
        cluster.add();
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("seed " + seed, e);
    }
    traffic.check();
    for (HubProcess hub : cluster.serving()) {
      assertThat(hub.call("GET", "/metrics", Map.of(), null).text())
          .contains("\nwabahub_impossible_total 0.0");
    }
  }

  private static void work(Queue<Runnable> tasks, AtomicInteger done) {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
      done.incrementAndGet();
    }
  }
}
