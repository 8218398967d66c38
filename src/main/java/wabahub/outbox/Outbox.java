package wabahub.outbox;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import wabahub.egress.Egress;
import wabahub.http.Call;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.hubs.Hubs;
import wabahub.ops.Crew;
import wabahub.outbox.NumberHookSql.Wish;
import wabahub.outbox.NumberWebhook.Change;
import wabahub.outbox.NumberWebhook.Owner;
import wabahub.partners.Partner;
import wabahub.partners.Partners;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Webhooks of partners and of numbers: what they are told, and whether it has arrived.
public final class Outbox {
  /// How many jobs the crew should have room for.
  public static final int JOBS = Deliveries.JOBS;

  /// How long the log is kept after a delivery was taken, or given up.
  static final Duration KEEP_DELIVERED = Duration.ofDays(30);

  static final Duration KEEP_FAILED = Duration.ofDays(90);

  private static final int CLEAN_STEP = 500;
  private static final int CLEAN_WEBHOOKS = 50;
  private static final Duration GONE = Duration.ofDays(1);

  private final Storage storage;
  private final Secrets secrets;
  private final InstantSource clock;
  private final Webhooks webhooks;
  private final Deliveries deliveries;
  private final NumberHooks hooks;
  private final Partners partners;
  private final Wire wire;
  private final DeliveryLog log;
  private final List<Route> routes;

  /// Which number a call of a partner is about.
  public interface Numbers {
    /// The partner's live number that `{whatsapp}` in the path names.
    ///
    /// @throws wabahub.http.Refusal NOT_FOUND when the partner has none of these digits
    Owner owner(Partner partner, Call call);
  }

  /// What deliveries go through. `allowPrivate`: whether a webhook may name a private address, as
  /// `egress` does. `version`: of the hub, for the header `User-Agent`.
  public record Wire(
      Egress egress,
      Crew crew,
      PrometheusRegistry registry,
      boolean allowPrivate,
      String version) {}

  public Outbox(
      Storage storage,
      Hubs hubs,
      Secrets secrets,
      Partners partners,
      Wire wire,
      InstantSource clock) {
    this.storage = storage;
    this.secrets = secrets;
    this.clock = clock;
    this.webhooks = new Webhooks(storage, secrets, clock);
    this.deliveries = new Deliveries(storage, hubs, secrets, webhooks, wire, clock);
    this.routes = new ArrayList<>();
    routes.addAll(new SettingRoutes(partners, this, webhooks).routes());
    routes.addAll(new SecretRoutes(partners, this, webhooks, clock).routes());
    this.hooks = new NumberHooks(storage, hubs, secrets, webhooks, clock);
    this.partners = partners;
    this.wire = wire;
    this.log = new DeliveryLog(storage, secrets, deliveries, clock);
    routes.addAll(
        new DeliveryRoutes(
                partners,
                log,
                "webhook",
                (partner, call) -> new DeliveryRoutes.Shelf(log.ofPartner(partner.id()), null))
            .routes());
  }

  public List<Route> routes() {
    return List.copyOf(routes);
  }

  /// The webhooks of numbers in the hub's own API.
  public List<Route> numberRoutes(Numbers numbers) {
    List<Route> all =
        new ArrayList<>(
            new HookRoutes(partners, this, numbers, wire.allowPrivate(), clock).routes());
    DeliveryRoutes.Whose whose =
        (partner, call) -> {
          Owner owner = numbers.owner(partner, call);
          NumberWebhook webhook = hooks.get(owner.numberId(), HookRoutes.id(call));
          return new DeliveryRoutes.Shelf(webhook.id(), owner.whatsapp());
        };
    all.addAll(new DeliveryRoutes(partners, log, HookRoutes.PATH + "/{webhook}", whose).routes());
    return all;
  }

  /// Before any event: what to run when there is something to deliver.
  public void start(Runnable nudge) {
    deliveries.onWork(nudge);
  }

  /// Writes an event down in the transaction that causes it. An event whose id the partner's
  /// webhook has had is left out, as long as the log is kept; so is one of a partner without a
  /// webhook. One of a number's life is also told to the number's webhooks that want it.
  public void add(Handle tx, Event event) {
    WebhookSql.find(tx, event.partnerId())
        .filter(webhook -> webhook.url() != null)
        .ifPresent(webhook -> {
          byte[] body = secrets.encrypt(payload(event), Deliveries.BODY);
          DeliverySql.insert(tx, webhook.id(), event, body, now());
        });
    if (!event.whatsapp().isEmpty()) {
      NumberHookSql.numberOf(tx, event.partnerId(), event.whatsapp())
          .map(numberId -> Systems.notice(numberId, event))
          .ifPresent(notice -> add(tx, List.of(notice)));
    }
  }

