package wabahub.intake;

import static wabahub.http.Json.invalid;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.intake.WaitingSql.Parked;
import wabahub.partners.Partners;

/// The operator's view of what is set aside or held: list, inspect, try again.
final class WaitingRoutes {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  private final Partners partners;
  private final Waiting waiting;
  private final Dispatch dispatch;

  WaitingRoutes(Partners partners, Waiting waiting, Dispatch dispatch) {
    this.partners = partners;
    this.waiting = waiting;
    this.dispatch = dispatch;
  }

  List<Route> routes() {
    return List.of(
        partners.admin("GET", "/admin/set-aside", call -> list(Shelf.SET_ASIDE, call)),
        partners.admin("GET", "/admin/set-aside/{id}", call -> show(Shelf.SET_ASIDE, call)),
        partners.admin("POST", "/admin/set-aside/{id}/retry", call -> retry(Shelf.SET_ASIDE, call)),
        partners.admin("GET", "/admin/held", call -> list(Shelf.HELD, call)),
        partners.admin("GET", "/admin/held/{id}", call -> show(Shelf.HELD, call)),
        partners.admin("POST", "/admin/held/{id}/retry", call -> retry(Shelf.HELD, call)));
  }

  /// Oldest first; `after` of the next page is the last id of this one.
  private Answer list(Shelf shelf, Call call) {
    String after = call.query("after").orElse("0");
    if (!after.matches("[0-9]{1,18}")) {
      throw invalid("after", "has to be an id");
    }
    int limit = call.limit(DEFAULT_LIMIT, MAX_LIMIT);
    List<Parked> parked = waiting.list(shelf, Long.parseLong(after), limit);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("total", waiting.count(shelf));
    fields.put("list", parked.stream().map(WaitingRoutes::fields).toList());
    return Answer.json(fields);
  }

  private Answer show(Shelf shelf, Call call) {
    Parked parked = find(shelf, call);
    Map<String, Object> fields = fields(parked);
    byte[] body = waiting.body(shelf, parked.id());
    fields.put("body", content(body));
    return Answer.json(fields);
  }

  /// Reads it again, as if it had just been dispatched; what still cannot be applied stays.
  private Answer retry(Shelf shelf, Call call) {
    Parked parked = find(shelf, call);
    Retried retried = dispatch.retry(shelf, parked);
    return Answer.json(Map.of("id", parked.id(), "outcome", retried.code()));
  }

  /// JSON, or the text that Meta sent.
  private static Object content(byte[] body) {
    return Json.parseTolerantly(body)
        .<Object>map(json -> json)
        .orElseGet(() -> new String(body, StandardCharsets.UTF_8));
  }

  private Parked find(Shelf shelf, Call call) {
    String id = call.path("id");
    if (!id.matches("[0-9]{1,18}")) {
      throw new Refusal(Reason.NOT_FOUND);
    }
    return waiting.get(shelf, Long.parseLong(id));
  }

  private static Map<String, Object> fields(Parked parked) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", parked.id());
    fields.put("reason", parked.reason());
    fields.put("arrived_at", Instant.ofEpochSecond(parked.arrivedAt()).toString());
    fields.put("size", parked.size());
    return fields;
  }
}
