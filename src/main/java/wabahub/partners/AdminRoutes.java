package wabahub.partners;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Reason;
import wabahub.http.Route;

/// The operator's view of partners.
final class AdminRoutes {
  private static final int BODY_BYTES = 16 * 1024 * 1024;

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
    Partners.Created created = partners.create(Partners.Change.of(body));
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
    return Answer.json(fields(partners.change(id(call), Partners.Change.of(body))));
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
}
