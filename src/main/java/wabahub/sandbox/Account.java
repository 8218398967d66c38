package wabahub.sandbox;

import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// The life of one account.
final class Account implements Sandbox.Waba {
  private final Directory directory;
  private final Life life;
  private final String wabaId;

  Account(Directory directory, Life life, String wabaId) {
    this.directory = directory;
    this.life = life;
    this.wabaId = wabaId;
  }

  private void post(String field, ObjectNode value) {
    life.event(field, wabaId, value);
  }

  @Override
  public void account(String event, Map<String, ?> more) {
    ObjectNode value = Json.object().put("event", event);
    ObjectNode rest = (ObjectNode) Json.parseTolerantly(Json.bytes(more)).orElseThrow();
    value.setAll(rest);
    post("account_update", value);
  }

  @Override
  public void review(String decision) {
    post("account_review_update", Json.object().put("decision", decision));
  }

  @Override
  public void capability(String limit, int phonesOfBusiness, int phonesOfWaba) {
    ObjectNode value = Json.object().put("max_daily_conversations_per_business", limit);
    value.put("max_phone_numbers_per_business", phonesOfBusiness);
    post("business_capability_update", value.put("max_phone_numbers_per_waba", phonesOfWaba));
  }

  @Override
  public void quality(String phoneNumberId, String rating, String event, String limit) {
    String whatsapp = change(phoneNumberId, phone -> phone.quality = rating);
    ObjectNode value = Json.object().put("display_phone_number", whatsapp).put("event", event);
    post("phone_number_quality_update", value.put("max_daily_conversations_per_business", limit));
  }

  @Override
  public void name(String phoneNumberId, String decision, String requested, String reason) {
    String whatsapp = change(phoneNumberId, phone -> {});
    ObjectNode value = Json.object().put("display_phone_number", whatsapp);
    value.put("decision", decision).put("requested_verified_name", requested);
    value.put("rejection_reason", reason.isEmpty() ? null : reason);
    post("phone_number_name_update", value);
  }

  @Override
  public void revokes() {
    directory.change(() -> {
      WabaNode waba = directory.state().wabas.get(wabaId);
      if (waba == null) {
        throw new IllegalArgumentException("The sandbox has no such WABA.");
      }
      life.revoke(waba.businessId);
      return waba;
    });
  }

  @Override
  public void leaves() {
    account("PARTNER_REMOVED", Map.of());
  }

  @Override
  public void disconnects(String phoneNumberId, String reason, String by) {
    String whatsapp = change(phoneNumberId, phone -> phone.coexistence = false);
    account(
        "PARTNER_REMOVED",
        Map.of(
            "phone_number",
            whatsapp,
            "disconnection_info",
            Map.of("reason", reason, "initiated_by", by)));
  }

  /// The number's digits.
  private String change(String phoneNumberId, Consumer<PhoneNode> change) {
    return directory.change(() -> {
      PhoneNode phone = directory.state().phones.get(phoneNumberId);
      if (phone == null || !phone.wabaId.equals(wabaId)) {
        throw new IllegalArgumentException("The WABA has no such number.");
      }
      change.accept(phone);
      return phone.whatsapp();
    });
  }
}
