package wabahub.outbox;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.egress.EgressException;
import wabahub.egress.Incoming;
import wabahub.egress.Outgoing;
import wabahub.hubs.Fenced;
import wabahub.hubs.Hubs;
import wabahub.hubs.Turns;
import wabahub.outbox.Claims.Busy;
import wabahub.outbox.DeliverySql.Settled;
import wabahub.outbox.DeliverySql.Waiting;
import wabahub.outbox.Outbox.Wire;
import wabahub.outbox.Picker.Errand;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Sends what is due and writes down what became of it. At least once: what a process that ends
/// between the two has sent is sent again, under the same id. Of several hubs one at a time
/// delivers to a webhook.
final class Deliveries {
  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

  /// Jobs at once, to all webhooks together.
  static final int JOBS = 128;

  static final Duration PATIENCE = Duration.ofSeconds(5);
  static final String BODY = "delivery.body";
  private static final String HOLD = "deliver";

  /// When a webhook is left to other hubs; at once when this one has no thread free for it.
  private static final Duration IDLE = Duration.ofSeconds(1);

  private static final int MEASURE_EVERY_SECONDS = 10;
  static final int MEASURE_UP_TO = 10_000;

  private final Storage storage;
  private final Hubs hubs;
  private final Turns turns;
  private final Secrets secrets;
  private final Wire wire;
  private final InstantSource clock;
  private final Webhooks webhooks;
  private final Picker picker = new Picker();
  private final OutboxMetrics metrics;
  private final Claims claims = new Claims();

  /// Outcomes that could not be written down. Their claims stay, so there are not more of them than
  /// jobs.
  private final Queue<Outcome> unsettled = new ConcurrentLinkedQueue<>();

  private volatile Runnable wake = () -> {};
  private long measuredAt;

  /// `hub`: who has begun it.
  private record Outcome(Waiting waiting, long hub, boolean retries, Attempt attempt) {}

  Deliveries(
      Storage storage,
      Hubs hubs,
      Secrets secrets,
      Webhooks webhooks,
      Wire wire,
      InstantSource clock) {
    this.storage = storage;
    this.hubs = hubs;
    this.turns = new Turns(hubs, HOLD, clock);
    this.secrets = secrets;
    this.wire = wire;
    this.clock = clock;
    this.webhooks = webhooks;
    this.metrics = new OutboxMetrics(wire.registry(), clock);
  }

  void onWork(Runnable nudge) {
    wake = nudge;
  }

  void wake() {
    wake.run();
  }

  /// Begins deliveries, as many as there is room for; returns how many.
  int tick() {
    int settled = settleLate();
    measure();
    int begun = wire.crew().free() > 0 && hubs.isFit() ? begin() : 0;
    turns.giveBack(wire.crew().free() == 0 ? Duration.ZERO : IDLE, webhook -> false);
    return settled + begun;
  }

  private int begin() {
    long hub = hubs.id();
    Map<Long, Busy> busy = claims.copy();
    List<Long> due = storage.read(tx -> picker.due(tx, now(), hubs.unheld(HOLD, "w.id")));
    int room = wire.crew().free();
    // No more of them than there is work for.
    Set<Long> mine = turns.take(due.stream().limit(room + (long) busy.size()).toList());
    List<Long> own = due.stream().filter(mine::contains).toList();
    List<Errand> errands = storage.read(tx -> picker.pick(tx, own, now(), room, busy));
    for (Errand errand : errands) {
      Waiting waiting = errand.waiting();
      claims.add(waiting);
      turns.begin(waiting.webhookId(), hub);
      wire.crew().start(() -> run(errand, hub));
    }
    return errands.size();
  }

  /// What cannot be written down by a fault of the hub keeps its claim: it is logged once and sent
  /// again after the next start, not once a second.
  private void run(Errand errand, long hub) {
    // It may be another hub's by now.
    Attempt attempt = hubs.isFit() && hubs.id() == hub ? attempt(errand) : null;
    if (attempt == null) {
      end(errand.waiting(), hub);
    } else {
      run(new Outcome(errand.waiting(), hub, errand.webhook().retries(), attempt));
    }
    wake.run();
  }

  private void run(Outcome outcome) {
    try {
      settle(outcome);
    } catch (RuntimeException e) {
      if (!Storage.isUnavailable(e)) {
        throw e;
      }
      // Not sent once more, only written down once the database is back.
      unsettled.add(outcome);
    }
  }

