package wabahub.outbox;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.egress.EgressException;
import wabahub.egress.Incoming;
import wabahub.egress.Outgoing;
import wabahub.outbox.Claims.Busy;
import wabahub.outbox.DeliverySql.Settled;
import wabahub.outbox.DeliverySql.Waiting;
import wabahub.outbox.Outbox.Wire;
import wabahub.outbox.Picker.Errand;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Sends what is due and writes down what became of it. At least once: a process that ends between
/// the two sends again after its start, under the same id.
final class Deliveries {
  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

  /// Jobs at once, to all webhooks together.
  static final int JOBS = 128;

  static final Duration PATIENCE = Duration.ofSeconds(5);
  static final String BODY = "delivery.body";

  private static final int MEASURE_EVERY_SECONDS = 10;
  static final int MEASURE_UP_TO = 10_000;

  private final Storage storage;
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

  private record Outcome(Waiting waiting, boolean retries, Attempt attempt) {}

  Deliveries(Storage storage, Secrets secrets, Webhooks webhooks, Wire wire, InstantSource clock) {
    this.storage = storage;
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
    int room = wire.crew().free();
    if (room == 0) {
      return settled;
    }
    Map<Long, Busy> busy = claims.copy();
    List<Errand> errands = storage.read(tx -> picker.pick(tx, now(), room, JOBS, busy));
    for (Errand errand : errands) {
      claims.add(errand.waiting());
      wire.crew().start(() -> run(errand));
    }
    return settled + errands.size();
  }

  /// What cannot be written down by a fault of the hub keeps its claim: it is logged once and sent
  /// again after the next start, not once a second.
  private void run(Errand errand) {
    Outcome outcome = new Outcome(errand.waiting(), errand.webhook().retries(), attempt(errand));
    try {
      settle(outcome);
    } catch (RuntimeException e) {
      if (!Storage.isUnavailable(e)) {
        throw e;
      }
      // Not sent once more, only written down once the database is back.
      unsettled.add(outcome);
    }
    wake.run();
  }

  private int settleLate() {
    int settled = 0;
    for (Outcome outcome = unsettled.peek(); outcome != null; outcome = unsettled.peek()) {
      settle(outcome);
      unsettled.remove();
      settled++;
    }
    return settled;
  }

  private void settle(Outcome outcome) {
    Waiting waiting = outcome.waiting();
    Settled settled = settled(waiting, outcome.retries(), outcome.attempt());
    if (storage.write(tx -> DeliverySql.settle(tx, waiting, outcome.attempt(), settled))) {
      metrics.attempt(settled.state().equals("retry") ? OutboxMetrics.RETRIED : settled.state());
    }
    claims.remove(waiting);
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

  private Attempt attempt(Errand errand) {
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

  private Attempt send(long at, Outgoing request) {
    long began = System.nanoTime();
    try {
      Incoming answer = wire.egress().send(request);
      return Attempt.answered(at, millisSince(began), answer.status());
    } catch (EgressException e) {
      return Attempt.unanswered(at, millisSince(began), String.valueOf(e.getMessage()));
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
