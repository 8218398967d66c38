package wabahub.numbers;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// What a word on a number says beside its code: small JSON objects with keys of our own, every
/// text in them bounded and free of what a database cannot keep.
final class Details {
  /// Meta lists a handful.
  private static final int RESTRICTIONS = 10;

  private static final int NAME_CHARS = 64;
  private static final int TEXT_CHARS = 300;

  /// Beyond that a number is milliseconds.
  private static final long LAST_SECOND = 100_000_000_000L;

  private Details() {}

  /// A restriction; `until` in UNIX seconds, 0 = no end known.
  record Restriction(String type, long until) {
    /// Meta's names: RESTRICTED_BIZ_INITIATED_MESSAGING, RESTRICTED_CUSTOMER_INITIATED_MESSAGING;
    /// others are of adding numbers and of calls.
    boolean stopsSending() {
      return type.endsWith("_MESSAGING");
    }
  }

  /// A name of Meta's: "" when it is none.
  static String name(@Nullable JsonNode node) {
    return cut(node, NAME_CHARS);
  }

  static String name(String text) {
    return cut(text, NAME_CHARS);
  }

  static String text(@Nullable JsonNode node) {
    return cut(node, TEXT_CHARS);
  }

  private static String cut(@Nullable JsonNode node, int chars) {
    return node == null || !node.isString() ? "" : cut(node.stringValue(), chars);
  }

  private static String cut(String text, int chars) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE)
        .takeWhile(c -> clean.length() + Character.charCount(c) <= chars)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  static String of(String key, String value) {
    return Json.text(Json.object().put(key, cut(value, TEXT_CHARS)));
  }

  static String restrictions(@Nullable JsonNode list) {
    ObjectNode detail = Json.object();
    ArrayNode known = detail.putArray("restrictions");
    if (list != null) {
      for (JsonNode one : list) {
        if (known.size() < RESTRICTIONS && !name(one.get("restriction_type")).isEmpty()) {
          known
              .addObject()
              .put("type", name(one.get("restriction_type")))
              .put("until", instant(one.get("expiration")));
        }
      }
    }
    return Json.text(detail);
  }

  static List<Restriction> restrictions(String detail) {
    List<Restriction> restrictions = new ArrayList<>();
    for (JsonNode one : parse(detail).path("restrictions")) {
      restrictions.add(new Restriction(one.path("type").asString(""), one.path("until").asLong(0)));
    }
    return restrictions;
  }

  /// An instant as Meta may write it, in UNIX seconds: a number or its digits, or ISO 8601; 0 when
  /// it is neither.
  private static long instant(@Nullable JsonNode node) {
    String text = node == null ? "" : node.isString() ? node.stringValue() : node.toString();
    if (text.matches("[0-9]{1,15}")) {
      long number = Long.parseLong(text);
      return number > LAST_SECOND ? number / 1_000 : number;
    }
    try {
      return Math.max(0, Instant.parse(text).getEpochSecond());
    } catch (DateTimeException e) {
      return 0;
    }
  }

  static String text(String detail, String key) {
    return parse(detail).path(key).asString("");
  }

  /// For a partner to read.
  static Map<String, Object> fields(String detail) {
    Map<String, Object> fields = new LinkedHashMap<>();
    parse(detail).properties().forEach(entry -> fields.put(entry.getKey(), entry.getValue()));
    return fields;
  }

  private static JsonNode parse(String detail) {
    return Json.parseTolerantly(detail.getBytes(StandardCharsets.UTF_8)).orElseGet(Json::object);
  }
}
