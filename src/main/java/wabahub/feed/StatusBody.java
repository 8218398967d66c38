package wabahub.feed;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import wabahub.http.Json;
import wabahub.messages.StatusChange;

/// How far a message of the number has come (decision W17).
final class StatusBody {
  private StatusBody() {}

  static byte[] of(StatusChange change, String whatsapp) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "OK");
    fields.put("hook", "status");
    fields.put("unique", change.unique());
    fields.put("state", change.state().label());
    fields.put("timestamp", Long.toString(change.at()));
    fields.put("from", whatsapp);
    fields.put("to", change.to());
    fields.put("error", error(change));
    return Json.bytes(fields);
  }

  private static @Nullable Map<String, Object> error(StatusChange change) {
    if (change.error() == 0 && change.errorText().isEmpty()) {
      return null;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("code", change.error());
    fields.put("text", Texts.whole(change.errorText()));
    return fields;
  }
}
