package wabahub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;
import wabahub.sandbox.Wanted.Trait;

/// The life of accounts and numbers, told by webhooks.
final class LifeTest {
  private final Bench meta = Bench.techProvider();
  private final SignUp client =
      meta.sandbox.signUp(
          Wanted.of("Olive Tree").on("15550001111").with(Trait.SILENT, Trait.COEXISTENCE));
  private final String token = meta.token(client);
  private final Sandbox.Waba waba = meta.sandbox.waba(client.wabaId());

  @BeforeEach
  void subscribe() {
    meta.post(client.wabaId() + "/subscribed_apps", token, Map.of());
  }

  @AfterEach
  void close() {
    meta.close();
  }

  private JsonNode value() {
    return meta.posted.getLast().at("/entry/0/changes/0/value");
  }

  private JsonNode phone() {
    return meta.get(
            client.phoneNumberId()
                + "?fields=quality_rating,messaging_limit_tier,verified_name,name_status",
            token)
        .json();
  }

  @Test
  void quality_isToldAndKept() {
    waba.quality(client.phoneNumberId(), "RED", "ONBOARDING", "TIER_2K");

    assertThat(meta.posted.getLast().at("/entry/0/id").stringValue()).isEqualTo(client.wabaId());
    assertThat(meta.told()).containsExactly("phone_number_quality_update ONBOARDING");
    assertThat(Json.text(value()))
        .isEqualTo(
            "{\"display_phone_number\":\"15550001111\",\"event\":\"ONBOARDING\","
                + "\"max_daily_conversations_per_business\":\"TIER_2K\"}");
    assertThat(phone().get("quality_rating").stringValue()).isEqualTo("RED");
    assertThat(phone().get("messaging_limit_tier").stringValue()).isEqualTo("TIER_2K");
  }

  @Test
  void name_isToldAndKept() {
    waba.name(client.phoneNumberId(), "PENDING", "Olives", "");
    assertThat(phone().get("name_status").stringValue()).isEqualTo("PENDING_REVIEW");
    assertThat(value().get("rejection_reason").isNull()).isTrue();
    waba.name(client.phoneNumberId(), "REJECTED", "Olives", "NAME_FORMAT_UNACCEPTABLE");
    assertThat(phone().get("name_status").stringValue()).isEqualTo("DECLINED");
    assertThat(value().get("rejection_reason").stringValue()).isEqualTo("NAME_FORMAT_UNACCEPTABLE");
    waba.name(client.phoneNumberId(), "APPROVED", "Olives", "");
    assertThat(phone().get("name_status").stringValue()).isEqualTo("APPROVED");
    assertThat(phone().get("verified_name").stringValue()).isEqualTo("Olives");
    assertThat(value().get("decision").stringValue()).isEqualTo("APPROVED");
  }

  @Test
  void reviewAndCapability_areTold() {
    waba.review("REJECTED");
    waba.capability("TIER_10K", 20, 20);

    assertThat(meta.told()).containsExactly("account_review_update", "business_capability_update");
    assertThat(
            meta.get(client.wabaId() + "?fields=account_review_status", token)
                .json()
                .get("account_review_status")
                .stringValue())
        .isEqualTo("REJECTED");
    assertThat(value().get("max_phone_numbers_per_business").intValue()).isEqualTo(20);
  }

  @Test
  void accountEvents_bearTheWabaOrThePartner() {
    Map<String, Map<String, Object>> ofTheWaba =
        Map.of(
            "ACCOUNT_RESTRICTION",
            Map.of(
                "restriction_info",
                List.of(Map.of("restriction_type", "RESTRICTED_ADD_PHONE_NUMBER_ACTION"))),
            "ACCOUNT_VIOLATION",
            Map.of("violation_info", Map.of("violation_type", "SCAM")),
            "DISABLED_UPDATE",
            Map.of("ban_info", Map.of("waba_ban_state", "DISABLE", "waba_ban_date", "today")),
            "ACCOUNT_OFFBOARDED",
            Map.of(),
            "ACCOUNT_RECONNECTED",
            Map.of());
    ofTheWaba.forEach((event, more) -> {
      waba.account(event, more);
      assertThat(meta.posted.getLast().at("/entry/0/id").stringValue()).isEqualTo(client.wabaId());
      assertThat(value().get("event").stringValue()).isEqualTo(event);
      assertThat(value().propertyNames()).containsAll(more.keySet());
    });

    waba.account("MM_LITE_TERMS_SIGNED", Map.of());

    assertThat(meta.posted.getLast().at("/entry/0/id").stringValue())
        .isEqualTo(meta.sandbox.businessId());
    assertThat(value().at("/waba_info/waba_id").stringValue()).isEqualTo(client.wabaId());
  }

