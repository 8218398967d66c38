package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.SendKillNumbers.Line;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Fault;
import wabahub.sandbox.Made;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.Sent;

/// The real process, killed at each step of a send while clients of several numbers send: what Meta
/// has taken is not sent again, what the hub has accepted is not lost, and what is in doubt is so
/// no longer than until Meta tells of it.
final class SendKillTest {
  private static final int ROUNDS = 20;

  /// `-Dwabahub.kills=100` makes fewer of them.
  private static final int MANY_ROUNDS = Integer.getInteger("wabahub.kills", 500);

  private static final int CLIENTS = 8;
  private static final int SINGLE = 16;
  private static final int TOGETHER = 12;

  @AutoClose private static final Snapshot SNAPSHOT = new Snapshot();

  @TempDir private Path data;

  private final Sandbox meta =
      new Sandbox(Sandbox.Settings.of(Meta.APP_ID, TestHub.APP_SECRET), InstantSource.system());
  private final Map<String, String> settings = new HashMap<>();
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private volatile HubProcess hub;
  private volatile Moment moment = Moment.OFFERED;
  private final AtomicInteger left = new AtomicInteger();
  private List<Line> lines = List.of();

  /// What clients want sent and have no answer to yet, by the key of the request.
  private final Map<String, Order> open = new ConcurrentHashMap<>();

  /// Every `unique` that a client was told.
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();

  /// What Meta has taken, by `unique`.
  private final Map<String, Sent> taken = new LinkedHashMap<>();

  private final Set<String> wamids = new HashSet<>();
  private final ConcurrentLinkedQueue<Sent> untold = new ConcurrentLinkedQueue<>();
  private final Set<String> doubted = new HashSet<>();
  private int orders;
  private int recipients;

  /// When the process dies: at the n-th of these in a round.
  private enum Moment {
    /// A client begins a request.
    OFFERED,
    /// Meta is asked, and does not do it.
    ASKED,
    /// Meta is asked, and does it; nobody hears the answer.
    DONE,
    /// Meta's answer is on its way.
    ANSWERED,
    /// A client has its answer.
    ACKNOWLEDGED,
    /// Meta tells how far a message is.
    TOLD
  }

  /// A request of a client: one message, or several at once.
  private record Order(String key, Line line, List<String> to) {}

  @AfterEach
  void close() {
    if (hub != null) {
      hub.close();
    }
    meta.close();
  }

