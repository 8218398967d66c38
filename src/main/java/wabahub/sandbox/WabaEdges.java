package wabahub.sandbox;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// Calls on a WABA.
final class WabaEdges {
  private static final Set<String> TASKS =
      Set.of(
          "DEVELOP",
          "MANAGE",
          "MANAGE_EXTENSIONS",
          "MANAGE_PHONE",
          "MANAGE_PHONE_ASSETS",
          "MANAGE_TEMPLATES",
          "MESSAGING",
          "VIEW_COST",
          "VIEW_PHONE_ASSETS",
          "VIEW_TEMPLATES");

  private static final Pattern WORDS = Pattern.compile("[A-Z_]+");

  private final Directory directory;
  private final Nodes nodes;

  WabaEdges(Directory directory) {
    this.directory = directory;
    this.nodes = new Nodes(directory);
  }

  List<Edges.Row> rows() {
    return List.of(
        Edges.node("waba", "GET", Edges.Kind.WABA, this::waba),
        Edges.edge("phones", "GET", "phone_numbers", this::phones),
        Edges.edge("add_phone", "POST", "phone_numbers", this::addPhone),
        Edges.edge("subscribe", "POST", "subscribed_apps", ask -> subscribed(ask, true)),
        Edges.edge("unsubscribe", "DELETE", "subscribed_apps", ask -> subscribed(ask, false)),
        Edges.edge("subscriptions", "GET", "subscribed_apps", this::subscriptions),
        Edges.edge("assign_user", "POST", "assigned_users", this::assignUser),
        Edges.edge("assigned_users", "GET", "assigned_users", this::assignedUsers));
  }

  private WabaNode wabaOf(Ask ask) {
    return directory.waba(ask.id(), directory.caller(ask.token()));
  }

  private ObjectNode waba(Ask ask) {
    return nodes.waba(wabaOf(ask), ask);
  }

  private ObjectNode phones(Ask ask) {
    WabaNode waba = wabaOf(ask);
    return Fields.page(directory.phones(waba.id).map(p -> nodes.phone(p, ask)).toList(), ask);
  }

  private ObjectNode addPhone(Ask ask) {
    WabaNode waba = wabaOf(ask);
    String whatsapp = ask.param("cc") + ask.need("phone_number");
    String name = ask.need("verified_name");
    if (!whatsapp.matches("[1-9][0-9]{6,14}") || name.length() < 2 || name.length() > 75) {
      throw MetaError.parameter("phone_number or verified_name is wrong.");
    }
    if (directory.findPhone(whatsapp).isPresent()) {
      throw MetaError.plain(100, 2388012, "The phone number is on WhatsApp already.");
    }
    PhoneNode phone = new PhoneNode();
    phone.id = directory.freshId();
    phone.wabaId = waba.id;
    phone.name = name;
    phone.verification.whatsapp = whatsapp;
    if (!ask.param("preverified_id").isEmpty()) {
      claim(ask.param("preverified_id"), phone);
    }
    directory.needRoom();
    directory.state().phones.put(phone.id, phone);
    return Json.object().put("id", phone.id);
  }

  private void claim(String poolId, PhoneNode phone) {
    PoolNode number = directory.state().pool.get(poolId);
    if (number == null
        || !number.whatsapp().equals(phone.whatsapp())
        || !number.claimedBy.isEmpty()
        || !number.isVerified(directory.now())) {
      throw MetaError.parameter("preverified_id is not that of a verified number of the pool.");
    }
    number.claimedBy = phone.id;
    phone.verification.verified = true;
    phone.verification.verifiedAt = number.verification.verifiedAt;
  }

  private ObjectNode subscribed(Ask ask, boolean on) {
    if (directory.caller(ask.token()) instanceof Caller.App) {
      throw MetaError.permission("An app cannot subscribe itself.");
    }
    wabaOf(ask).subscribed = on;
    return Edges.success();
  }

  private ObjectNode subscriptions(Ask ask) {
    ObjectNode root = Json.object();
    var data = root.putArray("data");
    if (wabaOf(ask).subscribed) {
      String appId = directory.settings().appId();
      ObjectNode app = data.addObject().putObject("whatsapp_business_api_data");
      app.put("id", appId).put("name", "Wabahub");
      app.put("link", "https://www.facebook.com/games/?app_id=" + appId);
    }
    return root;
  }

  /// The partner's system user gets onto a WABA that is shared with the partner.
  private ObjectNode assignUser(Ask ask) {
    Caller caller = directory.caller(ask.token());
    WabaNode waba =
        caller instanceof Caller.SystemUser && directory.state().wabas.containsKey(ask.id())
            ? directory.state().wabas.get(ask.id())
            : wabaOf(ask);
    if (!waba.shared) {
      throw MetaError.missing(ask.id());
    }
    List<String> tasks = WORDS.matcher(ask.need("tasks")).results().map(r -> r.group()).toList();
    if (tasks.isEmpty() || !TASKS.containsAll(tasks)) {
      throw MetaError.parameter("tasks has to be a list such as ['MANAGE'].");
    }
    if (directory.settings().systemUserToken().isEmpty()
        || !ask.need("user").equals(directory.state().systemUserId)) {
      throw MetaError.parameter("user is not a system user of the partner.");
    }
    if (!waba.users.contains(directory.state().systemUserId)) {
      waba.users.add(directory.state().systemUserId);
    }
    return Edges.success();
  }

  private ObjectNode assignedUsers(Ask ask) {
    WabaNode waba = wabaOf(ask);
    if (!ask.need("business").equals(directory.partnerId())) {
      throw MetaError.parameter("business is not the partner's.");
    }
    return Fields.page(
        waba.users.stream()
            .map(id -> {
              ObjectNode user = Json.object().put("id", id).put("name", "System user");
              user.put("user_type", "SYSTEM_USER").putArray("tasks").add("MANAGE");
              return user;
            })
            .toList(),
        ask);
  }
}
