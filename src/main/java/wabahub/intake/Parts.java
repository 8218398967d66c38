package wabahub.intake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.feed.Aside;
import wabahub.http.Json;

/// A webhook of Meta's for each number that it is about: byte for byte when that is one alone, else
/// with the changes of the others left out. What is about no number is nobody's.
final class Parts {
  /// A webhook about more numbers is nothing that Meta sends.
  private static final int NUMBERS = 1_000;

  private Parts() {}

  static List<Aside> of(byte[] body, long arrivedAt) {
    JsonNode root = Json.parseTolerantly(body).orElseGet(Json::object);
    Map<JsonNode, ObjectNode> parts = new LinkedHashMap<>();
    int changes = 0;
    int placed = 0;
    for (JsonNode entry : root.path("entry")) {
      for (JsonNode change : entry.path("changes")) {
        changes++;
        JsonNode phone = change.path("value").path("metadata").get("phone_number_id");
        if (phone != null && (parts.containsKey(phone) || parts.size() < NUMBERS)) {
          placed++;
          add(parts.computeIfAbsent(phone, p -> Json.object()), root, entry, change);
        }
      }
    }
    boolean isWhole = parts.size() == 1 && placed == changes;
    List<Aside> asides = new ArrayList<>();
    parts.forEach((phone, part) ->
        asides.add(new Aside.Raw(phone, isWhole ? body : Json.bytes(part), arrivedAt)));
    return asides;
  }

  private static void add(ObjectNode part, JsonNode root, JsonNode entry, JsonNode change) {
    if (root.has("object")) {
      part.set("object", root.get("object"));
    }
    ArrayNode entries = part.withArray("entry");
    ObjectNode own = Json.object();
    if (entry.has("id")) {
      own.set("id", entry.get("id"));
    }
    if (entry.has("time")) {
      own.set("time", entry.get("time"));
    }
    own.putArray("changes").add(change);
    entries.add(own);
  }
}
