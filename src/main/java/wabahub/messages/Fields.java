package wabahub.messages;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;

/// Reads the parameters of a call, each with the reason that a wrong one gets. What was read can be
/// said again.
final class Fields {
  private final ObjectNode body;
  private final Map<String, Object> echo = new LinkedHashMap<>();

  Fields(ObjectNode body) {
    this.body = body;
  }

  /// What was read, in that order.
  Map<String, Object> echo() {
    return echo;
  }

  boolean has(String name) {
    return !optional(name, Integer.MAX_VALUE, Reason.V2_CONTENT).isEmpty();
  }

  /// A text from 1 to `max` characters; spaces alone are none.
  String text(String name, int max, Reason wrong) {
    String text = optional(name, max, wrong);
    if (text.isBlank()) {
      throw new Refusal(wrong, "`" + name + "` is missing.");
    }
    return text;
  }

  /// The same, or "".
  String optional(String name, int max, Reason wrong) {
    String text = given(name, wrong);
    if (text == null) {
      return "";
    }
    if (text.codePointCount(0, text.length()) > max) {
      throw new Refusal(wrong, "`" + name + "` has more than " + max + " characters.");
    }
    if (!isClean(text)) {
      throw new Refusal(wrong, "`" + name + "` holds a control character.");
    }
    echo.put(name, text);
    return text;
  }

  private @Nullable String given(String name, Reason wrong) {
    try {
      return Json.text(body, name);
    } catch (Refusal refusal) {
      throw new Refusal(wrong, String.valueOf(refusal.getMessage()));
    }
  }

  /// New lines and tabs are part of a message; no other control characters are.
  private static boolean isClean(String text) {
    return text.codePoints()
        .allMatch(c ->
            c == '\n'
                || c == '\r'
                || c == '\t'
                || !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE);
  }

  /// A decimal number from `-limit` to `limit`, written as a number or as a string.
  BigDecimal decimal(String name, int limit) {
    JsonNode node = body.get(name);
    String text =
        node != null && node.isNumber() ? node.toString() : given(name, Reason.V2_CONTENT);
    if (text == null || !text.strip().matches("-?[0-9]{1,3}(\\.[0-9]{1,15})?")) {
      throw new Refusal(Reason.V2_CONTENT, "`" + name + "` is not a number.");
    }
    BigDecimal value = new BigDecimal(text.strip());
    if (value.abs().compareTo(BigDecimal.valueOf(limit)) > 0) {
      throw new Refusal(Reason.V2_CONTENT, "`" + name + "` is out of range.");
    }
    echo.put(name, text);
    return value;
  }

  /// A whole number from `min` to `max`, or `absent`.
  int whole(String name, int min, int max, int absent) {
    String text = given(name, Reason.V2_CONTENT);
    if (text == null) {
      return absent;
    }
    if (!text.matches("[0-9]{1,9}")
        || Integer.parseInt(text) < min
        || Integer.parseInt(text) > max) {
      throw new Refusal(
          Reason.V2_CONTENT, "`" + name + "` is not from " + min + " to " + max + ".");
    }
    int value = Integer.parseInt(text);
    echo.put(name, value);
    return value;
  }

  /// The objects of an array of `min` to `max`.
  List<Fields> list(String name, int min, int max) {
    JsonNode array = body.get(name);
    if (array == null || !array.isArray() || array.size() < min || array.size() > max) {
      throw new Refusal(
          Reason.V2_CONTENT, "`" + name + "` is not an array of " + min + " to " + max + ".");
    }
    List<Fields> objects = new ArrayList<>();
    for (JsonNode element : array) {
      if (!(element instanceof ObjectNode object)) {
        throw new Refusal(Reason.V2_CONTENT, "`" + name + "` holds something that is no object.");
      }
      objects.add(new Fields(object));
    }
    return objects;
  }
}
