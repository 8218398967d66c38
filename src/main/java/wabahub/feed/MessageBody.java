package wabahub.feed;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;

/// Messages in the form of WhatsApp V2 (contract 6.4): of customers, and of the Business app.
final class MessageBody {
  /// Changes of a message that was there before.
  private static final Set<String> CHANGES = Set.of("edit", "revoke");

  private MessageBody() {}

  /// `hook`: `new`, or `edit` and `revoke` with the message they are about in `messageUnique`.
  static byte[] incoming(Person person, Line line, JsonNode message, long at) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "OK");
    fields.put("hook", hook("new", message));
    fields.put("unique", line.unique());
    fields.put("from", person.from());
    fields.put("from_id", person.id());
    fields.put("username", person.username());
    fields.put("country", line.country());
    fields.put("phone", person.phone());
    fields.put("to", line.whatsapp());
    fields.put("senderName", person.name());
    content(fields, line, message, at);
    return Json.bytes(fields);
  }

  /// As an incoming one, from the number itself.
  static byte[] app(Person to, Line line, JsonNode message, long at) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "OK");
    fields.put("hook", "app");
    fields.put("unique", line.unique());
    fields.put("from", line.whatsapp());
    fields.put("from_id", line.whatsapp());
    fields.put("username", null);
    fields.put("country", line.country());
    fields.put("phone", line.whatsapp());
    fields.put("to", to.from());
    fields.put("to_id", to.id());
    fields.put("senderName", "");
    content(fields, line, message, at);
    String change = hook("", message);
    if (!change.isEmpty()) {
      fields.put("change", change);
    }
    return Json.bytes(fields);
  }

  private static String hook(String usual, JsonNode message) {
    String type = Texts.text(message, "type");
    return CHANGES.contains(type) ? type : usual;
  }

  /// The message itself, or the one that an edited message has become; of a revoked one nothing is
  /// left.
  private static JsonNode shown(JsonNode message) {
    String type = Texts.text(message, "type");
    return type.equals("edit") ? message.path("edit").path("message") : message;
  }

  private static void content(Map<String, Object> fields, Line line, JsonNode message, long at) {
    String type = Texts.text(message, "type");
    JsonNode shown = shown(message);
    Content content = type.equals("revoke") ? Content.of("text", "") : Content.read(shown);
    JsonNode context = message.path("context");
    boolean quotes = !line.quote().unique().isEmpty();
    fields.put("type", content.type());
    fields.put("body", content.body());
    fields.put("caption", content.caption());
    fields.put(
        "isForwarded",
        Texts.isTrue(context, "forwarded") || Texts.isTrue(context, "frequently_forwarded"));
    fields.put("timestamp", Long.toString(at));
    fields.put("media", content.isMedia());
    fields.put("quote", quotes ? line.quote().text() : false);
    fields.put("quoteUnique", quotes ? line.quote().unique() : false);
    fields.put("profilePic", "");
    fields.put("conversationTimeLeft", Long.toString(line.minutesLeft()));
    if (CHANGES.contains(type)) {
      fields.put("messageUnique", line.quote().unique());
    }
    content.more().forEach(fields::putIfAbsent);
    Referrals.add(fields, message.path("referral"));
  }

  /// Meta's id of the message that this one answers, reacts to or changes; "" = none.
  static String answers(JsonNode message) {
    return switch (Texts.text(message, "type")) {
      case "reaction" -> Texts.text(message.path("reaction"), "message_id");
      case "edit" -> Texts.text(message.path("edit"), "original_message_id");
      case "revoke" -> Texts.text(message.path("revoke"), "original_message_id");
      default -> Texts.text(message.path("context"), "id");
    };
  }
}
