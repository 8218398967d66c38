package wabahub.partners;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Route;
import wabahub.partners.Partner.ApiKeys;

/// The operator's view of partners.
final class AdminRoutes {
  private static final int BODY_BYTES = 16 * 1024 * 1024;
  private static final int NAME_CHARS = 200;

  private final Partners partners;
  private final Guard guard;

  AdminRoutes(Partners partners, Guard guard) {
    this.partners = partners;
    this.guard = guard;
  }

  List<Route> routes() {
    return List.of(
        guard.admin("POST", "/admin/partners", this::create),
        guard.admin("GET", "/admin/partners", this::list),
        guard.admin("PATCH", "/admin/partners/{id}", this::change),
        guard.admin("POST", "/admin/partners/{id}/secret", this::renewSecret));
  }

  private Answer create(Call call) {
    ObjectNode body = call.json(BODY_BYTES, Reason.BAD_REQUEST);
    String name = name(body);
    if (name == null) {
      throw Json.invalid("name", "is missing");
    }
    Partners.Created created = partners.create(name, zone(body));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", created.partner().id());
    fields.put("name", created.partner().name());
    fields.put("time_zone", created.partner().zones().spans().getLast().zone().getId());
    fields.put("client_id", created.partner().clientId());
    fields.put("client_secret", created.clientSecret().reveal());
    return Answer.json(201, fields);
  }

  private Answer list(Call call) {
    return Answer.json(partners.all().stream().map(AdminRoutes::fields).toList());
  }

  private Answer change(Call call) {
    ObjectNode body = call.json(BODY_BYTES, Reason.BAD_REQUEST);
    Partners.Change change =
        new Partners.Change(name(body), zone(body), Json.flag(body, "suspended"), apiKeys(body));
    return Answer.json(fields(partners.change(id(call), change)));
  }

  private Answer renewSecret(Call call) {
    long id = id(call);
    String secret = partners.renewSecret(id).reveal();
    String clientId = partners.find(id).orElseThrow().clientId();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("client_id", clientId);
    fields.put("client_secret", secret);
    return Answer.json(fields);
  }

  private static long id(Call call) {
    String text = call.path("id");
    if (!text.matches("[0-9]{1,18}")) {
      throw Partners.unknown();
    }
    return Long.parseLong(text);
  }

  private static Map<String, Object> fields(Partner partner) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", partner.id());
    fields.put("name", partner.name());
    fields.put("time_zone", partner.zones().spans().getLast().zone().getId());
    fields.put("client_id", partner.clientId());
    fields.put("suspended", partner.suspended() ? 1 : 0);
    fields.put("api_keys", partner.apiKeys().name().toLowerCase(Locale.ROOT));
    fields.put("create_time", partner.createdAt());
    return fields;
  }

  private static @Nullable String name(ObjectNode body) {
    String name = Json.text(body, "name");
    if (name != null && (name.isBlank() || name.length() > NAME_CHARS)) {
      throw Json.invalid("name", "has to have 1 to " + NAME_CHARS + " characters");
    }
    return name == null ? null : name.strip();
  }

  private static @Nullable ZoneId zone(ObjectNode body) {
    String zone = Json.text(body, "time_zone");
    if (zone == null) {
      return null;
    }
    if (!ZoneId.getAvailableZoneIds().contains(zone)) {
      throw Json.invalid("time_zone", "has to be an IANA name such as Asia/Jerusalem");
    }
    return ZoneId.of(zone);
  }

  private static @Nullable ApiKeys apiKeys(ObjectNode body) {
    String value = Json.text(body, "api_keys");
    return switch (value) {
      case null -> null;
      case "clear" -> ApiKeys.CLEAR;
      case "masked" -> ApiKeys.MASKED;
      default -> throw Json.invalid("api_keys", "has to be `clear` or `masked`");
    };
  }
}
