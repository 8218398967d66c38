package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.numbers.Numbers;
import wabahub.numbers.Trouble;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// A number whose connection has ended, and the link that mends it.
final class ReconnectTest {
  private static final String NUMBER = "447700900186";
  private static final String NUMBERS =
      "SELECT whatsapp, waba_id, coexistence, access_token IS NULL FROM number ORDER BY id";

  private static final String PATH = "numbers/" + NUMBER + "/reconnect";

  @ParameterizedTest
  @EnumSource
  void token_revokedWithoutAWord_isFoundWithinADayAndMended(Database database) {
    mend(
        database,
        "TOKEN_REVOKED",
        (meta, waba) -> {
          meta.sandbox.waba(waba).revokes();
          meta.hub.clock.advance(Duration.ofDays(1).plusSeconds(1));
        });
  }

  @ParameterizedTest
  @EnumSource
  void token_refusedOnce_isFoundGoodWithinADay(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree").on(NUMBER));
      Numbers numbers = meta.hub.app().numbers();
      long id = numbers.find(NUMBER).orElseThrow().id();
      meta.hub.app().storage().useWrite(tx -> numbers.broken(tx, id, Trouble.TOKEN_REVOKED));
      meta.hub.settle();
      assertThat(meta.ears.events()).contains("number.reconnect_needed");

      meta.hub.clock.advance(Duration.ofDays(1).plusSeconds(1));
      meta.hub.settle();

      assertThat(number(meta).get("trouble").isNull()).isTrue();
      assertThat(meta.ears.events()).contains("number.reconnected");
    }
  }

  @ParameterizedTest
  @EnumSource
  void partner_removed_isToldAndMended(Database database) {
    mend(database, "PARTNER_REMOVED", (meta, waba) -> meta.sandbox.waba(waba).leaves());
  }

  private static void mend(Database database, String trouble, BiConsumer<Meta, String> harm) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp first = meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree").on(NUMBER));
      meta.sandbox.phone(NUMBER, first.phoneNumberId()).receives("447700900204", "Hello");
      JsonNode before = meta.hub.list(meta.partner).get("list").get(0);
      harm.accept(meta, first.wabaId());
      meta.hub.settle();
      assertThat(number(meta).get("trouble").get("code").stringValue()).isEqualTo(trouble);
      assertThat(meta.ears.events()).contains("number.reconnect_needed");

      String link = reconnect(meta);
      assertThat(reconnect(meta)).as("the link that there is").isEqualTo(link);
      meta.hub.clock.advance(Duration.ofSeconds(1));
      meta.onboard(link, Wanted.of("Olive Tree").into(first.wabaId()).on(NUMBER));
      assertThat(meta.page(link).get("state").stringValue()).isEqualTo("finished");
      assertThat(number(meta).get("trouble").isNull()).isTrue();
      assertThat(meta.live()).containsExactly(NUMBER);
      meta.sandbox.phone(NUMBER, first.phoneNumberId()).receives("447700900205", "Hello again");
      meta.hub.settle();
      JsonNode after = number(meta);
      assertThat(after.get("incoming").asInt()).isEqualTo(2);
      assertThat(key(meta)).isEqualTo(before.get("apiKey").stringValue());
    }
  }

  private static String key(Meta meta) {
    return meta.hub.app().numbers().find(NUMBER).orElseThrow().apiKey().reveal();
  }

  private static JsonNode number(Meta meta) {
    return meta.own("GET", "numbers?search=" + NUMBER, null).json().get("list").get(0);
  }

  private static String reconnect(Meta meta) {
    Reply reply = meta.own("POST", PATH, null);
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    return Meta.token(reply.json().get("onboarding_link").stringValue());
  }

  private static final Wanted KITES = Wanted.of("Kites").on(NUMBER).with(Wanted.Trait.COEXISTENCE);

  /// Meta's dialog names no number of the Business app.
  @ParameterizedTest
  @EnumSource
  void number_ofTheBusinessApp_isConnectedAnewByALinkWithoutANumber(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp first = meta.onboard(meta.link(Map.of("coexistence", 1)), KITES);
      String before = key(meta);
      meta.hub.clock.advance(Duration.ofMinutes(1));
      // Another one of the account, which is not live here.
      meta.signUp(KITES.into(first.wabaId()).on("447700900187"));
      meta.hub.clock.advance(Duration.ofMinutes(1));
      String link = meta.link(Map.of("coexistence", 1));
      meta.onboard(link, KITES.into(first.wabaId()));
      assertThat(meta.page(link).get("state").stringValue()).isEqualTo("finished");
      assertThat(meta.live()).containsExactly(NUMBER);
      assertThat(key(meta)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void number_thatIsTheOnlyOne_isConnectedAnewByItsOwnPartnerOnly(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp first = meta.onboard(meta.link(Map.of("coexistence", 1)), KITES);
      String link = meta.link(Map.of("coexistence", 1));
      meta.onboard(link, KITES.into(first.wabaId()));
      assertThat(meta.page(link).get("state").stringValue()).isEqualTo("finished");

      var other = meta.hub.partner("Somebody Else", null);
      String theirs = meta.link(other, Map.of("coexistence", 1));
      meta.onboard(theirs, KITES.into(first.wabaId()));
      assertThat(meta.page(theirs).get("problem").get("code").stringValue())
          .isEqualTo("number_taken");
    }
  }

  /// The operator had taken the number over with another phone number id, and another one with its.
  @ParameterizedTest
  @EnumSource
  void number_whosePhoneNumberIdIsLiveElsewhere_staysAsItIs(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp signUp = meta.signUp(Wanted.of("Olive Tree").on(NUMBER));
      meta.hub.number(meta.partner, NUMBER, HubCalls.phone());
      meta.hub.number(meta.partner, "447700900187", signUp.phoneNumberId());
      List<String> before = meta.hub.rows(NUMBERS);
      String link = meta.link(Map.of());
      meta.signIn(link, signUp);
      meta.hub.settle();
      assertThat(meta.page(link).get("problem").get("code").stringValue())
          .isEqualTo("number_taken");
      assertThat(meta.hub.rows(NUMBERS)).isEqualTo(before);
    }
  }

  /// However a number goes live: other links for it end, and it can be mended.
  private static void expectOvertaken(Meta meta, List<String> links) {
    assertThat(meta.live()).containsExactly(NUMBER);
    for (String link : links) {
      String state = "/onboard/" + link + "/state";
      assertThat(meta.hub.call("GET", state, Map.of(), null).status()).isEqualTo(404);
    }
    assertThat(links).doesNotContain(reconnect(meta));
    assertThat(meta.hub.rows("SELECT whatsapp FROM registered_number")).isEmpty();
  }

  private static String linkFor(Meta meta, Account account) {
    Map<String, String> number = Map.of("whatsapp", NUMBER);
    assertThat(meta.partners(account, "POST", "whatsapp/registerNumber", number).reason())
        .isEqualTo(1);
    return meta.link(account, number);
  }

  @ParameterizedTest
  @EnumSource
  void number_thatGoesLive_endsALinkOfSomebodyElse(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String theirs = linkFor(meta, meta.hub.partner("Somebody Else", null));
      meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree").on(NUMBER));
      expectOvertaken(meta, List.of(theirs));
    }
  }

  @ParameterizedTest
  @EnumSource
  void number_thatGoesLive_endsAForgottenLinkOfItsOwn(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String forgotten = linkFor(meta, meta.partner);
      SignUp first = meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree").on(NUMBER));
      expectOvertaken(meta, List.of(forgotten));
      String mending = reconnect(meta);
      meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree").into(first.wabaId()).on(NUMBER));
      expectOvertaken(meta, List.of(forgotten, mending));
    }
  }

  @ParameterizedTest
  @EnumSource
  void number_takenOverByTheOperator_endsItsLinks(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String theirs = linkFor(meta, meta.hub.partner("Somebody Else", null));
      meta.hub.number(meta.partner, NUMBER, HubCalls.phone());
      expectOvertaken(meta, List.of(theirs));
    }
  }

  @ParameterizedTest
  @EnumSource
  void link_ofANumber_takesNoOtherNumberAndEndsWithIt(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp first = meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree").on(NUMBER));
      String link = reconnect(meta);
      meta.onboard(link, Wanted.of("Another Tree").on("447700900187"));
      assertThat(meta.page(link).get("problem").get("code").stringValue())
          .isEqualTo("other_number");
      meta.partners("DELETE", "whatsapp/deleteWhatsApp", Map.of("whatsapp", NUMBER));
      meta.hub.settle();
      SignUp late = meta.signUp(Wanted.of("Olive Tree").into(first.wabaId()).on(NUMBER));
      assertThat(meta.signIn(link, late).status()).isEqualTo(404);
      assertThat(meta.live()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void link_isForTheOwnerOfTheNumberOnly(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree").on(NUMBER));
      var other = meta.hub.partner("Somebody Else", null);
      for (String path : List.of(PATH, "numbers/447700900999/reconnect")) {
        assertThat(meta.own(other, "POST", path, null).status()).isEqualTo(404);
      }
    }
  }
}
