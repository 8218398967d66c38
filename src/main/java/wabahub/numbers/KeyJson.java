package wabahub.numbers;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Json;

/// A new API key as it is asked for and answered, by the operator and by a partner.
final class KeyJson {
  private static final int MAX_GRACE_HOURS = 24 * 365;

  private KeyJson() {}

  /// How long the key so far stays good.
  static Duration grace(ObjectNode body) {
    return Duration.ofHours(Json.integer(body, "grace_hours", 0, MAX_GRACE_HOURS).orElse(0));
  }

  /// The number in the path.
  ///
  /// @throws wabahub.http.Refusal NOT_FOUND when it is none
  static String whatsapp(Call call) {
    return PhoneNumber.parse(call.path("whatsapp")).orElseThrow(Numbers::unknown).digits();
  }

  static Answer answer(String whatsapp, Rotated rotated) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("whatsapp", whatsapp);
    fields.put("apiKey", rotated.key().reveal());
    fields.put("old_key_until", rotated.oldUntil());
    fields.put("old_key_last_used", rotated.lastUsed());
    return Answer.json(fields);
  }
}
