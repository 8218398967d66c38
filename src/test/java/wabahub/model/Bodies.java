package wabahub.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static wabahub.model.Shapes.JSON;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.model.World.Event;
import wabahub.model.World.Kind;

/// Webhook bodies that tell a list of events, the way Meta may: in any order, some of them again,
/// in batches of any shape, with keys in any order and fields nobody knows. Beside them stands what
/// must not be counted: other fields with the same content, and containers that are broken.
public final class Bodies {
  private static final JsonMapper PLAIN = JsonMapper.builder().build();
  private static final JsonMapper ESCAPED =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private static final List<String> NOT_METERED =
      List.of("smb_message_echoes", "history", "calls", "message_echoes", "standby");

  private final RandomGenerator random;
  private final int repeats;
  private final boolean noise;

  private Bodies(RandomGenerator random, int repeats, boolean noise) {
    this.random = random;
    this.repeats = repeats;
    this.noise = noise;
  }

  /// Each event at least once, one in four again, with noise between them.
  public static List<byte[]> of(List<Event> events, RandomGenerator random) {
    return new Bodies(random, 25, true).bodies(events);
  }

  /// Each event exactly once and nothing else.
  public static List<byte[]> plainly(List<Event> events, RandomGenerator random) {
    return new Bodies(random, 0, false).bodies(events);
  }

  /// The elements that share a `value`, and what they share.
  private record Value(Event like, List<JsonNode> elements) {
    boolean takes(Event event) {
      return like.kind() == event.kind()
          && Objects.equals(like.phoneNumberId(), event.phoneNumberId())
          && Objects.equals(like.contacts(), event.contacts());
    }
  }

  private List<byte[]> bodies(List<Event> events) {
    List<Event> told = new ArrayList<>(events);
    for (Event event : events) {
      while (percent(repeats)) {
        told.add(event);
      }
    }
    Collections.shuffle(told, random);
    List<byte[]> bodies = new ArrayList<>();
    int largest = percent(20) ? Math.max(1, told.size()) : random.nextInt(1, 15 + told.size() / 10);
    for (int from = 0; from < told.size(); ) {
      int to = Math.min(told.size(), from + random.nextInt(1, largest + 1));
      bodies.add(body(told.subList(from, to)));
      from = to;
    }
    return bodies;
  }

  private byte[] body(List<Event> events) {
    List<Value> values = new ArrayList<>();
    for (Event event : events) {
      List<Value> open = values.stream().filter(it -> it.takes(event)).toList();
      if (open.isEmpty() || percent(30)) {
        Value value = new Value(event, new ArrayList<>());
        values.add(value);
        open = List.of(value);
      }
      open.get(random.nextInt(open.size())).elements().add(event.element());
    }
    ArrayNode entries = JSON.arrayNode();
    ArrayNode changes = entry(entries);
    for (Value value : values) {
      if (percent(40)) {
        changes = entry(entries);
      }
      if (noise && percent(10)) {
        changes.add(notMetered(value));
      }
      if (noise && percent(5)) {
        changes.add(broken());
      }
      changes.add(change("messages", value(value)));
    }
    if (noise && percent(3)) {
      entries.add(scrap());
    }
    ObjectNode body = JSON.objectNode();
    body.put("object", "whatsapp_business_account").set("entry", entries);
    return bytes(varied(body));
  }

  /// @return where its changes go
  private ArrayNode entry(ArrayNode entries) {
    ObjectNode entry = entries.addObject().put("id", percent(70) ? "204680135792468" : "77");
    return odd(entry).putArray("changes");
  }

  private ObjectNode change(String field, JsonNode value) {
    ObjectNode change = JSON.objectNode().put("field", field);
    return odd(change).set("value", value);
  }

  private ObjectNode value(Value it) {
    ObjectNode value = JSON.objectNode().put("messaging_product", "whatsapp");
    JsonNode number = it.like().phoneNumberId();
    if (number != null || percent(50)) {
      ObjectNode metadata = value.putObject("metadata").put("display_phone_number", "447700900177");
      if (number != null) {
        odd(metadata).set("phone_number_id", number);
      }
    }
    JsonNode contacts = it.like().contacts();
    if (contacts != null) {
      value.set("contacts", contacts);
    }
    ArrayNode elements = value.putArray(it.like().kind() == Kind.MESSAGE ? "messages" : "statuses");
    it.elements().forEach(element -> elements.add(dressed(element)));
    return odd(value);
  }

  /// Unknown fields in an element and in its pricing.
  private JsonNode dressed(JsonNode element) {
    if (!(element.deepCopy() instanceof ObjectNode object)) {
      return element;
    }
    if (object.get("pricing") instanceof ObjectNode pricing) {
      odd(pricing);
    }
    return odd(object);
  }

  /// The same elements under new ids, in a field that is not metered.
  private ObjectNode notMetered(Value it) {
    ObjectNode value = value(it);
    for (String list : List.of("messages", "statuses")) {
      value.path(list).forEach(this::rename);
      if (value.has(list) && percent(50)) {
        value.set("message_echoes", value.get(list));
      }
    }
    return change(NOT_METERED.get(random.nextInt(NOT_METERED.size())), value);
  }

  private void rename(JsonNode element) {
    if (element instanceof ObjectNode object) {
      object.put("id", "wamid.notmetered" + random.nextInt(1_000_000));
    }
  }

  private JsonNode broken() {
    ObjectNode metadata = JSON.objectNode();
    metadata.putObject("metadata").put("phone_number_id", "310020030040050");
    return switch (random.nextInt(5)) {
      case 0 -> change("messages", scrap());
      case 1 -> change("messages", metadata.set("messages", scrap()));
      case 2 -> change("messages", metadata.set("statuses", scrap()));
      case 3 -> change("messages", metadata.set("errors", JSON.arrayNode().add(scrap())));
      default -> scrap();
    };
  }

  private JsonNode scrap() {
    return switch (random.nextInt(4)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.numberNode(7);
      case 2 -> JSON.stringNode("wamid.x");
      default -> JSON.objectNode();
    };
  }

  /// Sometimes with a field that nobody knows.
  private ObjectNode odd(ObjectNode object) {
    if (percent(15)) {
      object.set("x_of_2030", percent(50) ? scrap() : JSON.arrayNode().add(scrap()));
    }
    return object;
  }

  /// The keys of every object in any order.
  private JsonNode varied(JsonNode node) {
    if (node instanceof ArrayNode array) {
      ArrayNode varied = JSON.arrayNode();
      array.forEach(element -> varied.add(varied(element)));
      return varied;
    }
    if (node instanceof ObjectNode object) {
      List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
      Collections.shuffle(fields, random);
      ObjectNode varied = JSON.objectNode();
      fields.forEach(field -> varied.set(field.getKey(), varied(field.getValue())));
      return varied;
    }
    return node;
  }

  /// UTF-8, or escapes; these always when half a surrogate pair has to be told.
  private byte[] bytes(JsonNode body) {
    String plain = PLAIN.writeValueAsString(body);
    boolean escaped = percent(50) || !UTF_8.newEncoder().canEncode(plain);
    return (escaped ? ESCAPED.writeValueAsString(body) : plain).getBytes(UTF_8);
  }

  private boolean percent(int percent) {
    return random.nextInt(100) < percent;
  }
}
