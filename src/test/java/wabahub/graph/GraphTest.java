package wabahub.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static wabahub.graph.Bench.APP_SECRET;
import static wabahub.graph.Bench.BUSINESS;
import static wabahub.graph.Bench.OLD_APP_SECRET;
import static wabahub.graph.Bench.PHONE;
import static wabahub.graph.Bench.SYSTEM_TOKEN;
import static wabahub.graph.Bench.TOKEN;
import static wabahub.graph.Bench.WABA;
import static wabahub.graph.Bench.failure;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wabahub.secrets.Secret;

/// Every call: what is asked, and what is read from the answer. [DescriptionTest] compares both
/// with Meta's description.
final class GraphTest {
  private static final String SUCCESS = "{\"success\":true}";

  private final Bench bench = new Bench();
  private final Graph graph = bench.graph;
  private final Meta meta = bench.meta;

  @AfterEach
  void close() {
    bench.close();
  }

  static String proof(Secret token, Secret appSecret) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    byte[] key = appSecret.reveal().getBytes(StandardCharsets.UTF_8);
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(token.reveal().getBytes(StandardCharsets.UTF_8)));
  }

  /// The only request so far, after what all with a token have in common was looked at.
  private Meta.Seen only(String method, String path, Secret token) {
    return check(meta.only(), method, path, token);
  }

  private static Meta.Seen check(Meta.Seen seen, String method, String path, Secret token) {
    assertThat(seen.method() + " " + seen.path()).isEqualTo(method + " /v25.0/" + path);
    assertThat(seen.header("Authorization")).isEqualTo("Bearer " + token.reveal());
    try {
      assertThat(seen.query()).containsEntry("appsecret_proof", proof(token, APP_SECRET));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    assertThat(seen.query().toString()).doesNotContain(token.reveal());
    seen.query().remove("appsecret_proof");
    return seen;
  }

  @Test
  void exchange_code_returnsToken() {
    meta.answer("{\"access_token\":\"EAAnew\",\"token_type\":\"bearer\"}");
    assertThat(graph.exchange(new Secret("AQ+/=&code")).reveal()).isEqualTo("EAAnew");
    Meta.Seen seen = meta.only();
    assertThat(seen.method() + " " + seen.path()).isEqualTo("GET /v25.0/oauth/access_token");
    assertThat(seen.query())
        .containsExactly(
            entry("client_id", "1234567890"),
            entry("client_secret", APP_SECRET.reveal()),
            entry("code", "AQ+/=&code"));
    assertThat(seen.header("Authorization")).isEmpty();
    assertThat(seen.body()).isEmpty();
  }

  @Test
  void exchange_secretBeingChanged_triesTheOther() {
    try (Bench both = new Bench(List.of(OLD_APP_SECRET, APP_SECRET), null, "")) {
      both.meta
          .error(400, 1, "Error validating client secret.")
          .answer("{\"access_token\":\"EAAnew\"}")
          .answer("{\"access_token\":\"EAAnext\"}");
      assertThat(both.graph.exchange(new Secret("AQ1")).reveal()).isEqualTo("EAAnew");
      assertThat(both.graph.exchange(new Secret("AQ2")).reveal()).isEqualTo("EAAnext");
      // The one that was accepted is the first choice from then on.
      assertThat(both.meta.seen())
          .extracting(seen -> seen.query().get("client_secret"))
          .containsExactly(OLD_APP_SECRET.reveal(), APP_SECRET.reveal(), APP_SECRET.reveal());
    }
  }

  @Test
  void exchange_noSecretAccepted_isTheOperators() {
    try (Bench both = new Bench(List.of(OLD_APP_SECRET, APP_SECRET), null, "")) {
      both.meta
          .error(400, 1, "Error validating client secret.")
          .error(400, 101, "Error validating application.");
      assertThat(failure(() -> both.graph.exchange(new Secret("AQ1"))))
          .isEqualTo(new Failure.Final(101, "Error validating application.", Fix.APP_SECRET));
      assertThat(both.meta.seen()).hasSize(2);
    }
  }

  @Test
  void exchange_noSecretAtAll_isTheOperators() {
    try (Bench none = new Bench(List.of(), null, "")) {
      assertThat(failure(() -> none.graph.exchange(new Secret("AQ1"))).fix())
          .isEqualTo(Fix.APP_SECRET);
      assertThat(none.meta.seen()).isEmpty();
    }
  }

  @Test
  void call_proofOfTheOldSecret_isMadeWithTheOther() throws Exception {
    try (Bench both = new Bench(List.of(OLD_APP_SECRET, APP_SECRET), null, "")) {
      both.meta
          .error(400, 100, "Invalid appsecret_proof provided in the API argument")
          .answer(SUCCESS);
      both.graph.subscribe(TOKEN, WABA);
      assertThat(both.meta.seen())
          .extracting(seen -> seen.query().get("appsecret_proof"))
          .containsExactly(proof(TOKEN, OLD_APP_SECRET), proof(TOKEN, APP_SECRET));
    }
  }

  @Test
  void debug_token_returnsWhatMetaSays() {
    meta.answer(
        """
        {"data":{"app_id":"1234567890","type":"SYSTEM_USER","is_valid":true,"expires_at":1800000000,
         "scopes":["whatsapp_business_management","public_profile"],
         "granular_scopes":[
           {"scope":"whatsapp_business_messaging","target_ids":["9"]},
           {"scope":"whatsapp_business_management","target_ids":["2","1"]}]}}
        """);
    assertThat(graph.debug(TOKEN))
        .isEqualTo(
            new TokenInfo(
                "1234567890",
                true,
                List.of("whatsapp_business_management", "public_profile"),
                List.of("2", "1"),
                1_800_000_000L));
    Secret app = new Secret("1234567890|" + APP_SECRET.reveal());
    assertThat(check(meta.only(), "GET", "debug_token", app).query())
        .containsExactly(entry("input_token", TOKEN.reveal()));
  }

  @Test
  void debug_endlessTokenOfAllAssets_hasNeitherEndNorIds() {
    meta.answer(
        """
        {"data":{"app_id":1234567890,"is_valid":false,"expires_at":0,
         "granular_scopes":[{"scope":"whatsapp_business_management"}]}}
        """);
    assertThat(graph.debug(TOKEN))
        .isEqualTo(new TokenInfo("1234567890", false, List.of(), List.of(), null));
  }

  @Test
  void debug_ownTokenRefused_isTheOperators() {
    meta.error(401, 190, "Invalid OAuth access token.");
    assertThat(failure(() -> graph.debug(TOKEN)))
        .isEqualTo(new Failure.Final(190, "Invalid OAuth access token.", Fix.APP_SECRET));
  }

  @Test
  void waba_id_isRead() {
    meta.answer(
        """
        {"id":"102290129340398","name":"Lucky Shrub","currency":"USD",
         "owner_business_info":{"name":"Lucky Shrub","id":"2729063490586005"},
         "primary_funding_id":"1972385232742146"}
        """);
    assertThat(graph.waba(TOKEN, WABA))
        .isEqualTo(new Waba(WABA, "Lucky Shrub", "USD", "2729063490586005", "1972385232742146"));
    assertThat(only("GET", WABA, TOKEN).query())
        .containsExactly(
            entry("fields", "id,name,currency,owner_business_info,primary_funding_id"));
  }

  @Test
  void waba_silentAboutTheRest_hasEmptyTexts() {
    meta.answer("{\"id\":\"102290129340398\",\"name\":null}");
    assertThat(graph.waba(TOKEN, WABA)).isEqualTo(new Waba(WABA, "", "", "", ""));
  }

  private static final String NUMBER =
      """
      {"id":"106540352242922","display_phone_number":"+1 631-555-5555","verified_name":"Lucky Shrub",
       "quality_rating":"GREEN","code_verification_status":"VERIFIED","name_status":"APPROVED",
       "status":"CONNECTED","platform_type":"CLOUD_API","is_on_biz_app":true,
       "last_onboarded_time":"2026-11-22T10:15:30+0000",
       "health_status":{"can_send_message":"BLOCKED","entities":[
         {"entity_type":"PHONE_NUMBER","id":"106540352242922","can_send_message":"BLOCKED",
          "errors":[{"error_code":141000,"error_description":"No payment method.",
                     "possible_solution":"Add one."}]},
         {"entity_type":"WABA","id":"1","can_send_message":"LIMITED",
          "additional_info":["The business is not verified."]}]}}
      """;

  private static final Phone READ =
      new Phone(
          PHONE,
          "16315555555",
          "Lucky Shrub",
          "GREEN",
          "VERIFIED",
          "APPROVED",
          "CONNECTED",
          "CLOUD_API",
          true,
          1_795_342_530L,
          "BLOCKED",
          List.of("No payment method. Add one.", "The business is not verified."));

  @Test
  void phone_id_isRead() {
    meta.answer(NUMBER);
    assertThat(graph.phone(TOKEN, PHONE)).isEqualTo(READ);
    assertThat(only("GET", PHONE, TOKEN).query())
        .containsExactly(entry("fields", PhoneJson.FIELDS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"30+0000", "30+00:00", "30Z", "30.250+0000", "30.250+00:00"})
  void phone_lastOnboarded_inAnyFormOfTheOffset_isRead(String seconds) {
    meta.answer(
        "{\"id\":\"1\",\"last_onboarded_time\":\"2026-11-22T10:15:%s\"}".formatted(seconds));
    assertThat(graph.phone(TOKEN, "1").lastOnboardedAt()).isEqualTo(1_795_342_530L);
  }

  @Test
  void phone_silentAboutTheRest_hasEmptyTexts() {
    meta.answer("{\"id\":\"1\",\"last_onboarded_time\":\"yesterday\"}");
    assertThat(graph.phone(TOKEN, "1"))
        .isEqualTo(new Phone("1", "", "", "", "", "", "", "", false, null, "", List.of()));
  }

  @Test
  void phones_severalPages_areFollowed() {
    meta.answer(
            "{\"data\":[%s],\"paging\":{\"cursors\":{\"before\":\"B\",\"after\":\"A+1\"},\"next\":\"x\"}}"
                .formatted(NUMBER))
        .answer("{\"data\":[{\"id\":\"2\"}],\"paging\":{\"cursors\":{\"after\":\"A2\"}}}");
    assertThat(graph.phones(TOKEN, WABA)).hasSize(2).startsWith(READ);
    List<Meta.Seen> seen = meta.seen();
    assertThat(check(seen.getFirst(), "GET", WABA + "/phone_numbers", TOKEN).query())
        .containsExactly(entry("fields", PhoneJson.FIELDS), entry("limit", "100"));
    assertThat(check(seen.getLast(), "GET", WABA + "/phone_numbers", TOKEN).query())
        .containsExactly(
            entry("fields", PhoneJson.FIELDS), entry("limit", "100"), entry("after", "A+1"));
  }

  private void answerPages(int pages) {
    for (int page = 0; page < pages; page++) {
      meta.answer(
          "{\"data\":[{\"id\":\"1\"}],\"paging\":{\"cursors\":{\"after\":\"A\"},\"next\":\"x\"}}");
    }
  }

  @Test
  void templates_asManyAsMetaAllows_areAllThere() {
    answerPages(60);
    meta.answer("{\"data\":[{\"id\":\"2\"}]}");
    assertThat(graph.templates(TOKEN, WABA)).hasSize(61);
  }

  @Test
  void phones_pagesWithoutEnd_endAtTwenty() {
    answerPages(30);
    assertThat(graph.phones(TOKEN, WABA)).hasSize(20);
    assertThat(meta.seen()).hasSize(20);
  }

  @Test
  void subscribe_waba_isAsked() {
    meta.answer(SUCCESS);
    graph.subscribe(TOKEN, WABA);
    Meta.Seen seen = only("POST", WABA + "/subscribed_apps", TOKEN);
    assertThat(seen.query()).isEmpty();
    assertThat(seen.body()).isEmpty();
  }

  @Test
  void isSubscribed_ourAppAmongOthers_isTrue() {
    meta.answer(
        """
        {"data":[{"whatsapp_business_api_data":{"id":"67","name":"Other"}},
                 {"whatsapp_business_api_data":{"id":"1234567890","name":"Ours"}}]}
        """);
    assertThat(graph.isSubscribed(TOKEN, WABA)).isTrue();
    assertThat(only("GET", WABA + "/subscribed_apps", TOKEN).query()).isEmpty();
  }

  @Test
  void isSubscribed_asInTheDescription_isTrue() {
    meta.answer("{\"data\":[{\"id\":\"1234567890\",\"name\":\"Ours\"}]}");
    assertThat(graph.isSubscribed(TOKEN, WABA)).isTrue();
  }

  @Test
  void isSubscribed_othersOnly_isFalse() {
    meta.answer(
        "{\"data\":[{\"whatsapp_business_api_data\":{\"id\":\"67\"},\"id\":\"1234567890\"}]}");
    assertThat(graph.isSubscribed(TOKEN, WABA)).isFalse();
  }

  @Test
  void unsubscribe_waba_isAsked() {
    meta.answer(SUCCESS);
    graph.unsubscribe(TOKEN, WABA);
    assertThat(only("DELETE", WABA + "/subscribed_apps", TOKEN).query()).isEmpty();
  }

  @Test
  void register_pin_isAsked() {
    meta.answer(SUCCESS);
    graph.register(TOKEN, PHONE, new Secret("012345"));
    Meta.Seen seen = only("POST", PHONE + "/register", TOKEN);
    assertThat(seen.query()).isEmpty();
    assertThat(seen.header("Content-Type")).isEqualTo("application/json");
    assertThat(seen.body()).isEqualTo("{\"messaging_product\":\"whatsapp\",\"pin\":\"012345\"}");
  }

  @Test
  void register_pinOfAnotherForm_isNotAsked() {
    assertThat(failure(() -> graph.register(TOKEN, PHONE, new Secret("12345"))).fix())
        .isEqualTo(Fix.PIN_WRONG);
    assertThat(meta.seen()).isEmpty();
  }

  @Test
  void deregister_phone_isAsked() {
    meta.answer(SUCCESS);
    graph.deregister(TOKEN, PHONE);
    Meta.Seen seen = only("POST", PHONE + "/deregister", TOKEN);
    assertThat(seen.query()).isEmpty();
    assertThat(seen.body()).isEmpty();
  }

  @Test
  void deregister_notRegisteredOrGone_isDone() {
    meta.error(400, 133010, "Phone number not registered").error(400, 33, "Deleted");
    meta.error(400, 100, "Object with ID '1' does not exist, or missing permissions");
    graph.deregister(TOKEN, PHONE);
    graph.deregister(TOKEN, PHONE);
    graph.deregister(TOKEN, PHONE);
    assertThat(meta.seen()).hasSize(3);
  }

  @Test
  void sync_contactsAndHistory_areAsked() {
    String answer = "{\"messaging_product\":\"whatsapp\",\"request_id\":\"r1\"}";
    meta.answer(answer).answer(answer);
    graph.sync(TOKEN, PHONE, Sync.CONTACTS);
    graph.sync(TOKEN, PHONE, Sync.HISTORY);
    assertThat(meta.seen())
        .allSatisfy(seen -> check(seen, "POST", PHONE + "/smb_app_data", TOKEN))
        .extracting(Meta.Seen::body)
        .containsExactly(
            "{\"messaging_product\":\"whatsapp\",\"sync_type\":\"smb_app_state_sync\"}",
            "{\"messaging_product\":\"whatsapp\",\"sync_type\":\"history\"}");
  }

  @Test
  void sync_askedBefore_isDone() {
    meta.error(400, 2593107, "Already synced");
    graph.sync(TOKEN, PHONE, Sync.HISTORY);
    assertThat(meta.seen()).hasSize(1);
  }

  @Test
  void addNumber_whatsapp_returnsId() {
    meta.answer("{\"id\":\"77\"}");
    assertThat(graph.addNumber("4915112345678")).isEqualTo("77");
    Meta.Seen seen = only("POST", BUSINESS + "/add_phone_numbers", SYSTEM_TOKEN);
    assertThat(seen.body()).isEqualTo("{\"phone_number\":\"+4915112345678\"}");
  }

  @Test
  void findNumber_inThePool_returnsId() {
    String pool =
        """
        {"data":[{"id":"76","phone_number":"+49 1511 2345679"},
                 {"id":"77","phone_number":"+49 1511 2345678"},
                 {"id":"78","display_phone_number":"+1 631-555-5555"}]}
        """;
    meta.answer(pool).answer(pool).answer(pool);
    assertThat(graph.findNumber("4915112345678")).contains("77");
    assertThat(only("GET", BUSINESS + "/preverified_numbers", SYSTEM_TOKEN).query())
        .containsExactly(entry("fields", "id,phone_number"), entry("limit", "100"));
    assertThat(graph.findNumber("16315555555")).contains("78");
    assertThat(graph.findNumber("16315555556")).isEmpty();
  }

  @Test
  void requestCode_id_isAsked() {
    meta.answer(SUCCESS);
    graph.requestCode("77", CodeMethod.VOICE, "de_DE");
    assertThat(only("POST", "77/request_code", SYSTEM_TOKEN).body())
        .isEqualTo("{\"code_method\":\"VOICE\",\"language\":\"de_DE\"}");
  }

  @Test
  void requestCode_verifiedAlready_isSaid() {
    meta.error(400, 136024, "Already verified");
    assertThat(failure(() -> graph.requestCode("77", CodeMethod.SMS, "en_US")).fix())
        .isEqualTo(Fix.ALREADY_VERIFIED);
  }

  @Test
  void verifyCode_asInTheMessage_isAskedInDigits() {
    meta.answer(SUCCESS);
    graph.verifyCode("77", "123-456");
    assertThat(only("POST", "77/verify_code", SYSTEM_TOKEN).body())
        .isEqualTo("{\"code\":\"123456\"}");
  }

  @Test
  void verifyCode_verifiedAlready_isDone() {
    meta.error(400, 136024, "Already verified");
    graph.verifyCode("77", "123456");
    assertThat(meta.seen()).hasSize(1);
  }

  @Test
  void verifyCode_ofAnotherForm_isNotAsked() {
    assertThat(failure(() -> graph.verifyCode("77", "12345")).fix()).isEqualTo(Fix.CODE_WRONG);
    assertThat(meta.seen()).isEmpty();
  }

  @Test
  void removeNumber_id_isAsked() {
    meta.answer(SUCCESS).error(400, 100, "Object does not exist");
    graph.removeNumber("77");
    assertThat(only("DELETE", "77", SYSTEM_TOKEN).query()).isEmpty();
    graph.removeNumber("77");
  }

  @Test
  void assignSystemUser_twice_asksForItsIdOnce() {
    meta.answer("{\"id\":\"555\"}").answer(SUCCESS).answer(SUCCESS);
    graph.assignSystemUser(TOKEN, WABA);
    graph.assignSystemUser(TOKEN, WABA);
    List<Meta.Seen> seen = meta.seen();
    assertThat(seen).hasSize(3);
    assertThat(check(seen.get(0), "GET", "me", SYSTEM_TOKEN).query())
        .containsExactly(entry("fields", "id"));
    for (Meta.Seen assign : seen.subList(1, 3)) {
      assertThat(check(assign, "POST", WABA + "/assigned_users", TOKEN).query())
          .containsExactly(entry("user", "555"), entry("tasks", "[\"MANAGE\"]"));
    }
  }

  @Test
  void shareCredit_wabaWithoutFunding_isAsked() {
    meta.answer("{\"id\":\"102290129340398\"}")
        .answer(
            "{\"data\":[{\"id\":\"888\",\"legal_entity_name\":\"Lucky Shrub\"},{\"id\":\"889\"}]}")
        .answer("{\"allocation_config_id\":\"58501441721238\",\"waba_id\":\"102290129340398\"}");
    graph.shareCredit(TOKEN, WABA, "EUR");
    List<Meta.Seen> seen = meta.seen();
    assertThat(seen).hasSize(3);
    check(seen.get(0), "GET", WABA, TOKEN);
    assertThat(check(seen.get(1), "GET", BUSINESS + "/extendedcredits", SYSTEM_TOKEN).query())
        .containsExactly(entry("fields", "id,legal_entity_name"));
    String path = "888/whatsapp_credit_sharing_and_attach";
    assertThat(check(seen.get(2), "POST", path, SYSTEM_TOKEN).query())
        .containsExactly(entry("waba_id", WABA), entry("waba_currency", "EUR"));
  }

  @Test
  void shareCredit_wabaWithFunding_isDone() {
    meta.answer("{\"id\":\"102290129340398\",\"primary_funding_id\":\"5\"}");
    graph.shareCredit(TOKEN, WABA, "EUR");
    assertThat(meta.seen()).hasSize(1);
  }

  @Test
  void shareCredit_noCreditLine_isTheOperators() {
    meta.answer("{\"id\":\"102290129340398\"}").answer("{\"data\":[]}");
    assertThat(failure(() -> graph.shareCredit(TOKEN, WABA, "EUR")).fix())
        .isEqualTo(Fix.NO_CREDIT_LINE);
  }

  @Test
  void pool_ofATechProvider_isTheOperators() {
    try (Bench tech = new Bench(List.of(APP_SECRET), null, "")) {
      List<Runnable> calls =
          List.of(
              () -> tech.graph.addNumber("1"),
              () -> tech.graph.findNumber("1"),
              () -> tech.graph.requestCode("1", CodeMethod.SMS, "en_US"),
              () -> tech.graph.verifyCode("1", "123456"),
              () -> tech.graph.removeNumber("1"),
              () -> tech.graph.assignSystemUser(TOKEN, "1"),
              () -> tech.graph.shareCredit(TOKEN, "1", "EUR"));
      assertThat(calls)
          .allSatisfy(
              call -> assertThat(failure(call).fix()).isEqualTo(Fix.NOT_A_SOLUTION_PARTNER));
      assertThat(tech.meta.seen()).isEmpty();
    }
  }

  @Test
  void id_thatIsNone_isNotAsked() {
    for (String id : List.of("", "me", "1/2", "1?x=1", "../1", "1 ", "１２")) {
      assertThat(failure(() -> graph.waba(TOKEN, id))).isInstanceOf(Failure.Final.class);
    }
    assertThat(meta.seen()).isEmpty();
  }

  @Test
  void token_thatCannotBeOne_isNotAsked() {
    for (String token : List.of("", "a b", "a\r\nX: y", "é")) {
      assertThat(failure(() -> graph.waba(new Secret(token), WABA)))
          .isInstanceOf(Failure.SignInAgain.class);
      assertThat(failure(() -> graph.debug(new Secret(token))))
          .isInstanceOf(Failure.SignInAgain.class);
      assertThat(failure(() -> graph.exchange(new Secret(token))))
          .isInstanceOf(Failure.SignInAgain.class);
    }
    assertThat(meta.seen()).isEmpty();
  }
}
