package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// A Solution Partner, who has a pool of pre-verified numbers and pays for its clients.
final class SolutionPartnerTest {
  private static final String NUMBER = "447700900188";
  private static final Map<String, String> WHATSAPP = Map.of("whatsapp", NUMBER);

  private static Reply register(Meta meta, Account account) {
    return meta.partners(account, "POST", "whatsapp/registerNumber", WHATSAPP);
  }

  private static Reply verify(Meta meta, Account account, String code) {
    return meta.partners(
        account, "POST", "whatsapp/verifyNumber", Map.of("whatsapp", NUMBER, "code", code));
  }

  private static String codeOf(Meta meta) {
    return meta.sandbox.codeOf(NUMBER).orElseThrow();
  }

  private static String poolId(Meta meta) {
    return meta.hub.rows("SELECT pool_id FROM registered_number").getFirst();
  }

  @ParameterizedTest
  @EnumSource
  void number_ofThePool_goesTheWholeWay(Database database) {
    try (Meta meta = Meta.solutionPartner(database)) {
      assertThat(register(meta, meta.partner).reason()).isEqualTo(1);
      assertThat(meta.partners("POST", "whatsapp/createAccount", WHATSAPP).reason()).isEqualTo(26);
      String right = codeOf(meta);
      String wrong = right.equals("000000") ? "000001" : "000000";
      assertThat(verify(meta, meta.partner, wrong).reason()).isEqualTo(10);
      String spelt = right.substring(0, 3) + "-" + right.substring(3);
      assertThat(verify(meta, meta.partner, spelt).reason()).isEqualTo(1);

      String link = meta.link(WHATSAPP);
      SignUp signUp = meta.onboard(link, Wanted.of("Olive Tree").preVerified(poolId(meta)));
      assertThat(meta.page(link).get("state").stringValue())
          .as(meta.newest().toString())
          .isEqualTo("finished");
      assertThat(meta.live()).containsExactly(NUMBER);
      assertThat(meta.done("assign_user")).isEqualTo(1);
      assertThat(meta.done("share_credit")).isEqualTo(1);
      assertThat(meta.done("register")).isEqualTo(1);
      JsonNode waiting =
          meta.partners("GET", "whatsapp/getRegisteredNumbers", null).json().get("list");
      assertThat(waiting).isEmpty();
      meta.sandbox.phone(NUMBER, signUp.phoneNumberId()).receives("447700900204", "Hello");
      assertThat(meta.hub.figures(meta.partner, NUMBER)).containsExactly(0L, 0L, 1L);
    }
  }

  @ParameterizedTest
  @EnumSource
  void number_verifiedByAnotherPartner_isTakenByNobodyElse(Database database) {
    try (Meta meta = Meta.solutionPartner(database)) {
      register(meta, meta.partner);
      assertThat(verify(meta, meta.partner, codeOf(meta)).reason()).isEqualTo(1);
      Account other = meta.hub.partner("Somebody Else", null);
      assertThat(register(meta, other).reason()).isEqualTo(8);
      assertThat(verify(meta, other, "123456").reason()).isEqualTo(4);
      assertThat(meta.partners(other, "POST", "whatsapp/createAccount", WHATSAPP).reason())
          .isEqualTo(26);

      String link = meta.link(other, Map.of());
      meta.onboard(link, Wanted.of("Olive Tree").preVerified(poolId(meta)));
      JsonNode stuck = meta.newest(other);
      assertThat(stuck.get("problem").get("code").stringValue()).isEqualTo("number_taken");
      assertThat(stuck.toString()).doesNotContain("Harbour");
      assertThat(meta.live(other)).isEmpty();
      assertThat(meta.calls()).doesNotContain("register", "share_credit", "subscribe");
    }
  }

  @ParameterizedTest
  @EnumSource
  void number_askedForByManyPartnersAtOnce_isOfOne(Database database) {
    try (Meta meta = Meta.solutionPartner(database)) {
      var partners = Crowd.of(8, i -> meta.hub.partner("Partner " + i, null));
      var reasons = Crowd.of(8, i -> register(meta, partners.get(i)).reason());
      assertThat(reasons).containsOnlyOnce(1).containsOnly(1, 8);
      assertThat(meta.done("add_number")).isEqualTo(1);
    }
  }
}
