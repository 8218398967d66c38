package wabahub.feed;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;

/// Customers who have changed their number, are called otherwise by Meta, or want something, as
/// system notices (decision W17).
final class SystemBody {
  static final String USER_ID = "customer.user_id_changed";
  static final String PREFERENCE = "customer.preference";

  private SystemBody() {}

  /// What has happened, by Meta's message of type `system`.
  static String event(JsonNode message) {
    return switch (Texts.text(message.path("system"), "type")) {
      case "user_changed_number" -> "customer.number_changed";
      case "user_changed_user_id" -> USER_ID;
      case "customer_identity_changed" -> "customer.identity_changed";
      // Before these types there was only the new number.
      default ->
          message.path("system").has("new_wa_id") ? "customer.number_changed" : "customer.changed";
    };
  }

  static byte[] of(Person person, Line line, JsonNode message, long at) {
    JsonNode system = message.path("system");
    Map<String, Object> fields = head(event(message), Texts.text(system, "body"), at, line);
    fields.put("unique", line.unique());
    fields.put("from", person.from());
    fields.put("from_id", person.id());
    put(fields, "newPhone", Texts.first(system, "wa_id", "new_wa_id"));
    put(fields, "newId", Texts.text(system, "user_id"));
    return Json.bytes(fields);
  }

  /// An element of `user_id_update[]`.
  static byte[] userId(Line line, JsonNode update, long at) {
    Map<String, Object> fields = head(USER_ID, Texts.text(update, "detail"), at, line);
    String phone = Texts.text(update, "wa_id");
    String previous = Texts.text(update.path("user_id"), "previous");
    fields.put("from", phone.isEmpty() ? previous : phone);
    fields.put("from_id", previous);
    put(fields, "newId", Texts.text(update.path("user_id"), "current"));
    return Json.bytes(fields);
  }

  /// An element of `user_preferences[]`.
  static byte[] preference(Person person, Line line, JsonNode wish, long at) {
    Map<String, Object> fields = head(PREFERENCE, Texts.text(wish, "detail"), at, line);
    fields.put("from", person.from());
    fields.put("from_id", person.id());
    fields.put("category", Texts.text(wish, "category"));
    fields.put("value", Texts.text(wish, "value"));
    return Json.bytes(fields);
  }

  private static Map<String, Object> head(String event, String text, long at, Line line) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "OK");
    fields.put("hook", "system");
    fields.put("event", event);
    fields.put("text", text);
    fields.put("timestamp", Long.toString(at));
    fields.put("to", line.whatsapp());
    return fields;
  }

  private static void put(Map<String, Object> fields, String name, String value) {
    if (!value.isEmpty()) {
      fields.put(name, value);
    }
  }
}
