package wabahub.http;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON in and out, with limits on what comes in.
public final class Json {
  /// Deeper nesting than this is refused; nothing real comes near it.
  public static final int MAX_DEPTH = 64;

  /// What Meta sends is taken whole or not at all, so that one odd element must not cost the others
  /// of its body; what is read with this can still be written, inside something else.
  private static final int TOLERATED_DEPTH = 400;

  private static final JsonMapper STRICT = mapper(true, MAX_DEPTH, 100);
  private static final JsonMapper TOLERANT = mapper(false, TOLERATED_DEPTH, 10_000);

  private Json() {}

  private static JsonMapper mapper(boolean strict, int depth, int digits) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(depth)
                    .maxNumberLength(digits)
                    .maxStringLength(16 * 1024 * 1024)
                    .build())
            .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  public static ObjectNode object() {
    return STRICT.createObjectNode();
  }

  public static byte[] bytes(Object value) {
    return STRICT.writeValueAsBytes(value);
  }

  /// Indented, for people.
  public static String pretty(byte[] json) {
    return STRICT.writerWithDefaultPrettyPrinter().writeValueAsString(TOLERANT.readTree(json));
  }

  public static String text(Object value) {
    return STRICT.writeValueAsString(value);
  }

  /// Parses what a caller sent: a repeated key, trailing characters, bad UTF-8 are refused.
  ///
  /// @throws Refusal `malformed`
  public static JsonNode parse(byte[] bytes, Reason malformed) {
    try {
      // A String first: the parser lets some malformed UTF-8 pass, the decoder does not.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      JsonNode node = STRICT.readTree(text);
      if (text.contains("\\ud") || text.contains("\\uD")) {
        requirePairs(node, malformed);
      }
      return node;
    } catch (CharacterCodingException | JacksonException e) {
      throw new Refusal(malformed);
    }
  }

  /// Half a surrogate pair can be escaped, but neither stored nor sent on.
  private static void requirePairs(JsonNode node, Reason malformed) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text(node))) {
      throw new Refusal(malformed);
    }
  }

  public static ObjectNode parseObject(byte[] bytes, Reason malformed) {
    if (parse(bytes, malformed) instanceof ObjectNode object) {
      return object;
    }
    throw new Refusal(malformed);
  }

  /// Parses what Meta sent: of a repeated key the last counts. Empty when it is not JSON.
  public static Optional<JsonNode> parseTolerantly(byte[] bytes) {
    try {
      JsonNode node = TOLERANT.readTree(bytes);
      return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /// The text of a field: a string, or a number as its digits (the API accepts both, decision P6).
  /// Null when the field is absent or null.
  ///
  /// @throws Refusal INVALID when it is of another type
  public static @Nullable String text(ObjectNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (value.isString()) {
      if (value.stringValue().indexOf('\0') >= 0) {
        // PostgreSQL stores every character but this one.
        throw invalid(field, "must not hold the character NUL");
      }
      return value.stringValue();
    }
    if (value.isIntegralNumber()) {
      return value.bigIntegerValue().toString();
    }
    throw invalid(field, "has to be a string");
  }

  /// A whole number, written as a number or as a string of digits. Empty when absent or null.
  ///
  /// @throws Refusal INVALID when it is anything else or outside `min` to `max`
  public static OptionalLong integer(ObjectNode node, String field, long min, long max) {
    String text = text(node, field);
    if (text == null) {
      return OptionalLong.empty();
    }
    if (!text.matches("-?[0-9]{1,19}")) {
      throw invalid(field, "has to be a whole number");
    }
    BigInteger value = new BigInteger(text);
    if (value.compareTo(BigInteger.valueOf(min)) < 0
        || value.compareTo(BigInteger.valueOf(max)) > 0) {
      throw invalid(field, "has to be from " + min + " to " + max);
    }
    return OptionalLong.of(value.longValue());
  }

  /// A flag: `0`/`1`, `"0"`/`"1"`, `true`/`false`. Null when absent or null.
  ///
  /// @throws Refusal INVALID when it is anything else
  public static @Nullable Boolean flag(ObjectNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    return switch (value.isString() ? value.stringValue() : value.toString()) {
      case "1" -> true;
      case "0" -> false;
      default -> throw invalid(field, "has to be 0 or 1");
    };
  }

  /// Whether a text is one that a person would type: no control characters, no broken surrogates,
  /// which have no place in a name, nor in every database.
  public static boolean isPlain(String text) {
    return text.codePoints()
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }

  /// A refusal that names the field.
  public static Refusal invalid(String field, String what) {
    return new Refusal(Reason.INVALID, "`" + field + "` " + what + ".").with("field", field);
  }
}
