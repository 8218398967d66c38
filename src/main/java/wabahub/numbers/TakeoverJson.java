package wabahub.numbers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.secrets.Secret;

/// Reads numbers as the operator sends them: one object or an array, all good or all refused with
/// every bad one named.
final class TakeoverJson {
  static final int MAX_NUMBERS = 10_000;
  private static final int MAX_ERRORS = 100;
  static final int NAME_CHARS = 256;
  static final long LAST_SECOND = 4_102_444_800L; // 2100-01-01

  private TakeoverJson() {}

  static List<Takeover> read(JsonNode body, long now) {
    List<JsonNode> elements = body.isArray() ? body.valueStream().toList() : List.of(body);
    if (elements.isEmpty() || elements.size() > MAX_NUMBERS) {
      throw new Refusal(Reason.INVALID, "Send 1 to " + MAX_NUMBERS + " numbers.");
    }
    List<Takeover> takeovers = new ArrayList<>();
    List<Map<String, Object>> errors = new ArrayList<>();
    for (int i = 0; i < elements.size() && errors.size() < MAX_ERRORS; i++) {
      try {
        takeovers.add(one(elements.get(i), now));
      } catch (Refusal refusal) {
        errors.add(error(i, refusal));
      }
    }
    if (errors.isEmpty()) {
      addTwins(takeovers, errors);
    }
    if (!errors.isEmpty()) {
      throw new Refusal(Reason.INVALID, "Some of the numbers are wrong; none was taken.")
          .with("errors", errors);
    }
    return takeovers;
  }

  private static Map<String, Object> error(int index, Refusal refusal) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("index", index);
    error.putAll(refusal.fields());
    error.put("detail", String.valueOf(refusal.getMessage()));
    return error;
  }

  private static void addTwins(List<Takeover> takeovers, List<Map<String, Object>> errors) {
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < takeovers.size() && errors.size() < MAX_ERRORS; i++) {
      Takeover takeover = takeovers.get(i);
      Integer first = seen.putIfAbsent("whatsapp " + takeover.whatsapp().digits(), i);
      if (first != null) {
        errors.add(error(i, Json.invalid("whatsapp", "is the same as at index " + first)));
      }
      first = seen.putIfAbsent("phone " + takeover.phoneNumberId(), i);
      if (first != null) {
        errors.add(error(i, Json.invalid("phone_number_id", "is the same as at index " + first)));
      }
    }
  }

  private static Takeover one(JsonNode element, long now) {
    if (!(element instanceof ObjectNode node)) {
      throw new Refusal(Reason.INVALID, "Not a JSON object.");
    }
    String whatsapp = Json.text(node, "whatsapp");
    PhoneNumber number =
        PhoneNumber.parse(whatsapp == null ? "" : whatsapp)
            .orElseThrow(() -> Json.invalid("whatsapp", "is empty or wrong"));
    Boolean coexistence = Json.flag(node, "coexistence");
    return new Takeover(
        number,
        required(digits(node, "phone_number_id"), "phone_number_id"),
        required(digits(node, "waba_id"), "waba_id"),
        orEmpty(name(node, "display_name")),
        orEmpty(name(node, "business_name")),
        accessToken(node),
        coexistence != null && coexistence,
        Json.integer(node, "create_time", 0, LAST_SECOND).orElse(now),
        node.get("online") instanceof ObjectNode online ? online(online) : noOnline(node));
  }

  private static @Nullable Online noOnline(ObjectNode node) {
    if (node.hasNonNull("online")) {
      throw Json.invalid("online", "has to be an object");
    }
    return null;
  }

  static Online online(ObjectNode node) {
    String server = Json.text(node, "server");
    if (server == null || !server.matches("[A-Za-z0-9.-]{1,100}")) {
      throw Json.invalid("server", "has to be 1 to 100 letters, digits, dots and hyphens");
    }
    return new Online(positive(node, "account"), positive(node, "inbox"), server);
  }

  private static long positive(ObjectNode node, String field) {
    return Json.integer(node, field, 1, Integer.MAX_VALUE)
        .orElseThrow(() -> Json.invalid(field, "is missing"));
  }

  static @Nullable String digits(ObjectNode node, String field) {
    String text = Json.text(node, field);
    if (text != null && !text.matches("[0-9]{1,32}")) {
      throw Json.invalid(field, "has to be 1 to 32 digits");
    }
    return text;
  }

  static @Nullable String name(ObjectNode node, String field) {
    String text = Json.text(node, field);
    if (text == null) {
      return null;
    }
    if (text.length() > NAME_CHARS || !Json.isPlain(text)) {
      throw Json.invalid(field, "has to be text of up to " + NAME_CHARS + " characters");
    }
    return text;
  }

  static @Nullable Secret accessToken(ObjectNode node) {
    String text = Json.text(node, "access_token");
    if (text != null && !text.matches("[\\x21-\\x7e]{1,2048}")) {
      throw Json.invalid("access_token", "has to be 1 to 2048 visible characters");
    }
    return text == null ? null : new Secret(text);
  }

  private static String required(@Nullable String text, String field) {
    if (text == null) {
      throw Json.invalid(field, "is missing");
    }
    return text;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
