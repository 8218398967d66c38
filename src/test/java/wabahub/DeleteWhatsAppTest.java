package wabahub;

import static org.assertj.core.api.Assertions.assertThat;
import static wabahub.PartnerCalls.fail;
import static wabahub.PartnerCalls.ok;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// deleteWhatsApp and what follows from it.
final class DeleteWhatsAppTest {
  private static final String CUSTOMER = "447700900204";

  @AutoClose private static final Hubs HUBS = new Hubs();

  private static Reply delete(TestHub hub, Account account, Object body) {
    return PartnerCalls.call(hub, account, "DELETE whatsapp/deleteWhatsApp", body);
  }

  private static JsonNode month(Meta meta) {
    meta.hub.settle();
    return meta.hub
        .get("/api/whatsapp/getConversationsStatistics", meta.partner)
        .json()
        .get("list")
        .get(0);
  }

  @ParameterizedTest
  @EnumSource
  void number_deleted_leavesTheListAndKeepsItsMonths(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp signUp = meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree"));
      String whatsapp = meta.live().getFirst();
      String other = HubCalls.whatsapp();
      meta.hub.number(meta.partner, other, HubCalls.phone());
      meta.sandbox.phone(whatsapp, signUp.phoneNumberId()).receives(CUSTOMER, "Hello");
      assertThat(meta.hub.figures(meta.partner, whatsapp)).containsExactly(0L, 0L, 1L);

      // A number counts up to the second in which it is deleted.
      meta.hub.clock.advance(Duration.ofSeconds(1));
      assertThat(delete(meta.hub, meta.partner, Map.of("whatsapp", whatsapp)).text())
          .isEqualTo(ok(whatsapp));
      JsonNode list = meta.hub.get("/api/whatsapp/getWhatsApp", meta.partner).json();
      assertThat(list.get("totalWhatsApp").asInt()).isEqualTo(1);
      assertThat(list.get("totalIncomingThisMonth").asInt()).isZero();
      assertThat(list.get("list").get(0).get("whatsapp").stringValue()).isEqualTo(other);
      assertThat(month(meta).get("totalIncoming").asInt()).isEqualTo(1);
      meta.hub.settle();
      JsonNode told = meta.ears.heard("number.deleted").getFirst();
      assertThat(told.get("whatsapp").stringValue()).isEqualTo(whatsapp);
      assertThat(meta.done("deregister")).isEqualTo(1);
      assertThat(meta.done("unsubscribe")).isEqualTo(1);
      assertThat(delete(meta.hub, meta.partner, Map.of("whatsapp", whatsapp)).text())
          .isEqualTo(fail(27, "whatsapp", whatsapp));
      assertThat(meta.ears.heard("number.deleted")).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void number_deleted_mayBeRegisteredAndConnectedAgain(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp signUp = meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree"));
      String whatsapp = meta.live().getFirst();
      String key = meta.hub.list(meta.partner).get("list").get(0).get("apiKey").stringValue();
      delete(meta.hub, meta.partner, Map.of("whatsapp", whatsapp));
      meta.hub.settle();
      assertThat(
              meta.partners("POST", "whatsapp/registerNumber", Map.of("whatsapp", whatsapp))
                  .reason())
          .isEqualTo(1);
      meta.onboard(
          meta.link(Map.of("whatsapp", whatsapp)),
          Wanted.of("Olive Tree").on(whatsapp).into(signUp.wabaId()));
      assertThat(meta.newest().get("state").stringValue())
          .as(meta.newest().toString())
          .isEqualTo("finished");
      JsonNode again = meta.hub.list(meta.partner).get("list").get(0);
      assertThat(again.get("whatsapp").stringValue()).isEqualTo(whatsapp);
      assertThat(again.get("apiKey").stringValue()).isNotEqualTo(key);
    }
  }

  @ParameterizedTest
  @EnumSource
  void coexistenceNumber_deleted_isNotDeregistered(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      meta.onboard(
          meta.link(Map.of("coexistence", 1)),
          Wanted.of("Olive Tree").with(Wanted.Trait.COEXISTENCE));
      String whatsapp = meta.live().getFirst();
      assertThat(delete(meta.hub, meta.partner, Map.of("whatsapp", whatsapp)).reason())
          .isEqualTo(1);
      meta.hub.settle();
      assertThat(meta.live()).isEmpty();
      assertThat(meta.calls()).doesNotContain("deregister");
      assertThat(meta.done("unsubscribe")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none | none | 4",
        "none | {} | 4",
        "none | {\"whatsapp\":\"\"} | 4",
        "none | {\"whatsapp\":\" \"} | 4",
        "none | {\"whatsapp\":\"x\"} | 4",
        "none | {\"whatsapp\":{}} | 4",
        "none | { | 2",
        "none | [] | 2",
        "none | {\"whatsapp\":\"447700900998\"} | 27",
        "none | {\"whatsapp\":447700900998} | 27",
        "?whatsapp=447700900998 | none | 27",
        "?whatsapp=x | none | 4",
        "?whatsapp=x | {\"whatsapp\":\"447700900998\"} | 27",
        "?whatsapp=NUMBER | none | 1",
        "?whatsapp=NUMBER | {\"whatsapp\":\"447700900998\"} | 27",
        "none | {\"whatsapp\":\"+NUMBER\"} | 1",
        "none | {\"whatsapp\":NUMBER} | 1",
      })
  void request_ofAnyKind_hasItsReason(String query, String body, int reason) {
    for (Database database : Database.values()) {
      TestHub hub = HUBS.on(database);
      Account account = hub.partner("One", null);
      String whatsapp = HubCalls.whatsapp();
      hub.number(account, whatsapp, HubCalls.phone());
      String path = (query == null ? "" : query).replace("NUMBER", whatsapp);
      String sent = body == null ? null : body.replace("NUMBER", whatsapp);
      Reply reply = PartnerCalls.call(hub, account, "DELETE whatsapp/deleteWhatsApp" + path, sent);
      assertThat(reply.reason()).as(reply.text()).isEqualTo(reason);
      assertThat(hub.list(account).get("totalWhatsApp").asInt()).isEqualTo(reason == 1 ? 0 : 1);
    }
  }
}