  @Test
  void client_thatLeaves_takesEverythingAlong() {
    waba.leaves();

    assertThat(meta.told()).containsExactly("account_update PARTNER_REMOVED");
    assertThat(value().at("/waba_info/owner_business_id").stringValue())
        .isEqualTo(client.businessId());
    assertThat(meta.get(client.wabaId(), token).error()).isEqualTo("401 190/460");
  }

  @Test
  void client_thatLeavesWithOneOfTwoWabas_keepsItsToken() {
    SignUp other =
        meta.sandbox.signUp(
            Wanted.of("Olive Tree").ownedBy(client.businessId()).with(Trait.SILENT));

    waba.leaves();

    assertThat(meta.get(client.wabaId(), token).error()).isEqualTo("400 100/33");
    assertThat(meta.get(other.wabaId(), token).status()).isEqualTo(200);
  }

  @Test
  void client_thatComesBack_isSeenAgain() {
    waba.leaves();

    SignUp again =
        meta.sandbox.signUp(Wanted.of("Olive Tree").into(client.wabaId()).on("15550001111"));

    assertThat(again.phoneNumberId()).isEqualTo(client.phoneNumberId());
    String fresh = meta.token(again);
    assertThat(meta.get(client.wabaId(), fresh).status()).isEqualTo(200);
    assertThat(meta.get(client.wabaId() + "/subscribed_apps", fresh).json().get("data")).isEmpty();
  }

  @Test
  void coexistence_thatIsDisconnected_saysWhy() {
    waba.disconnects(client.phoneNumberId(), "PRIMARY_INACTIVITY", "SYSTEM");

    assertThat(value().at("/disconnection_info/reason").stringValue())
        .isEqualTo("PRIMARY_INACTIVITY");
    assertThat(value().at("/disconnection_info/initiated_by").stringValue()).isEqualTo("SYSTEM");
    assertThat(value().get("phone_number").stringValue()).isEqualTo("15550001111");
    assertThat(meta.get(client.wabaId(), token).status()).isEqualTo(401);
  }

  @Test
  void messages_ofASubscribedWaba_arePosted_ofAnotherNot() {
    Sandbox.Phone phone = meta.sandbox.phone("15550001111", client.phoneNumberId());
    phone.delivers("447700900200", "marketing", "regular");
    phone.receives("447700900200", "Hello");
    assertThat(meta.told()).containsExactly("messages", "messages", "messages", "messages");
    assertThat(meta.posted.getLast().at("/entry/0/id").stringValue()).isEqualTo(client.wabaId());

    meta.call("DELETE", client.wabaId() + "/subscribed_apps", token, null);
    phone.delivers("447700900200", "marketing", "regular");
    phone.receives("447700900200", "Hello");
    waba.review("APPROVED");

    assertThat(meta.posted).hasSize(4);
  }

  @Test
  void unknownNumber_isPostedAsItIs() {
    meta.sandbox.phone("15550009999", "31").receives("447700900200", "Hello");

    assertThat(value().at("/metadata/phone_number_id").stringValue()).isEqualTo("31");
  }

  @Test
  void unknownWaba_isPostedButKeepsNothing() {
    assertThat(meta.sandbox.event("account_review_update", "42", Json.object())).isTrue();
    assertThatThrownBy(() -> waba.quality("42", "RED", "ONBOARDING", "TIER_2K"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hubThatRefuses_isAnError() {
    meta.hubAnswers = 500;

    assertThatThrownBy(() -> waba.review("APPROVED")).isInstanceOf(IllegalStateException.class);
  }
}
