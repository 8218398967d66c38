package wabahub;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import wabahub.TestHub.Account;

/// Webhooks of one event each, every event another one, posted by several threads at once; keeps
/// account of which were acknowledged.
final class Load {
  private static final int THREADS = 8;
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final int load = COUNT.incrementAndGet();
  private final String whatsapp = "97250100" + (1000 + load);
  private final String phone = "3100200300" + (1000 + load);
  private final String marker = "3100200400" + (1000 + load);
  private final long now = Instant.now().getEpochSecond();
  private final Account account;
  private final AtomicInteger next = new AtomicInteger();
  private final Semaphore refused = new Semaphore(0);
  private final Semaphore acknowledged = new Semaphore(0);
  private final Queue<Integer> unanswered = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  /// Creates a partner with the number that the events are about. It is around noon where the
  /// partner is: no event comes near the end of a month.
  Load(HubCalls hub) {
    account = hub.partner("One", noonZone());
    hub.number(account, whatsapp, phone);
    hub.number(account, "97250200" + (1000 + load), marker);
  }

  /// A zone in which it is around noon now.
  static String noonZone() {
    int ahead = 12 - Instant.now().atOffset(ZoneOffset.UTC).getHour();
    // The sign in these names is the wrong way round.
    return "Etc/GMT" + (ahead > 0 ? "-" : "+") + Math.abs(ahead);
  }

  /// Begins to post. Each thread goes on until [#finish], or until there is no hub.
  void start(HubCalls hub) {
    stopped = false;
    for (int i = 0; i < THREADS; i++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            while (!stopped && post(hub, next.getAndIncrement())) {
              Thread.onSpinWait();
            }
          }));
    }
  }

  /// False when there is no hub.
  private boolean post(HubCalls hub, int event) {
    try {
      int status = hub.webhook(body(event)).status();
      if (status == 200) {
        acknowledged.release();
      } else if (status == 503) {
        refused.release();
        unanswered.add(event);
      } else {
        throw new AssertionError("answered with " + status);
      }
      return true;
    } catch (UncheckedIOException e) {
      unanswered.add(event);
      return false;
    }
  }

  /// Waits until so many webhooks more than before were acknowledged.
  void awaitAcknowledged(int count) {
    acknowledged.drainPermits();
    await(acknowledged, count);
  }

  /// Waits until one more webhook is refused.
  void awaitRefused() {
    refused.drainPermits();
    await(refused, 1);
  }

  private static void await(Semaphore answers, int count) {
    try {
      if (!answers.tryAcquire(count, Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("too few: " + answers.availablePermits());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Ends the threads.
  void finish() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    threads.clear();
  }

  /// Posts again what was not acknowledged, until everything is; returns how much it was.
  int resend(HubCalls hub) {
    int count = unanswered.size();
    long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
    for (Integer event = unanswered.poll(); event != null; event = unanswered.poll()) {
      if (!post(hub, event) || System.nanoTime() > deadline) {
        throw new AssertionError("the hub does not take " + event);
      }
    }
    return count;
  }

  /// The figures when every event is counted once: marketing, service, incoming.
  List<Long> expected() {
    int events = next.get();
    return List.of((events + 2) / 3L, (events + 1) / 3L, events / 3L);
  }

  /// The figures once all that was acknowledged is in them: when the one message of the other
  /// number, acknowledged last, is.
  List<Long> figures(HubCalls hub) {
    byte[] last = WebhookTest.messages(marker, WebhookTest.message("last", "447700900204", now));
    if (hub.webhook(last).status() != 200) {
      throw new AssertionError("the last webhook is refused");
    }
    Patience.until(
        () -> hub.list(account).get("list"),
        list -> list.get(1).get("incomingThisMonth").asInt() > 0);
    return hub.figures(account, whatsapp);
  }

  private byte[] body(int event) {
    String id = "wamid." + event;
    return switch (event % 3) {
      case 0 ->
          WebhookTest.statuses(
              phone, WebhookTest.status(id, "delivered", now, "marketing", "regular"));
      case 1 ->
          WebhookTest.statuses(phone, WebhookTest.status(id, "read", now, "utility", "regular"));
      default -> WebhookTest.messages(phone, WebhookTest.message(id, "4477" + event, now));
    };
  }
}
