package wabahub.outbox;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import wabahub.egress.Egress;
import wabahub.http.Json;
import wabahub.http.Route;
import wabahub.ops.Crew;
import wabahub.partners.Partners;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Partners' webhooks: what they are told, and whether it has arrived.
public final class Outbox {
  /// How many jobs the crew should have room for.
  public static final int JOBS = Deliveries.JOBS;

  /// How long the log is kept after a delivery was taken, or given up.
  static final Duration KEEP_DELIVERED = Duration.ofDays(30);

  static final Duration KEEP_FAILED = Duration.ofDays(90);

  private static final int CLEAN_STEP = 500;

  private final Storage storage;
  private final Secrets secrets;
  private final InstantSource clock;
  private final Webhooks webhooks;
  private final Deliveries deliveries;
  private final List<Route> routes;

  /// What deliveries go through. `allowPrivate`: whether a webhook may name a private address, as
  /// `egress` does. `version`: of the hub, for the header `User-Agent`.
  public record Wire(
      Egress egress,
      Crew crew,
      PrometheusRegistry registry,
      boolean allowPrivate,
      String version) {}

  public Outbox(
      Storage storage, Secrets secrets, Partners partners, Wire wire, InstantSource clock) {
    this.storage = storage;
    this.secrets = secrets;
    this.clock = clock;
    this.webhooks = new Webhooks(storage, secrets, clock);
    this.deliveries = new Deliveries(storage, secrets, webhooks, wire, clock);
    this.routes = new ArrayList<>();
    routes.addAll(new SettingRoutes(partners, webhooks, wire.allowPrivate()).routes());
    routes.addAll(new SecretRoutes(partners, this, webhooks, clock).routes());
    DeliveryLog log = new DeliveryLog(storage, secrets, deliveries, clock);
    routes.addAll(new DeliveryRoutes(partners, log).routes());
  }

  public List<Route> routes() {
    return List.copyOf(routes);
  }

  /// Before any event: what to run when there is something to deliver.
  public void start(Runnable nudge) {
    deliveries.onWork(nudge);
  }

  /// Writes an event down in the transaction that causes it. An event whose id the partner's
  /// webhook has had is left out, as long as the log is kept; so is one of a partner without a
  /// webhook.
  public void add(Handle tx, Event event) {
    WebhookSql.find(tx, event.partnerId())
        .filter(webhook -> webhook.url() != null)
        .ifPresent(webhook -> {
          byte[] body = secrets.encrypt(payload(event), Deliveries.BODY);
          DeliverySql.insert(tx, webhook.id(), event, body, clock.instant().getEpochSecond());
        });
  }

  /// [#add] in a transaction of its own, and [#wake].
  void tell(Event event) {
    storage.useWrite(tx -> add(tx, event));
    wake();
  }

  /// Fixed here, so that every attempt sends the same bytes.
  private static byte[] payload(Event event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event_type", event.type());
    fields.put("event", event.name());
    fields.put("id", event.id());
    fields.put("time", event.at());
    fields.put("whatsapp", event.whatsapp());
    fields.put("reference", event.reference());
    event.more().forEach(fields::putIfAbsent);
    return Json.bytes(fields);
  }

  /// After a commit with events: they are delivered at once.
  public void wake() {
    deliveries.wake();
  }

  /// Delivers some of what is due; returns how many deliveries were begun.
  public int deliver() {
    return deliveries.tick();
  }

  /// A chore: deletes some of what has been in the log long enough; returns how many.
  public int clean() {
    long now = clock.instant().getEpochSecond();
    return delete("delivered", now - KEEP_DELIVERED.toSeconds())
        + delete("failed", now - KEEP_FAILED.toSeconds());
  }

  private int delete(String state, long before) {
    return storage.write(tx -> DeliverySql.delete(tx, state, before, CLEAN_STEP));
  }
}