  /// What somebody wants to be told of a number (id): nothing, for most of them, and then it costs
  /// nothing to ask.
  public Set<Topic> wanted(Handle tx, long numberId) {
    return hooks.wanted(tx, numberId);
  }

  /// Whether any number wants to be told of this.
  public boolean isWanted(Handle tx, Topic topic) {
    return hooks.isWanted(tx, topic);
  }

  /// The same outside a transaction.
  public boolean isWanted(Topic topic) {
    return hooks.isWanted(topic);
  }

  /// Writes notices down in the transaction that causes them: each goes to all webhooks of its
  /// number that want it, in the order of the list. What a webhook has had is left out, as long as
  /// the log is kept.
  public void add(Handle tx, List<Notice> notices) {
    Set<Long> numberIds = new TreeSet<>();
    notices.forEach(notice -> numberIds.add(notice.numberId()));
    Map<Long, List<Wish>> wishes =
        hooks.wishes(tx, numberIds).stream().collect(Collectors.groupingBy(Wish::numberId));
    List<DeliverySql.Draft> drafts = new ArrayList<>();
    for (Notice notice : notices) {
      List<Wish> its =
          wishes.getOrDefault(notice.numberId(), List.of()).stream()
              .filter(wish -> notice.topic().isAmong(wish.topics()))
              .toList();
      if (!its.isEmpty()) {
        byte[] body = secrets.encrypt(notice.body(), Deliveries.BODY);
        its.forEach(wish -> drafts.add(new DeliverySql.Draft(wish.webhookId(), notice, body)));
      }
    }
    DeliverySql.insert(tx, drafts, now());
  }

  /// The webhooks of a number (id), oldest first.
  public List<NumberWebhook> webhooks(long numberId) {
    return hooks.list(numberId);
  }

  /// The webhook that setWebhook of WhatsApp V2 sets, once it was called.
  public Optional<NumberWebhook> mainWebhook(long numberId) {
    return hooks.main(numberId);
  }

  /// Sets that webhook; `change` is checked by the caller, the address with [#refusal]. `flags`:
  /// topics that it is told of from now on, or no longer; the others stay as they are.
  public NumberWebhook setMainWebhook(Owner owner, Change change, Map<Topic, Boolean> flags) {
    return hooks.setMain(owner, change, flags);
  }

  /// Why the hub may not call an address, as a sentence; empty when it may.
  public Optional<String> refusal(String url) {
    return Egress.refusal(url, wire.allowPrivate());
  }

  /// A partner's own webhook, once it had an address or a secret.
  public Optional<PartnerWebhook> webhook(long partnerId) {
    return webhooks.find(partnerId).map(this::shown);
  }

  private PartnerWebhook shown(Webhook webhook) {
    Long until = webhook.oldUntil();
    return new PartnerWebhook(
        webhook.id(),
        webhook.url(),
        webhook.secret(),
        webhook.secretAt(),
        until == null || until <= now() ? null : until);
  }

  /// Where a partner is told things; a blank address clears (decision P13).
  ///
  /// @throws Refusal URL when the hub may not call it
  public void setWebhook(long partnerId, String url) {
    if (!url.isBlank()) {
      refusal(url)
          .ifPresent(sentence -> {
            throw new Refusal(Reason.URL, sentence).with("url", url);
          });
    }
    webhooks.set(partnerId, url.isBlank() ? null : url);
  }

  /// A new secret for a partner's own webhook; the old one signs beside it for a day.
  public Secret rotateSecret(long partnerId) {
    return webhooks.rotate(partnerId).secret();
  }

  /// Sends a test to a partner's own webhook; returns the id of the event.
  ///
  /// @throws Refusal CONFLICT when it has no address
  public String test(long partnerId) {
    if (webhooks.find(partnerId).map(Webhook::url).isEmpty()) {
      throw new Refusal(Reason.CONFLICT, "No webhook is set.");
    }
    String id = Secret.random().reveal();
    tell(new Event(partnerId, id, "partners", "test", now(), "", "", Map.of()));
    return id;
  }

