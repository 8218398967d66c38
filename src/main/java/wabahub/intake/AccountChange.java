package wabahub.intake;

import java.math.BigInteger;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;
import wabahub.numbers.AccountEvent;

/// A change of a field that tells of the life of a WABA or of its numbers, with what its entry says
/// around it: id and time.
record AccountChange(@Nullable JsonNode entryId, @Nullable JsonNode time, JsonNode change) {
  static final Set<String> FIELDS =
      Set.of(
          "account_alerts",
          "account_review_update",
          "account_update",
          "business_capability_update",
          "phone_number_name_update",
          "phone_number_quality_update");

  /// In their webhooks the entry's id is a business portfolio's, and the WABA stands in the value
  /// (Meta's documentation of `account_update`, autumn 2026). One page on coexistence shows
  /// PARTNER_REMOVED with the WABA's id all the same.
  private static final Set<String> OF_A_PORTFOLIO =
      Set.of(
          "AD_ACCOUNT_LINKED",
          "MM_LITE_TERMS_SIGNED",
          "PARTNER_ADDED",
          "PARTNER_APP_INSTALLED",
          "PARTNER_APP_UNINSTALLED",
          "PARTNER_REMOVED");

  private static final int VALUE_BYTES = 16 * 1024;

  /// What a change comes to.
  sealed interface Verdict {}

  record Told(AccountEvent event) implements Verdict {}

  /// It cannot be read. `reason` is one word for metrics and tables.
  record Wrong(String reason) implements Verdict {}

  /// Reads a change that arrived at `arrivedAt` (UNIX seconds).
  Verdict read(long arrivedAt) {
    JsonNode value = change.get("value");
    if (value == null || !value.isObject()) {
      return new Wrong("no_value");
    }
    if (Json.bytes(value).length > VALUE_BYTES) {
      return new Wrong("value_too_large");
    }
    String field = change.path("field").asString("");
    String name = name(field, value);
    if (name == null) {
      return new Wrong("event");
    }
    String wabaId = digits(wabaId(name, value));
    if (wabaId == null) {
      return new Wrong("waba_id");
    }
    String phone = phone(field, value);
    if (phone == null) {
      return new Wrong("phone_number");
    }
    return new Told(new AccountEvent(field, name, wabaId, phone, seconds(), arrivedAt, value));
  }

  /// Null when there has to be one and is none.
  private static @Nullable String name(String field, JsonNode value) {
    return switch (field) {
      case "account_update" -> word(value.get("event"));
      case "account_review_update", "phone_number_name_update" -> word(value.get("decision"));
      case "account_alerts" ->
          word(
              (value.path("alert_info").isObject() ? value.get("alert_info") : value)
                  .get("alert_type"));
      default -> {
        String event = word(value.get("event"));
        yield event == null ? "" : event;
      }
    };
  }

  private static @Nullable String word(@Nullable JsonNode node) {
    return node != null && node.isString() && node.stringValue().matches("[A-Za-z0-9_]{1,64}")
        ? node.stringValue()
        : null;
  }

  private @Nullable JsonNode wabaId(String name, JsonNode value) {
    JsonNode own = value.path("waba_info").get("waba_id");
    if (own != null && !own.isNull()) {
      return own;
    }
    return OF_A_PORTFOLIO.contains(name) && !name.equals("PARTNER_REMOVED") ? null : entryId;
  }

  /// "" when it is about the whole WABA; null when it should name a number and does not.
  private static @Nullable String phone(String field, JsonNode value) {
    return switch (field) {
      case "phone_number_quality_update", "phone_number_name_update" ->
          bare(value.get("display_phone_number"));
      case "account_update" ->
          value.hasNonNull("phone_number") ? bare(value.get("phone_number")) : "";
      case "account_alerts" ->
          "PHONE_NUMBER".equals(word(value.get("entity_type")))
              ? digits(value.get("entity_id"))
              : "";
      default -> "";
    };
  }

  /// Meta writes numbers for people, too: `+1 650-555-1111`.
  private static @Nullable String bare(@Nullable JsonNode node) {
    String text = node == null ? "" : node.isString() ? node.stringValue() : node.toString();
    String digits = text.length() > 64 ? "" : text.replaceAll("[^0-9]", "");
    return digits.matches("[0-9]{5,32}") ? digits : null;
  }

  private static @Nullable String digits(@Nullable JsonNode node) {
    String text =
        node == null
            ? ""
            : node.isString() ? node.stringValue() : integer(node) ? node.toString() : "";
    return text.matches("[0-9]{1,32}") ? text : null;
  }

  private static boolean integer(JsonNode node) {
    return node.isIntegralNumber() && node.bigIntegerValue().compareTo(BigInteger.ZERO) >= 0;
  }

  /// 0 when Meta does not say, or not in seconds.
  private long seconds() {
    String text = digits(time);
    return text != null && text.length() <= 11 ? Long.parseLong(text) : 0;
  }

  /// A webhook with this change alone, to be read again later.
  byte[] wrap() {
    ObjectNode root = Json.object();
    ObjectNode entry = root.putArray("entry").addObject();
    if (entryId != null) {
      entry.set("id", entryId);
    }
    if (time != null) {
      entry.set("time", time);
    }
    entry.putArray("changes").add(change);
    return Json.bytes(root);
  }
}
