package wabahub.numbers;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;

/// What an account event says of numbers: none, one or several words.
final class AccountReader {
  private final AccountEvent event;
  private final List<Mark> marks = new ArrayList<>();

  private AccountReader(AccountEvent event) {
    this.event = event;
  }

  static List<Mark> read(AccountEvent event) {
    AccountReader reader = new AccountReader(event);
    JsonNode value = event.value();
    switch (event.field()) {
      case "phone_number_quality_update" -> reader.quality(value);
      case "phone_number_name_update" -> reader.name(value);
      case "business_capability_update" -> reader.limit(value);
      case "account_review_update" -> reader.mark(Aspect.REVIEW, event.name(), Mark.NO_DETAIL);
      case "account_alerts" -> reader.alert(value);
      case "account_update" -> reader.update(value);
      default -> {}
    }
    return reader.marks;
  }

  private void mark(Aspect aspect, String code, String detail) {
    if (!code.isEmpty()) {
      marks.add(new Mark(aspect, code, detail, event.at(), event.arrivedAt()));
    }
  }

  private void quality(JsonNode value) {
    String quality =
        switch (event.name()) {
          case "FLAGGED" -> "RED";
          // Medium or high again: Meta does not say which.
          case "UNFLAGGED" -> "UNKNOWN";
          default -> "";
        };
    mark(Aspect.QUALITY, quality, Mark.NO_DETAIL);
    limit(value);
  }

  /// The key of today, or those that ended in February 2026.
  private void limit(JsonNode value) {
    for (String key :
        List.of(
            "max_daily_conversations_per_business",
            "current_limit",
            "max_daily_conversation_per_phone")) {
      String tier = tier(value.get(key));
      if (!tier.isEmpty()) {
        mark(Aspect.MESSAGING_LIMIT, tier, Mark.NO_DETAIL);
        return;
      }
    }
  }

  private static String tier(@Nullable JsonNode node) {
    String text = node == null ? "" : node.isString() ? node.stringValue() : node.toString();
    return switch (text) {
      case "-1" -> "TIER_UNLIMITED";
      case "50", "250" -> "TIER_" + text;
      case "1000", "2000", "10000", "100000" ->
          "TIER_" + text.substring(0, text.length() - 3) + "K";
      default -> text.matches("TIER_[A-Z0-9_]{1,40}") ? text : "";
    };
  }

  private void name(JsonNode value) {
    mark(
        Aspect.NAME,
        event.name(),
        Json.text(
            Json.object()
                .put("requested_name", Details.text(value.get("requested_verified_name")))
                .put("rejection_reason", Details.name(value.get("rejection_reason")))));
  }

  private void alert(JsonNode value) {
    JsonNode info = value.path("alert_info").isObject() ? value.get("alert_info") : value;
    mark(
        Aspect.ALERT,
        event.name(),
        Json.text(
            Json.object()
                .put("severity", Details.name(info.get("alert_severity")))
                .put("status", Details.name(info.get("alert_status")))
                .put("description", Details.text(info.get("alert_description")))));
  }

  private void update(JsonNode value) {
    switch (event.name()) {
      case "ACCOUNT_DELETED" -> access(Trouble.ACCOUNT_DELETED, value);
      case "PARTNER_REMOVED" -> access(Trouble.PARTNER_REMOVED, value);
      case "ACCOUNT_OFFBOARDED" -> access(Trouble.COEXISTENCE_OFFBOARDED, value);
      case "ACCOUNT_RECONNECTED", "PARTNER_ADDED", "PARTNER_APP_INSTALLED" ->
          mark(Aspect.ACCESS, Mark.OK, Mark.NO_DETAIL);
      case "ACCOUNT_RESTRICTION" -> restriction(value.get("restriction_info"));
      case "ACCOUNT_VIOLATION" ->
          mark(
              Aspect.VIOLATION,
              Details.name(value.path("violation_info").get("violation_type")),
              Mark.NO_DETAIL);
      case "DISABLED_UPDATE" -> {
        JsonNode ban = value.path("ban_info");
        mark(
            Aspect.BAN,
            Details.name(ban.get("waba_ban_state")),
            Details.of("date", Details.name(ban.get("waba_ban_date"))));
      }
      default -> {}
    }
  }

  private void access(Trouble trouble, JsonNode value) {
    JsonNode info = value.path("disconnection_info");
    mark(
        Aspect.ACCESS,
        trouble.name(),
        Json.text(
            Json.object()
                .put("reason", Details.name(info.get("reason")))
                .put("initiated_by", Details.name(info.get("initiated_by")))));
  }

  private void restriction(@Nullable JsonNode list) {
    String detail = Details.restrictions(list);
    List<Details.Restriction> restrictions = Details.restrictions(detail);
    String code =
        restrictions.isEmpty()
            ? "NONE"
            : restrictions.stream().anyMatch(Details.Restriction::stopsSending)
                ? "SENDING"
                : "OTHER";
    mark(Aspect.RESTRICTION, code, detail);
  }
}
