package wabahub.outbox;

import static wabahub.http.Json.invalid;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.outbox.DeliveryLog.Page;
import wabahub.outbox.LogSql.Entry;
import wabahub.outbox.LogSql.Numbered;
import wabahub.partners.Partner;
import wabahub.partners.Partners;

/// The log of a webhook's deliveries: list, inspect, replay.
final class DeliveryRoutes {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  private final Partners partners;
  private final DeliveryLog log;
  private final String path;
  private final Whose whose;

  /// Which log a call is about.
  interface Whose {
    /// @throws Refusal when the partner has no such webhook
    Shelf of(Partner partner, Call call);
  }

  /// A webhook (id), null = one that is not there yet. `whatsapp`: the number whose it is, null =
  /// the entries name one each.
  record Shelf(@Nullable Long webhookId, @Nullable String whatsapp) {}

  /// `path`: of the webhook.
  DeliveryRoutes(Partners partners, DeliveryLog log, String path, Whose whose) {
    this.partners = partners;
    this.log = log;
    this.path = path;
    this.whose = whose;
  }

  List<Route> routes() {
    return List.of(
        partners.resource("GET", path + "/deliveries", this::list),
        partners.resource("GET", path + "/deliveries/{id}", this::show),
        partners.resource("POST", path + "/deliveries/{id}/replay", this::replay));
  }

  private Answer list(Partner partner, Call call) {
    int limit = call.limit(DEFAULT_LIMIT, MAX_LIMIT);
    String cursor = call.query("cursor").orElse("");
    Shelf shelf = whose.of(partner, call);
    String whatsapp = shelf.whatsapp() == null ? whatsapp(call) : null;
    Page page = log.page(shelf.webhookId(), state(call), whatsapp, cursor, limit);
    List<Entry> entries = page.entries();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(
        "list", entries.stream().map(entry -> fields(shelf, entry, page.attempts(entry))).toList());
    fields.put("next_cursor", page.more() ? entries.getLast().eventId() : null);
    return Answer.json(fields);
  }

  private static @Nullable DeliveryState state(Call call) {
    return switch (call.query("state").orElse("")) {
      case "" -> null;
      case "waiting" -> DeliveryState.WAITING;
      case "delivered" -> DeliveryState.DELIVERED;
      case "failed" -> DeliveryState.FAILED;
      default -> throw invalid("state", "has to be waiting, delivered or failed");
    };
  }

  /// As everywhere: with or without a plus, spaces and hyphens.
  private static @Nullable String whatsapp(Call call) {
    String text = call.query("whatsapp").orElse("").replaceAll("[ -]", "");
    if (text.isEmpty()) {
      return null;
    }
    if (!text.matches("\\+?[1-9][0-9]{6,14}")) {
      throw invalid("whatsapp", "has to be a number");
    }
    return text.replace("+", "");
  }

  private Answer show(Partner partner, Call call) {
    Shelf shelf = whose.of(partner, call);
    Entry entry = log.find(shelf.webhookId(), call.path("id"));
    Map<String, Object> fields = fields(shelf, entry, log.attempts(entry));
    fields.put("body", log.body(entry));
    return Answer.json(fields);
  }

  private Answer replay(Partner partner, Call call) {
    Entry entry = log.find(whose.of(partner, call).webhookId(), call.path("id"));
    if (!log.replay(entry)) {
      throw new Refusal(Reason.CONFLICT, "This delivery is being delivered now.");
    }
    return Answer.json(202, Map.of("id", entry.eventId()));
  }

  private static Map<String, Object> fields(Shelf shelf, Entry entry, List<Numbered> attempts) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", entry.eventId());
    fields.put("event", entry.event());
    fields.put("time", entry.happenedAt());
    fields.put("whatsapp", shelf.whatsapp() == null ? entry.whatsapp() : shelf.whatsapp());
    fields.put("state", entry.state().name().toLowerCase(Locale.ROOT));
    fields.put(
        "next_attempt_at", entry.state() == DeliveryState.WAITING ? text(entry.dueAt()) : null);
    fields.put("attempts", attempts.stream().map(DeliveryRoutes::fields).toList());
    return fields;
  }

  private static Map<String, Object> fields(Numbered numbered) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("attempt", numbered.number());
    fields.put("at", text(numbered.attempt().at()));
    fields.put("status", numbered.attempt().status());
    fields.put("error", numbered.attempt().error());
    fields.put("ms", numbered.attempt().durationMs());
    return fields;
  }

  private static String text(long at) {
    return Instant.ofEpochSecond(at).toString();
  }
}
