package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Fault;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// Links and sign-ins that are not what they should be.
final class OnboardingLinksTest {
  private static final String NUMBER = "447700900161";
  private static final String OTHER = "447700900162";

  @ParameterizedTest
  @EnumSource
  void link_thatIsOver_isAsGoodAsOneThatNeverWas(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp signUp = meta.signUp(Wanted.of("Olive Tree"));
      String deleted = meta.link(Map.of());
      String temporary = meta.newest().get("whatsapp").stringValue();
      meta.partners("DELETE", "whatsapp/deleteAccount", Map.of("whatsapp", temporary));
      String cancelled = meta.link(Map.of());
      meta.own("DELETE", "onboardings/" + id(meta), null);
      String expired = expired(meta);

      Reply guessed = meta.signIn("a".repeat(43), signUp);
      String page = state(meta, "a".repeat(43)).text();
      assertThat(guessed.status()).isEqualTo(404);
      for (String link : List.of(deleted, cancelled, expired)) {
        assertThat(meta.signIn(link, signUp).text()).isEqualTo(guessed.text());
        assertThat(meta.signIn(link, Map.of()).status()).isEqualTo(404);
        assertThat(state(meta, link).text()).isEqualTo(page);
      }
      assertThat(meta.calls()).doesNotContain("exchange");
    }
  }

  private static String id(Meta meta) {
    return meta.newest().get("id").stringValue();
  }

  private static Reply state(Meta meta, String link) {
    return meta.hub.call("GET", "/onboard/" + link + "/state", Map.of(), null);
  }

  /// A link of a number whose 90 days are over.
  private static String expired(Meta meta) {
    assertThat(meta.partners("POST", "whatsapp/registerNumber", number(NUMBER)).reason())
        .isEqualTo(1);
    String link = meta.link(number(NUMBER));
    meta.hub.clock.advance(Duration.ofDays(90).plusSeconds(1));
    meta.hub.settle();
    assertThat(meta.newest().get("state").stringValue()).isEqualTo("expired");
    assertThat(registered(meta)).isEmpty();
    return link;
  }

  private static Map<String, Object> number(String whatsapp) {
    return Map.of("whatsapp", whatsapp);
  }

  private static List<String> registered(Meta meta) {
    return meta.partners("GET", "whatsapp/getRegisteredNumbers", null)
        .json()
        .get("list")
        .valueStream()
        .map(number -> number.get("whatsapp").stringValue())
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void link_thatIsFinished_takesNobodyElse(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String link = meta.link(Map.of());
      meta.onboard(link, Wanted.of("Olive Tree"));
      assertThat(meta.signIn(link, meta.signUp(Wanted.of("Another"))).status()).isEqualTo(409);
      assertThat(meta.signIn(link, Map.of()).status()).isEqualTo(200);
      assertThat(meta.page(link).get("state").stringValue()).isEqualTo("finished");
      assertThat(meta.page(link).get("problem").isNull()).isTrue();
      assertThat(meta.live()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void numberOrAccount_ofAnotherPartner_isNotMovedAndNobodyIsNamed(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp first = meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree").on(NUMBER));
      Account other = meta.hub.partner("Somebody Else", null);
      meta.hear(other);

      meta.onboard(
          meta.link(other, Map.of()), Wanted.of("Olive Tree").into(first.wabaId()).on(NUMBER));
      expectStuck(meta, other, "number_taken");
      meta.onboard(
          meta.link(other, Map.of()), Wanted.of("Olive Tree").into(first.wabaId()).on(OTHER));
      expectStuck(meta, other, "waba_taken");

      assertThat(meta.live()).containsExactly(NUMBER);
      assertThat(meta.live(other)).isEmpty();
      assertThat(meta.done("register")).isEqualTo(1);
      assertThat(meta.ears.heard("onboarding.failed"))
          .hasSize(2)
          .allSatisfy(e -> assertThat(e.toString()).doesNotContain("Harbour"));
    }
  }

  private static void expectStuck(Meta meta, Account account, String problem) {
    JsonNode newest = meta.newest(account);
    assertThat(newest.get("state").stringValue()).as(newest.toString()).isEqualTo("stuck");
    assertThat(newest.get("problem").get("code").stringValue()).isEqualTo(problem);
    assertThat(newest.toString()).doesNotContain("Harbour");
  }

  @ParameterizedTest
  @EnumSource
  void number_ofTheLink_isFoundWhateverTheBrowserSaid(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp foreign = meta.signUp(Wanted.of("A Stranger").on(OTHER));
      SignUp second = meta.signUp(Wanted.of("Olive Tree").on("447700900163"));
      List<Object> sessions =
          List.of("", "nonsense", foreign.session(), second.session(), Map.of("data", 7));
      for (int i = 0; i < sessions.size(); i++) {
        String whatsapp = "44770090017" + i;
        meta.partners("POST", "whatsapp/registerNumber", number(whatsapp));
        String link = meta.link(number(whatsapp));
        SignUp mine =
            meta.signUp(Wanted.of("Olive Tree").ownedBy(second.businessId()).on(whatsapp));
        meta.signIn(link, Map.of("code", mine.code(), "session", sessions.get(i)));
        meta.hub.settle();
        assertThat(meta.newest().get("state").stringValue())
            .as(meta.newest().toString())
            .isEqualTo("finished");
        assertThat(meta.live()).contains(whatsapp);
      }
      assertThat(meta.live()).hasSize(sessions.size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void session_lost_theOnlyNumberIsFound(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp mine = meta.signUp(Wanted.of("Olive Tree").on(NUMBER));
      meta.signIn(meta.link(Map.of()), Map.of("code", mine.code()));
      meta.hub.settle();
      assertThat(meta.live()).containsExactly(NUMBER);
    }
  }

  @ParameterizedTest
  @EnumSource
  void session_ofAStranger_connectsNothingOfTheirs(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp stranger = meta.signUp(Wanted.of("A Stranger").on(OTHER));
      SignUp mine = meta.signUp(Wanted.of("Olive Tree").on(NUMBER));
      meta.signIn(meta.link(Map.of()), Map.of("code", mine.code(), "session", stranger.session()));
      meta.hub.settle();
      assertThat(meta.live()).containsExactly(NUMBER);
    }
  }

  @ParameterizedTest
  @EnumSource
  void account_withSeveralNumbers_theNamedOneIsConnected(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp one = meta.signUp(Wanted.of("Olive Tree").on(NUMBER));
      SignUp two = meta.signUp(Wanted.of("Olive Tree").into(one.wabaId()).on(OTHER));
      meta.signIn(meta.link(Map.of()), two);
      meta.hub.settle();
      assertThat(meta.live()).containsExactly(OTHER);

      SignUp third = meta.signUp(Wanted.of("Olive Tree").into(one.wabaId()).on("447700900163"));
      meta.signIn(meta.link(Map.of()), Map.of("code", third.code()));
      meta.hub.settle();
      expectStuck(meta, meta.partner, "number_unclear");
    }
  }

  @ParameterizedTest
  @EnumSource
  void dialog_withoutANumber_saysSoAndGoesOnOnTheSameLink(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String link = meta.link(Map.of());
      SignUp none =
          meta.onboard(link, Wanted.of("Olive Tree").ending(Wanted.Ending.FINISH_ONLY_WABA));
      expectStuck(meta, meta.partner, "no_number");
      meta.onboard(link, Wanted.of("Olive Tree").into(none.wabaId()).on(NUMBER));
      assertThat(meta.live()).containsExactly(NUMBER);
    }
  }

  @ParameterizedTest
  @EnumSource
  void client_ofTheOtherKind_isConnectedAsItIs(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      meta.onboard(meta.link(Map.of("coexistence", 1)), Wanted.of("Plain").on(NUMBER));
      meta.onboard(
          meta.link(Map.of()), Wanted.of("In the app").on(OTHER).with(Wanted.Trait.COEXISTENCE));
      JsonNode list = meta.hub.list(meta.partner).get("list");
      assertThat(list.valueStream().map(n -> n.get("whatsapp") + " " + n.get("coexistence")))
          .containsExactlyInAnyOrder("\"" + NUMBER + "\" 0", "\"" + OTHER + "\" 1");
      assertThat(meta.done("register")).isEqualTo(1);
      assertThat(meta.done("sync_history")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void message_beforeTheEnd_countsOnceItIsLive(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp signUp = meta.signUp(Wanted.of("Olive Tree").on(NUMBER));
      meta.sandbox.fault(Fault.error("register", 131031));
      meta.signIn(meta.link(Map.of()), signUp);
      meta.hub.settle();
      meta.sandbox.phone(NUMBER, signUp.phoneNumberId()).receives("447700900204", "Hello");
      meta.hub.settle();
      assertThat(meta.live()).isEmpty();
      meta.own("POST", "onboardings/" + id(meta) + "/retry", null);
      assertThat(meta.hub.figures(meta.partner, NUMBER)).containsExactly(0L, 0L, 1L);
    }
  }
}
