package wabahub.model;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An element that could be read, and how its JSON is read.
///
/// @param phone the phone number id
/// @param contacts those beside the element
record Told(String phone, String id, long at, ObjectNode element, @Nullable JsonNode contacts) {

  /// A field of the element; empty when it is absent or no string.
  String text(String field) {
    return string(element.get(field));
  }

  static String string(@Nullable JsonNode node) {
    return node != null && node.isString() ? node.stringValue() : "";
  }

  /// Who wrote: a string or a whole number, else empty.
  static String person(@Nullable JsonNode node) {
    return node != null && node.isIntegralNumber() ? node.asString() : string(node);
  }

  /// Decimal digits, written as a string or as a whole number; else null.
  static @Nullable String digits(@Nullable JsonNode node) {
    String text = person(node);
    return text.matches("[0-9]+") ? text : null;
  }
}