  private int settleLate() {
    int settled = 0;
    for (Outcome outcome = unsettled.peek(); outcome != null; outcome = unsettled.peek()) {
      settleAlone(outcome);
      unsettled.remove();
      settled++;
    }
    return settled;
  }

  /// What cannot be written down although the database is back must not stop all others: it keeps
  /// its claim, as in [#run].
  private void settleAlone(Outcome outcome) {
    try {
      settle(outcome);
    } catch (RuntimeException e) {
      if (Storage.isUnavailable(e)) {
        throw e;
      }
      LOG.error("what became of delivery {} cannot be written down", outcome.waiting().id(), e);
    }
  }

  /// What this hub has begun, and was then declared dead, another hub sends again.
  private void settle(Outcome outcome) {
    try {
      write(outcome);
    } catch (Fenced e) {
      LOG.warn("what became of delivery {} comes too late", outcome.waiting().id());
    }
    end(outcome.waiting(), outcome.hub());
  }

  private void end(Waiting waiting, long hub) {
    claims.remove(waiting);
    turns.end(waiting.webhookId(), hub);
  }

  private void write(Outcome outcome) {
    Waiting waiting = outcome.waiting();
    Settled settled = settled(waiting, outcome.retries(), outcome.attempt());
    boolean first =
        storage.write(tx -> {
          hubs.guard(tx, outcome.hub());
          return DeliverySql.settle(tx, waiting, outcome.attempt(), settled);
        });
    if (first) {
      metrics.attempt(settled.state().equals("retry") ? OutboxMetrics.RETRIED : settled.state());
    }
  }

  private Settled settled(Waiting waiting, boolean retries, Attempt attempt) {
    if (attempt.taken()) {
      return new Settled("delivered", attempt.at(), now());
    }
    Long first = waiting.firstAt();
    OptionalLong next =
        attempt.isFinal() || !retries
            ? OptionalLong.empty()
            : Schedule.next(
                waiting.tries() + 1, first == null ? attempt.at() : first, attempt.at());
    return next.isPresent()
        ? new Settled("retry", next.getAsLong(), null)
        : new Settled("failed", attempt.at(), now());
  }

  /// Null when nothing could be tried, for want of the hub's: the delivery is still due. It has
  /// waited for a while by then, so it may be picked again at once.
  private @Nullable Attempt attempt(Errand errand) {
    long at = now();
    try {
      Webhook webhook = webhooks.webhook(errand.webhook());
      Secret url = webhook.url();
      return url == null
          ? Attempt.needless(at, "No webhook is set.")
          : send(at, request(errand.waiting(), webhook, url, at));
    } catch (RuntimeException e) {
      LOG.error("a delivery cannot be sent", e);
      return Attempt.needless(at, "The hub cannot send this; its log says why.");
    }
  }

  private @Nullable Attempt send(long at, Outgoing request) {
    long began = System.nanoTime();
    try {
      Incoming answer = wire.egress().send(request);
      return Attempt.answered(at, millisSince(began), answer.status());
    } catch (EgressException e) {
      return e.why() == EgressException.Cause.BUSY
          ? null
          : Attempt.unanswered(at, millisSince(began), String.valueOf(e.getMessage()));
    }
  }

  private Outgoing request(Waiting waiting, Webhook webhook, Secret url, long at) {
    byte[] body = secrets.decrypt(waiting.body(), BODY);
    Map<String, String> headers =
        Map.of(
            "Content-Type", "application/json",
            "User-Agent", "Wabahub/" + wire.version(),
            "X-Wabahub-Id", waiting.eventId(),
            "X-Wabahub-Attempt", Integer.toString(waiting.attempts() + 1),
            "X-Wabahub-Signature", Signatures.header(at, body, webhook.secrets(at)));
    // Of the answer only the status counts: nothing of it is read.
    return new Outgoing("POST", URI.create(url.reveal()), headers, body, PATIENCE, 0);
  }

  private static int millisSince(long nanos) {
    return (int) Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }

  private void measure() {
    long now = now();
    if (now >= measuredAt + MEASURE_EVERY_SECONDS) {
      metrics.waiting(storage.read(tx -> DeliverySql.queue(tx, MEASURE_UP_TO)));
      measuredAt = now;
    }
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
