package wabahub.outbox;

import static java.util.Objects.requireNonNullElse;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import wabahub.http.Json;

/// Events of a partner's number as system notices of that number (decision W17).
final class Systems {
  private static final Map<String, String> TEXTS =
      Map.of(
          "number.quality", "The quality rating or the messaging limit of the number has changed.",
          "number.name", "Meta has decided on the display name of the number.",
          "number.account", "Meta has changed what the number or its account may do.",
          "number.reconnect_needed", "The number has lost its connection to Meta.",
          "number.reconnected", "The number is connected to Meta again.",
          "test", "This is a test.");

  private Systems() {}

  /// Null when it is none that concerns the number's own programs.
  static @Nullable Notice notice(long numberId, Event event) {
    if (!event.name().startsWith("number.") || event.name().equals("number.deleted")) {
      return null;
    }
    Map<String, Object> fields = fields(event.name(), event.at(), event.whatsapp());
    event.more().forEach(fields::putIfAbsent);
    return new Notice(
        numberId, event.id(), Topic.SYSTEM, event.name(), event.at(), "", Json.bytes(fields));
  }

  /// A test that the owner of a webhook asked for.
  static byte[] test(String whatsapp, long at) {
    return Json.bytes(fields("test", at, whatsapp));
  }

  private static Map<String, Object> fields(String name, long at, String whatsapp) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "OK");
    fields.put("hook", "system");
    fields.put("event", name);
    fields.put("text", requireNonNullElse(TEXTS.get(name), name));
    fields.put("timestamp", Long.toString(at));
    fields.put("to", whatsapp);
    return fields;
  }
}