  /// What waits for all webhooks of the hub.
  public Backlog backlog() {
    DeliverySql.Queue queue = storage.read(tx -> DeliverySql.queue(tx, Deliveries.MEASURE_UP_TO));
    return new Backlog(queue.size(), queue.oldestDueAt());
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  /// @throws Refusal CONFLICT when the number has as many as it may have
  public NumberWebhook addWebhook(Owner owner, Change change) {
    return hooks.add(owner, change);
  }

  /// `change` is checked by the caller, as everywhere.
  ///
  /// @throws Refusal NOT_FOUND when the number has no such webhook, as the following
  public NumberWebhook changeWebhook(Owner owner, long id, Change change) {
    return hooks.change(owner, id, change);
  }

  public void deleteWebhook(long numberId, long id) {
    hooks.delete(numberId, id);
  }

  /// A new secret; the one so far signs, too, for a day.
  public NumberWebhook rotateSecret(long numberId, long id) {
    return hooks.rotate(numberId, id);
  }

  /// Sends a test to one webhook of a number; returns the id of the event.
  public String test(Owner owner, long id) {
    if (hooks.get(owner.numberId(), id).url() == null) {
      throw new Refusal(Reason.CONFLICT, "This webhook has no address.");
    }
    long now = now();
    byte[] body = Systems.test(owner.whatsapp(), now);
    String event = Secret.random().reveal();
    Notice notice = new Notice(owner.numberId(), event, Topic.SYSTEM, "test", now, "", body);
    byte[] encrypted = secrets.encrypt(body, Deliveries.BODY);
    storage.useWrite(
        tx -> DeliverySql.insert(tx, List.of(new DeliverySql.Draft(id, notice, encrypted)), now));
    wake();
    return event;
  }

  /// Some of what was delivered to a webhook (id).
  ///
  /// @throws Refusal INVALID when `after` is not one of this log
  public Log log(long webhookId, Log.Query query) {
    return log.log(webhookId, query);
  }

  /// @throws Refusal NOT_FOUND when this webhook (id) has no such delivery
  public Log.Delivery delivery(long webhookId, String eventId) {
    return log.delivery(webhookId, eventId);
  }

  /// What was sent, or will be: JSON, or text.
  ///
  /// @throws Refusal NOT_FOUND when this webhook (id) has no such delivery
  public String body(long webhookId, String eventId) {
    Object body = log.body(log.find(webhookId, eventId));
    return body instanceof String text ? text : Json.pretty(Json.bytes(body));
  }

  /// Delivers at once, in a new round of attempts.
  ///
  /// @throws Refusal NOT_FOUND when this webhook (id) has no such delivery, CONFLICT while it is
  ///   being delivered anyway
  public void replay(long webhookId, String eventId) {
    if (!log.replay(log.find(webhookId, eventId))) {
      throw new Refusal(Reason.CONFLICT, "This delivery is being delivered now.");
    }
  }

  /// A number (id) is deleted, and its webhooks with it; after the commit comes [#changed].
  public void forget(Handle tx, long numberId) {
    hooks.deleteAll(tx, numberId);
  }

  /// After a commit with [#forget].
  public void changed() {
    hooks.changed();
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
    long now = now();
    return delete("delivered", now - KEEP_DELIVERED.toSeconds())
        + delete("failed", now - KEEP_FAILED.toSeconds())
        + storage.write(tx -> cleanGone(tx, now));
  }

  /// Webhooks that were removed: their log, and a day later, when nothing can be on its way to them
  /// any more, they themselves.
  private static int cleanGone(Handle tx, long now) {
    int deleted = 0;
    for (long id : NumberHookSql.gone(tx, now, CLEAN_WEBHOOKS)) {
      deleted += DeliverySql.delete(tx, id, CLEAN_STEP - deleted);
      if (deleted == CLEAN_STEP) {
        return deleted;
      }
    }
    List<Long> over = NumberHookSql.gone(tx, now - GONE.toSeconds(), CLEAN_WEBHOOKS);
    over.forEach(id -> NumberHookSql.delete(tx, id));
    return deleted + over.size();
  }

  private int delete(String state, long before) {
    return storage.write(tx -> DeliverySql.delete(tx, state, before, CLEAN_STEP));
  }
}