  @ParameterizedTest
  @EnumSource
  void hub_killedAtEachStepOfASend_losesAndDoublesNothing(Database database) {
    run(database, ROUNDS);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  void hub_killedHundredsOfTimes_losesAndDoublesNothing(Database database) {
    run(database, MANY_ROUNDS);
  }

  private void run(Database database, int rounds) {
    System.out.println("SendKillTest seed " + seed);
    settings.putAll(HubProcess.settings(data));
    settings.putAll(database.settings());
    settings.put("WABAHUB_META_GRAPH_URL", meta.url().toString());
    settings.put("WABAHUB_META_APP_ID", Meta.APP_ID);
    settings.put("WABAHUB_SANDBOX", "off");
    hub = HubProcess.serve(settings, SNAPSHOT.options());
    lines = SendKillNumbers.connect(meta, hub);
    meta.onCall(this::called);
    for (int round = 0; round < rounds; round++) {
      moment = Moment.values()[round % Moment.values().length];
      left.set(random.nextInt(1, 8));
      tell();
      order();
      offer();
      hub.kill();
      meta.clearFaults();
      look();
      hub = HubProcess.serve(settings, SNAPSHOT.options());
      doubted.addAll(inDoubt());
      meta.hub(hub.uri("/"));
    }
    left.set(Integer.MAX_VALUE);
    finish();
    System.out.printf(
        "SendKillTest %s: %d kills, %d messages, %d in doubt of which %d went out%n",
        database,
        rounds,
        accepted.size(),
        doubted.size(),
        doubted.stream().filter(taken::containsKey).count());
  }

  /// Kills the process when this is the moment; true = it was.
  private boolean reached(Moment now) {
    boolean isNow = now == moment && left.decrementAndGet() == 0;
    if (isNow && now != Moment.ANSWERED) {
      hub.kill();
    }
    return isNow;
  }

  private void called(Made made) {
    if (!made.call().equals("send")) {
      return;
    }
    reached(Moment.DONE);
    if (reached(Moment.ASKED)) {
      meta.fault(Fault.of("send", Fault.Kind.DROP));
    }
    if (reached(Moment.ANSWERED)) {
      long calls = calls();
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
            while (calls() == calls && System.nanoTime() < deadline) {
              Thread.onSpinWait();
            }
            hub.kill();
          });
    }
  }

  /// Grows with each call that Meta has done.
  private long calls() {
    List<Sent> sent = meta.sent();
    return sent.isEmpty() ? 0 : sent.getLast().wamid().hashCode();
  }

  /// Meta tells of what it has taken, until it is heard.
  private void tell() {
    for (int i = untold.size(); i > 0; i--) {
      Sent sent = untold.remove();
      reached(Moment.TOLD);
      try {
        meta.phone("", sent.phoneNumberId()).tells(sent.wamid(), "delivered", 0);
      } catch (RuntimeException e) {
        untold.add(sent);
      }
    }
  }

  private void order() {
    for (int i = 0; i <= SINGLE; i++) {
      Line line = lines.get(i % lines.size());
      List<String> to =
          IntStream.range(0, i == SINGLE ? TOGETHER : 1)
              .mapToObj(j -> "4477" + (10_000_000 + recipients++))
              .toList();
      String key = "key-" + orders++;
      open.put(key, new Order(key, line, to));
    }
  }

  /// Clients send what is open, each some of it, one after the other.
  private void offer() {
    List<Order> all = List.copyOf(open.values());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < CLIENTS; client++) {
        int which = client;
        threads.execute(() -> {
          for (int i = which; i < all.size(); i += CLIENTS) {
            send(all.get(i));
          }
        });
      }
    }
  }

  /// A request that nobody has answered stays open: it is made again with the key it had.
  private void send(Order order) {
    boolean isOne = order.to().size() == 1;
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("apiKey", order.line().apiKey());
    body.put("from", order.line().whatsapp());
    body.put("name", "hello_world");
    body.put("headerType", 1);
    if (isOne) {
      body.put("to", order.to().getFirst());
    } else {
      body.put("destinations", order.to().stream().map(to -> Map.of("to", to)).toList());
    }
    reached(Moment.OFFERED);
    Reply reply;
    try {
      String path = "/whatsapp/v2/" + (isOne ? "sendTemplate" : "sendMultiTemplate");
      reply = hub.call("POST", path, Map.of("Idempotency-Key", order.key()), body);
    } catch (RuntimeException e) {
      return;
    }
    if (reply.status() == 200) {
      assertThat(reply.reason()).as(reply.text()).isEqualTo(1);
      List<String> uniques = new ArrayList<>();
      if (isOne) {
        uniques.add(reply.json().get("unique").stringValue());
      } else {
        for (JsonNode row : reply.json().get("list")) {
          uniques.add(row.get("unique").stringValue());
        }
      }
      assertThat(uniques).hasSize(order.to().size()).allMatch(accepted::add);
      open.remove(order.key());
      reached(Moment.ACKNOWLEDGED);
    }
  }

  /// What Meta has taken since the last look: nothing that it had.
  private void look() {
    meta.settle();
    for (Sent sent : meta.sent()) {
      if (wamids.add(sent.wamid())) {
        String unique = sent.body().get("biz_opaque_callback_data").stringValue();
        assertThat(taken.put(unique, sent)).as("seed %d: sent twice: %s", seed, unique).isNull();
        untold.add(sent);
      }
    }
  }

  private List<String> inDoubt() {
    return Database.rows(settings, "SELECT code FROM message WHERE state = 'in_doubt'");
  }

  private void finish() {
    while (!open.isEmpty()) {
      offer();
    }
    await("SELECT code FROM message WHERE state IN ('waiting', 'sending')", Set.of());
    look();
    tell();
    assertThat(accepted).as("seed %d", seed).hasSize(recipients).containsAll(taken.keySet());
    Set<String> neverTaken = new HashSet<>(accepted);
    neverTaken.removeAll(taken.keySet());
    await("SELECT code FROM message WHERE state = 'in_doubt'", neverTaken);
    await("SELECT code FROM message WHERE state = 'delivered'", taken.keySet());
    // Both kinds of doubt have been met.
    assertThat(neverTaken).isNotEmpty();
    assertThat(doubted).containsAll(neverTaken).anyMatch(taken::containsKey);
  }

  private void await(String sql, Set<String> expected) {
    Patience.until(
        () -> Set.copyOf(Database.rows(settings, sql)),
        expected::equals,
        () -> "seed %d: %s, expected %s".formatted(seed, sql, expected));
  }
}
