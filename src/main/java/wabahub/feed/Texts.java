package wabahub.feed;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads what Meta sends without trusting its form: what is missing or of another type is "".
final class Texts {
  private Texts() {}

  /// A string, or a number as it is written. Half a surrogate pair, which no UTF-8 holds, becomes
  /// U+FFFD.
  static String text(@Nullable JsonNode node) {
    if (node == null || !node.isString() && !node.isNumber()) {
      return "";
    }
    return whole(node.isString() ? node.stringValue() : node.toString());
  }

  static String whole(String text) {
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return text;
    }
    StringBuilder whole = new StringBuilder();
    text.codePoints()
        .map(c -> Character.getType(c) == Character.SURROGATE ? 0xfffd : c)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }

  static String text(JsonNode node, String field) {
    return text(node.get(field));
  }

  /// The first of these fields that is not empty.
  static String first(JsonNode node, String... fields) {
    for (String field : fields) {
      String text = text(node, field);
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  static boolean isTrue(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value != null && value.isBoolean() && value.booleanValue();
  }

  /// The elements of an array, up to `limit`; none when it is no array.
  static List<JsonNode> list(@Nullable JsonNode node, int limit) {
    List<JsonNode> list = new ArrayList<>();
    if (node != null && node.isArray()) {
      node.valueStream().limit(limit).forEach(list::add);
    }
    return list;
  }

  /// What is left of a number that was written for people.
  static String digits(String text) {
    return text.replaceAll("[^0-9]", "");
  }
}
