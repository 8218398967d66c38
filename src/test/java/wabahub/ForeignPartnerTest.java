package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Wanted;

/// Nobody sees or touches what is another partner's: every call around onboarding, made by somebody
/// else, answers as if there were nothing.
final class ForeignPartnerTest {
  private static final List<String> LISTS =
      List.of(
          "GET /api/settings/getBusiness",
          "GET /api/settings/getWebhook",
          "GET /api/whatsapp/getRegisteredNumbers",
          "GET /api/whatsapp/getAccounts",
          "GET /api/whatsapp/getWhatsApp",
          "GET /api/whatsapp/getConversationsStatistics",
          "GET /api/v1/onboardings",
          "GET /api/v1/numbers",
          "GET /api/v1/webhook/deliveries");

  /// What a partner has: a registered number, a link for it, a link without a number, a live
  /// number.
  private record Owned(String registered, String temporary, String live, String id, String token) {
    static Owned by(Meta meta) {
      Account owner = meta.partner;
      meta.partners(
          "PATCH", "settings/setBusiness", Map.of("onboarding_message", "Welcome to the harbour"));
      String registered = PartnerCalls.registered(meta.hub, owner);
      meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree"));
      String live = meta.live().getFirst();
      String token =
          meta.link(Map.of("whatsapp", registered, "business_name", "Secret Client Ltd"));
      String id = meta.newest().get("id").stringValue();
      String temporary = PartnerCalls.link(meta.hub, owner, Map.of("reference", "crm-secret"));
      return new Owned(registered, temporary, live, id, token);
    }
  }

  private static String all(Meta meta, Account account) {
    StringBuilder seen = new StringBuilder();
    for (String call : LISTS) {
      String[] words = call.split(" ");
      Map<String, String> headers = Map.of("Authorization", account.bearer());
      seen.append(call).append(meta.hub.call(words[0], words[1], headers, null).text());
    }
    return seen.toString();
  }

  @ParameterizedTest
  @EnumSource
  void lists_ofAnotherPartner_areEmpty(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      Owned owned = Owned.by(meta);
      Account other = meta.hub.partner("Other", null);
      assertThat(all(meta, meta.partner))
          .contains(
              owned.registered,
              owned.temporary,
              owned.live,
              owned.token,
              "harbour",
              "Secret Client",
              "crm-secret");
      assertThat(all(meta, other))
          .doesNotContain(
              owned.registered,
              owned.temporary,
              owned.live,
              owned.token,
              "harbour",
              "Secret Client",
              "crm-secret",
              meta.ears.address().toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void calls_ofAnotherPartner_areRefusedAndChangeNothing(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      Owned owned = Owned.by(meta);
      Account other = meta.hub.partner("Other", null);
      String before = all(meta, meta.partner);
      String rows = meta.hub.rows("SELECT * FROM onboarding ORDER BY id").toString();
      for (String number : List.of(owned.registered, owned.temporary, owned.live)) {
        expect(meta, other, "POST whatsapp/createAccount", number, 26);
        expect(meta, other, "PATCH whatsapp/editAccount", number, 26);
        expect(meta, other, "DELETE whatsapp/deleteAccount", number, 26);
        expect(meta, other, "DELETE whatsapp/deleteWhatsApp", number, 27);
        expect(meta, other, "POST whatsapp/verifyNumber", number, 4);
        for (String call : List.of("POST numbers/%s/reconnect", "POST numbers/%s/key")) {
          notFound(meta, other, call.formatted(number));
        }
      }
      expect(meta, other, "POST whatsapp/registerNumber", owned.registered, 8);
      expect(meta, other, "POST whatsapp/registerNumber", owned.live, 8);
      for (String call :
          List.of("GET onboardings/%s", "DELETE onboardings/%s", "POST onboardings/%s/retry")) {
        notFound(meta, other, call.formatted(owned.id));
      }
      PartnerCalls.call(
          meta.hub, other, "PATCH settings/setBusiness", Map.of("onboarding_message", "Other"));
      assertThat(all(meta, meta.partner)).isEqualTo(before);
      assertThat(meta.hub.rows("SELECT * FROM onboarding ORDER BY id").toString()).isEqualTo(rows);
      assertThat(all(meta, other)).doesNotContain(owned.registered, owned.live, owned.token);
    }
  }

  private static void expect(Meta meta, Account other, String call, String whatsapp, int reason) {
    Map<String, String> body = Map.of("whatsapp", whatsapp, "code", "123456");
    Map<String, String> fields =
        call.endsWith("registerNumber") ? Map.of("whatsapp", whatsapp) : body;
    Reply reply = PartnerCalls.call(meta.hub, other, call, fields);
    assertThat(reply.text()).as(call).isEqualTo(PartnerCalls.fail(reason, "whatsapp", whatsapp));
  }

  private static void notFound(Meta meta, Account other, String call) {
    Reply reply = PartnerCalls.own(meta.hub, other, call, null);
    assertThat(reply.status()).as(call).isEqualTo(404);
    // The same as for what nobody has.
    String none = call.replaceAll("/[0-9]+", "/999999999");
    JsonNode nothing = PartnerCalls.own(meta.hub, other, none, null).json();
    assertThat(reply.json()).isEqualTo(nothing);
  }

  @ParameterizedTest
  @EnumSource
  void events_ofAPartner_areToldToNobodyElse(Database database) {
    try (Meta meta = Meta.techProvider(database);
        Ears ears = new Ears()) {
      Account other = meta.hub.partner("Other", null);
      PartnerCalls.call(
          meta.hub, other, "POST settings/setWebhook", Map.of("url", ears.address().toString()));
      meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree"));
      meta.partners(
          "DELETE", "whatsapp/deleteWhatsApp", Map.of("whatsapp", meta.live().getFirst()));
      meta.hub.settle();
      assertThat(meta.ears.events()).contains("onboarding.finished", "number.deleted");
      assertThat(ears.heard()).isEmpty();
    }
  }
}
