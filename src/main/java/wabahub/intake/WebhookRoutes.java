package wabahub.intake;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Face;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Room;
import wabahub.http.Route;
import wabahub.secrets.Secret;
import wabahub.secrets.Signer;

/// `/webhooks/meta`: the handshake and the events. Nothing is parsed before it is verified, and
/// nothing is acknowledged before it is durable.
final class WebhookRoutes {
  private static final int BODY_BYTES = 4 * 1024 * 1024;
  private static final Answer OK = Answer.json(Map.of("status", "OK"));
  private static final int IN_FLIGHT_KIB = 64 * 1024;

  private final Settings settings;
  private final List<Signer> app;
  private final Journal journal;
  private final IntakeMetrics metrics;
  private final Semaphore inFlightKib = new Semaphore(IN_FLIGHT_KIB);

  WebhookRoutes(Settings settings, Journal journal, IntakeMetrics metrics) {
    this.settings = settings;
    this.app = settings.appSecrets().stream().map(Signer::new).toList();
    this.journal = journal;
    this.metrics = metrics;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/webhooks/meta", Face.PROBLEM, this::handshake),
        new Route("POST", "/webhooks/meta", Face.PROBLEM, this::events));
  }

  private Answer handshake(Call call) {
    Secret token = settings.verifyToken();
    boolean good =
        token != null
            && call.query("hub.mode").filter("subscribe"::equals).isPresent()
            && call.query("hub.verify_token").filter(t -> new Secret(t).equals(token)).isPresent();
    if (!good) {
      throw new Refusal(Reason.FORBIDDEN, "The verify token is not that of this hub.");
    }
    return Answer.text(200, call.query("hub.challenge").orElse(""));
  }

  private Answer events(Call call) {
    boolean accepted = false;
    try {
      accept(call);
      accepted = true;
      return OK;
    } finally {
      metrics.webhook(accepted);
    }
  }

  private void accept(Call call) {
    if (app.isEmpty()) {
      throw new Refusal(Reason.NOT_READY, "No app secret is set: events cannot be verified.");
    }
    Signature signature =
        Signature.parse(call.headers(Signature.HEADER))
            .orElseThrow(() -> new Refusal(Reason.SIGNATURE));
    try (Held held = new Held()) {
      byte[] body = call.body(BODY_BYTES, held);
      if (!signature.isOf(body, app)) {
        throw new Refusal(Reason.SIGNATURE);
      }
      journal.append(body);
    }
  }

  /// What one body counts against the limit: no more than has come of it. Whoever only announces
  /// one has not been verified yet, and must not take the room from others.
  private final class Held implements Room, AutoCloseable {
    private int kib;

    @Override
    public void hold(long bytes) {
      int more = Math.toIntExact(1 + bytes / 1024) - kib;
      if (more > 0) {
        if (!inFlightKib.tryAcquire(more)) {
          throw new Refusal(Reason.NOT_READY).retryAfter(Duration.ofSeconds(2));
        }
        kib += more;
      }
    }

    @Override
    public void close() {
      inFlightKib.release(kib);
    }
  }
}
