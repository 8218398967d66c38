package wabahub.sandbox;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// Messages and templates: what Meta takes, what it refuses, and what it tells of a message later.
final class MessageEdges {
  private final Directory directory;
  private final Chats chats;
  private final Talk talk;

  MessageEdges(Directory directory, Chats chats, Talk talk) {
    this.directory = directory;
    this.chats = chats;
    this.talk = talk;
  }

  List<Edges.Row> rows() {
    return List.of(
        Edges.edge("send", "POST", "messages", this::send),
        Edges.edge("mark_read", "POST", "messages" + Edges.READ, this::markRead),
        Edges.edge("templates", "GET", "message_templates", this::templates));
  }

  private PhoneNode phoneOf(Ask ask) {
    PhoneNode phone = directory.phone(ask.id(), directory.caller(ask.token()));
    if (!ask.need("messaging_product").equals("whatsapp")) {
      throw MetaError.parameter("messaging_product has to be whatsapp.");
    }
    if (!phone.registered && !phone.coexistence) {
      throw MetaError.of(133010, "Account not registered", "The number is not registered.");
    }
    return phone;
  }

  private ObjectNode send(Ask ask) {
    PhoneNode phone = phoneOf(ask);
    ObjectNode body = body(ask);
    String to = ask.param("to").isEmpty() ? ask.need("recipient") : ask.param("to");
    if (to.equals(phone.whatsapp())) {
      throw MetaError.of(131021, "Recipient cannot be sender", "Sender and recipient are one.");
    }
    if (!ask.param("to").isEmpty() && !to.replaceAll("[+ -]", "").matches("[1-9][0-9]{6,14}")) {
      throw MetaError.of(131009, "Parameter value is not valid", "to is not a phone number.");
    }
    boolean open = chats.isOpen(phone.id, to);
    String category = new MessageRules(chats, phone).check(body);
    if (category.isEmpty() && !open) {
      throw MetaError.of(
          131047,
          "Re-engagement message",
          "Message failed to send because more than 24 hours have passed since the customer last"
              + " replied to this number.");
    }
    if (!chats.mayNumber(phone)) {
      throw MetaError.of(
          130429, "Rate limit hit", "Message failed to send: too many messages in a short time.");
    }
    if (!chats.mayPair(phone, to)) {
      throw MetaError.of(131056, "Pair rate limit hit", "Too many messages to this number.");
    }
    return taken(ask, phone, new Sent(phone.id, to, talk.wamid(to), body), category, open);
  }

  private ObjectNode taken(Ask ask, PhoneNode phone, Sent sent, String category, boolean open) {
    talk.sent(sent);
    boolean free = category.isEmpty() || open && category.equals("utility");
    String priced = category.isEmpty() ? "service" : category;
    ask.after().add(() -> talk.follow(phone, sent, priced, free));
    ObjectNode answer = Json.object().put("messaging_product", "whatsapp");
    ObjectNode contact = answer.putArray("contacts").addObject().put("input", sent.to());
    contact.put(sent.to().contains(".") ? "user_id" : "wa_id", sent.to());
    answer.putArray("messages").addObject().put("id", sent.wamid());
    return answer;
  }

  /// Parameters that are objects came as their text.
  private static ObjectNode body(Ask ask) {
    ObjectNode body = Json.object();
    Set<String> texts = Set.of("to", "recipient", "biz_opaque_callback_data", "type");
    ask.params()
        .forEach((name, value) -> {
          JsonNode node =
              texts.contains(name)
                  ? null
                  : Json.parseTolerantly(Wire.bytes(value))
                      .filter(JsonNode::isContainer)
                      .orElse(null);
          if (node == null) {
            body.put(name, value);
          } else {
            body.set(name, node);
          }
        });
    body.remove("appsecret_proof");
    body.remove("access_token");
    return body;
  }

  private ObjectNode markRead(Ask ask) {
    phoneOf(ask);
    ask.need("message_id");
    return Edges.success();
  }

  private ObjectNode templates(Ask ask) {
    WabaNode waba = directory.waba(ask.id(), directory.caller(ask.token()));
    List<ObjectNode> fitting =
        chats.templates(waba.id).stream()
            .filter(t ->
                ask.param("name").isEmpty()
                    || t.path("name").asString("").equals(ask.param("name")))
            .map(t ->
                Fields.of(
                    t,
                    ask,
                    Set.of("id"),
                    Set.of(
                        "name",
                        "language",
                        "status",
                        "category",
                        "components",
                        "parameter_format")))
            .toList();
    return Fields.page(fitting, ask);
  }
}
