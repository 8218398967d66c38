package wabahub.outbox;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.outbox.LogSql.Entry;
import wabahub.outbox.LogSql.Numbered;
import wabahub.outbox.LogSql.Query;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// What was delivered to a partner, what waits and what was given up. A partner sees its own only.
final class DeliveryLog {
  private static final int ATTEMPTS_SHOWN = 20;

  private final Storage storage;
  private final Secrets secrets;
  private final Deliveries deliveries;
  private final InstantSource clock;

  DeliveryLog(Storage storage, Secrets secrets, Deliveries deliveries, InstantSource clock) {
    this.storage = storage;
    this.secrets = secrets;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  /// Some of the log, newest first. `more`: whether older ones follow.
  record Page(List<Entry> entries, Map<Long, List<Numbered>> attempts, boolean more) {
    List<Numbered> attempts(Entry entry) {
      return attempts.getOrDefault(entry.id(), List.of());
    }
  }

  /// `webhookId` null: there is no webhook, and nothing in its log. `after`: the event id of the
  /// last entry of the page before, "" for the first page.
  ///
  /// @throws Refusal INVALID when there is no such entry
  Page page(
      @Nullable Long webhookId,
      @Nullable DeliveryState state,
      @Nullable String whatsapp,
      String after,
      int limit) {
    return storage.read(tx -> {
      Entry last = webhookId == null ? null : LogSql.find(tx, webhookId, after).orElse(null);
      if (!after.isEmpty() && last == null) {
        throw Json.invalid("cursor", "is not one of this list");
      }
      if (webhookId == null) {
        return new Page(List.of(), Map.of(), false);
      }
      long before = last == null ? Long.MAX_VALUE : last.id();
      List<Entry> entries =
          LogSql.list(tx, webhookId, new Query(state, whatsapp, before, limit + 1));
      boolean more = entries.size() > limit;
      List<Entry> shown = more ? entries.subList(0, limit) : entries;
      List<Long> ids = shown.stream().map(Entry::id).toList();
      return new Page(shown, LogSql.attempts(tx, ids, ATTEMPTS_SHOWN), more);
    });
  }

  /// @throws Refusal INVALID when `after` is not one of this log
  Log log(long webhookId, Log.Query query) {
    Page page = page(webhookId, query.state(), null, query.after(), query.limit());
    return new Log(
        page.entries().stream().map(entry -> delivery(entry, page.attempts(entry))).toList(),
        page.more() ? page.entries().getLast().eventId() : null);
  }

  /// @throws Refusal NOT_FOUND
  Log.Delivery delivery(long webhookId, String eventId) {
    Entry entry = find(webhookId, eventId);
    return delivery(entry, attempts(entry));
  }

  private static Log.Delivery delivery(Entry entry, List<Numbered> attempts) {
    return new Log.Delivery(
        entry.eventId(),
        entry.event(),
        entry.whatsapp(),
        entry.happenedAt(),
        entry.state(),
        entry.dueAt(),
        attempts.stream().map(Numbered::attempt).toList());
  }

  /// A partner's own webhook (id).
  @Nullable Long ofPartner(long partnerId) {
    return storage.read(tx -> WebhookSql.find(tx, partnerId).map(WebhookSql.Row::id)).orElse(null);
  }

  /// @throws Refusal NOT_FOUND when this webhook has no such delivery
  Entry find(@Nullable Long webhookId, String eventId) {
    return storage
        .read(
            tx -> webhookId == null ? Optional.<Entry>empty() : LogSql.find(tx, webhookId, eventId))
        .orElseThrow(DeliveryLog::unknown);
  }

  private static Refusal unknown() {
    return new Refusal(Reason.NOT_FOUND, "There is no such delivery.");
  }

  List<Numbered> attempts(Entry entry) {
    return storage
        .read(tx -> LogSql.attempts(tx, List.of(entry.id()), ATTEMPTS_SHOWN))
        .getOrDefault(entry.id(), List.of());
  }

  /// What was sent, or will be: JSON, or the text of what Meta sent and this hub would not.
  ///
  /// @throws Refusal NOT_FOUND when it has been deleted meanwhile
  Object body(Entry entry) {
    byte[] encrypted =
        storage.read(tx -> LogSql.body(tx, entry.id())).orElseThrow(DeliveryLog::unknown);
    byte[] body = secrets.decrypt(encrypted, Deliveries.BODY);
    return Json.parseTolerantly(body)
        .<Object>map(json -> json)
        .orElseGet(() -> new String(body, StandardCharsets.UTF_8));
  }

  /// Delivers at once, in a new round of attempts; false when it is being delivered anyway.
  boolean replay(Entry entry) {
    long now = clock.instant().getEpochSecond();
    boolean begun = storage.write(tx -> LogSql.replay(tx, entry.id(), now));
    deliveries.wake();
    return begun;
  }
}
