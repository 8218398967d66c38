package wabahub.sandbox;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// What Meta tells of a WABA and of a number.
final class Nodes {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxx").withZone(ZoneOffset.UTC);

  private static final Set<String> USUAL_OF_WABA =
      Set.of("name", "timezone_id", "message_template_namespace");

  private static final Set<String> USUAL_OF_PHONE =
      Set.of(
          "verified_name",
          "display_phone_number",
          "quality_rating",
          "code_verification_status",
          "status",
          "platform_type",
          "throughput",
          "last_onboarded_time");

  private final Directory directory;

  Nodes(Directory directory) {
    this.directory = directory;
  }

  /// As Meta writes instants.
  static String time(long seconds) {
    return TIME.format(Instant.ofEpochSecond(seconds));
  }

  ObjectNode waba(WabaNode waba, Ask ask) {
    ObjectNode node = Json.object();
    node.put("id", waba.id).put("name", waba.name).put("currency", waba.currency);
    node.put("timezone_id", "1").put("message_template_namespace", "sandbox_" + waba.id);
    node.put("account_review_status", waba.review).put("ownership_type", "CLIENT_OWNED");
    node.put("business_verification_status", "VERIFIED");
    ObjectNode owner = node.putObject("owner_business_info").put("id", waba.businessId);
    owner.put("name", directory.state().businesses.getOrDefault(waba.businessId, ""));
    if (!waba.fundingId.isEmpty()) {
      node.put("primary_funding_id", waba.fundingId);
    }
    ObjectNode health = node.putObject("health_status");
    health.put("can_send_message", waba.fundingId.isEmpty() ? "LIMITED" : "AVAILABLE");
    funding(health, waba);
    return Fields.of(node, ask, Set.of("id"), USUAL_OF_WABA);
  }

  private static void funding(ObjectNode health, WabaNode waba) {
    ObjectNode entity = health.withArray("entities").addObject();
    entity.put("entity_type", "WABA").put("id", waba.id);
    if (waba.fundingId.isEmpty()) {
      entity.put("can_send_message", "LIMITED");
      problem(entity, 141006, "There is an error with the payment method.", "Add one.");
    } else {
      entity.put("can_send_message", "AVAILABLE");
    }
  }

  private static void problem(ObjectNode entity, int code, String what, String cure) {
    ObjectNode error = entity.putArray("errors").addObject();
    error.put("error_code", code).put("error_description", what).put("possible_solution", cure);
  }

  ObjectNode phone(PhoneNode phone, Ask ask) {
    boolean connected = phone.registered || phone.coexistence;
    ObjectNode node = Json.object();
    node.put("id", phone.id).put("display_phone_number", display(phone.whatsapp()));
    node.put("verified_name", phone.name).put("name_status", phone.nameStatus);
    node.put("quality_rating", phone.quality).put("messaging_limit_tier", phone.limit);
    String verified = phone.verification.verified ? "VERIFIED" : "NOT_VERIFIED";
    node.put("code_verification_status", verified);
    node.put("status", connected ? "CONNECTED" : "PENDING");
    node.put("platform_type", connected ? "CLOUD_API" : "NOT_APPLICABLE");
    node.put("is_on_biz_app", phone.coexistence).put("is_pin_enabled", !phone.pin.isEmpty());
    node.put("account_mode", "LIVE").put("is_official_business_account", false);
    node.putObject("throughput").put("level", "STANDARD");
    if (phone.onboardedAt != 0) {
      node.put("last_onboarded_time", time(phone.onboardedAt));
    }
    health(node.putObject("health_status"), phone, connected);
    return Fields.of(node, ask, Set.of("id"), USUAL_OF_PHONE);
  }

  private void health(ObjectNode health, PhoneNode phone, boolean connected) {
    WabaNode waba = directory.state().wabas.get(phone.wabaId);
    boolean funded = waba != null && !waba.fundingId.isEmpty();
    String worst = funded ? "AVAILABLE" : "LIMITED";
    health.put("can_send_message", connected ? worst : "BLOCKED");
    ObjectNode entity = health.withArray("entities").addObject();
    entity.put("entity_type", "PHONE_NUMBER").put("id", phone.id);
    entity.put("can_send_message", connected ? "AVAILABLE" : "BLOCKED");
    if (!connected) {
      problem(entity, 141000, "The phone number is not registered.", "Register it.");
    }
    if (waba != null) {
      funding(health, waba);
    }
  }

  /// Meta writes numbers for people.
  static String display(String digits) {
    if (digits.length() == 11 && digits.startsWith("1")) {
      return "+1 %s-%s-%s"
          .formatted(digits.substring(1, 4), digits.substring(4, 7), digits.substring(7));
    }
    int last = Math.max(1, digits.length() - 4);
    int middle = Math.max(1, last - 3);
    return "+%s %s %s"
        .formatted(
            digits.substring(0, middle), digits.substring(middle, last), digits.substring(last))
        .replace("  ", " ");
  }
}
