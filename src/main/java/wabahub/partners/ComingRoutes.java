package wabahub.partners;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;

/// Stores, omni-channel and builder are to come: lists are empty, and what would create or change
/// something says that it is not there (decisions P25, P26).
final class ComingRoutes {
  private static final int BODY_BYTES = 64 * 1024;

  private final Guard guard;

  ComingRoutes(Guard guard) {
    this.guard = guard;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(list("GET", "whatsapp/getStores", "totalStores"));
    routes.add(list("GET", "online/getAccounts", "totalOnline"));
    routes.add(guard.call("POST", "online/getInboxes", (partner, call) -> inboxes(call)));
    routes.add(list("POST", "online/getAgents", "totalAgents"));
    routes.add(list("GET", "builder/getBuilders", "totalBuilders"));
    for (String call :
        List.of(
            "POST online/createAccount",
            "POST online/updateAccount",
            "DELETE online/deleteAccount",
            "POST online/createInbox",
            "DELETE online/deleteInbox",
            "POST online/loginAgent",
            "POST builder/createBuilder",
            "POST builder/loginBuilder",
            "DELETE builder/deleteBuilder")) {
      String[] parts = call.split(" ");
      routes.add(guard.call(parts[0], parts[1], (partner, c) -> notBuilt()));
    }
    return routes;
  }

  private Route list(String method, String path, String total) {
    Map<String, Object> empty = new LinkedHashMap<>();
    empty.put("status", "OK");
    empty.put("reason", Reason.OK.number());
    empty.put(total, 0);
    empty.put("list", List.of());
    return guard.call(method, path, (partner, call) -> Answer.json(empty));
  }

  /// Names the account that was asked for, as the documented answer does.
  private static Answer inboxes(Call call) {
    ObjectNode body = call.json(BODY_BYTES, Reason.MALFORMED);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "OK");
    fields.put("reason", Reason.OK.number());
    fields.put("accountID", body.path("accountID").asLong(0));
    fields.put("server", body.path("server").asString("online"));
    fields.put("totalInboxes", 0);
    fields.put("list", List.of());
    return Answer.json(fields);
  }

  private static Answer notBuilt() {
    throw new Refusal(Reason.NOT_BUILT);
  }
}
