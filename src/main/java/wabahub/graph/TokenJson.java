package wabahub.graph;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The answer of `debug_token`.
final class TokenJson {
  private static final String MANAGEMENT = "whatsapp_business_management";
  private static final int MAX_ENTRIES = 1_000;

  private TokenJson() {}

  static TokenInfo of(JsonNode data) {
    long expiresAt = data.path("expires_at").asLong(0);
    return new TokenInfo(
        data.path("app_id").asString(""),
        data.path("is_valid").asBoolean(false),
        texts(data.path("scopes")),
        wabaIds(data.path("granular_scopes")),
        expiresAt > 0 ? expiresAt : null);
  }

  private static List<String> wabaIds(JsonNode scopes) {
    List<String> ids = new ArrayList<>();
    for (JsonNode scope : scopes) {
      if (scope.path("scope").asString("").equals(MANAGEMENT)) {
        texts(scope.path("target_ids")).stream().filter(id -> id.matches(Ask.ID)).forEach(ids::add);
      }
    }
    return ids.stream().distinct().limit(MAX_ENTRIES).toList();
  }

  private static List<String> texts(JsonNode array) {
    return array
        .valueStream()
        .map(text -> text.asString(""))
        .filter(text -> !text.isEmpty())
        .limit(MAX_ENTRIES)
        .toList();
  }
}
