package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Fault;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// `/api/v1/onboardings` and reconnect links.
final class OnboardingsTest {
  private static final List<String> FIELDS =
      List.of(
          "id",
          "state",
          "whatsapp",
          "temporary",
          "coexistence",
          "reconnects",
          "reference",
          "onboarding_link",
          "created_at",
          "sign_ins",
          "signed_in_at",
          "finished_at",
          "problem");

  @AutoClose private static final Hubs HUBS = new Hubs();

  private static Reply own(TestHub hub, Account account, String call) {
    return PartnerCalls.own(hub, account, call, null);
  }

  private static String make(TestHub hub, Account account, Map<String, ?> fields) {
    Reply reply = PartnerCalls.own(hub, account, "POST onboardings", fields);
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    return reply.json().get("id").stringValue();
  }

  private static void expectProblem(Reply reply, int status, String reason) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.json().get("type").stringValue()).isEqualTo("urn:wabahub:reason:" + reason);
  }

  private static List<String> ids(JsonNode page) {
    return page.get("list").valueStream().map(o -> o.get("id").stringValue()).toList();
  }

  @ParameterizedTest
  @EnumSource
  void onboarding_fresh_isOpenAndShownTheSameEverywhere(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    Reply made =
        PartnerCalls.own(
            hub, account, "POST onboardings", Map.of("reference", "crm-1", "coexistence", 1));
    JsonNode shown = made.json();
    assertThat(made.status()).isEqualTo(201);
    List<String> names = new ArrayList<>(FIELDS);
    names.add("steps");
    assertThat(shown.propertyNames()).containsExactlyElementsOf(names);
    assertThat(shown.get("id").isString()).isTrue();
    assertThat(shown.get("state").stringValue()).isEqualTo("open");
    assertThat(shown.get("whatsapp").stringValue()).startsWith("97257");
    assertThat(shown.get("temporary").booleanValue()).isTrue();
    assertThat(shown.get("coexistence").booleanValue()).isTrue();
    assertThat(shown.get("reconnects").booleanValue()).isFalse();
    assertThat(shown.get("reference").stringValue()).isEqualTo("crm-1");
    assertThat(shown.get("onboarding_link").stringValue()).contains("/onboard/");
    assertThat(shown.get("created_at").stringValue()).isEqualTo("2026-10-14T09:30:00Z");
    assertThat(shown.get("sign_ins").asInt()).isZero();
    for (String none : List.of("signed_in_at", "finished_at", "problem")) {
      assertThat(shown.get(none).isNull()).isTrue();
    }
    assertThat(shown.get("steps").size()).isZero();
    assertThat(own(hub, account, "GET onboardings/" + shown.get("id").stringValue()).text())
        .isEqualTo(made.text());
    JsonNode listed = own(hub, account, "GET onboardings").json().get("list").get(0);
    assertThat(listed.propertyNames()).containsExactlyElementsOf(FIELDS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | bad-request",
        "[] | bad-request",
        "{\"whatsapp\":\"x\"} | number",
        "{\"coexistence\":2} | coexistence",
        "{\"business_name\":[]} | business-name",
        "{\"business_email\":\"x\"} | business-email",
        "{\"business_id\":\"x\"} | business-id",
        "{\"business_address\":{}} | business-address",
        "{\"landing_page\":\"x\"} | landing-page",
        "{\"display_name\":true} | display-name",
        "{\"reference\":\"/\"} | reference",
        "{\"onboarding_logo\":\"x\"} | logo",
        "{\"onboarding_message\":[]} | message",
        "{\"onboarding_button\":[]} | button",
        "{\"onboarding_failed\":[]} | outcome",
      })
  void parameters_wrong_areAProblemOf400(String body, String reason) {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    expectProblem(PartnerCalls.own(hub, account, "POST onboardings", body), 400, reason);
    assertThat(own(hub, account, "GET onboardings").json().get("list").size()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void onboarding_ofANumber_needsARegisteredOneWithoutALink(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    Map<String, String> unknown = Map.of("whatsapp", HubCalls.whatsapp());
    expectProblem(PartnerCalls.own(hub, account, "POST onboardings", unknown), 404, "no-link");
    Map<String, String> known = Map.of("whatsapp", PartnerCalls.registered(hub, account));
    make(hub, account, known);
    expectProblem(PartnerCalls.own(hub, account, "POST onboardings", known), 409, "link-exists");
  }

  @ParameterizedTest
  @EnumSource
  void list_inPages_isNewestFirstAndComplete(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    Account other = hub.partner("Other", null);
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.addFirst(make(hub, account, Map.of()));
      make(hub, other, Map.of());
    }
    for (int limit : new int[] {1, 3, 7, 1000}) {
      List<String> seen = new ArrayList<>();
      String cursor = "";
      while (cursor != null) {
        JsonNode page = own(hub, account, "GET onboardings?limit=" + limit + cursor).json();
        assertThat(page.propertyNames()).containsExactly("list", "next_cursor");
        assertThat(page.get("list").size()).isLessThanOrEqualTo(limit);
        seen.addAll(ids(page));
        JsonNode next = page.get("next_cursor");
        cursor = next.isNull() ? null : "&cursor=" + next.stringValue();
      }
      assertThat(seen).isEqualTo(made);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=1001",
        "limit=x",
        "cursor=x",
        "cursor=-1",
        "cursor=",
        "cursor=9999999999999999999",
        "state=x",
        "state=OPEN",
      })
  void list_withAWrongParameter_isAProblemThatNamesIt(String query) {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    Reply reply = own(hub, account, "GET onboardings?" + query);
    expectProblem(reply, 400, "invalid");
    assertThat(reply.json().get("field").stringValue())
        .isEqualTo(query.substring(0, query.indexOf('=')));
  }

  @ParameterizedTest
  @EnumSource
  void onboarding_cancelled_isOverForEverybody(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    String whatsapp = PartnerCalls.registered(hub, account);
    String id = make(hub, account, Map.of("whatsapp", whatsapp));
    String link =
        own(hub, account, "GET onboardings/" + id).json().get("onboarding_link").stringValue();
    Reply reply = own(hub, account, "DELETE onboardings/" + id);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("state").stringValue()).isEqualTo("cancelled");
    assertThat(reply.json().get("onboarding_link").isNull()).isTrue();
    expectProblem(own(hub, account, "DELETE onboardings/" + id), 409, "conflict");
    expectProblem(own(hub, account, "POST onboardings/" + id + "/retry"), 409, "conflict");
    String state = "/onboard/" + Meta.token(link) + "/state";
    expectProblem(hub.call("GET", state, Map.of(), null), 404, "not-found");
    assertThat(PartnerCalls.numbers(hub, account, "getAccounts")).isEmpty();
    // The number is free for another link.
    make(hub, account, Map.of("whatsapp", whatsapp));
    assertThat(ids(own(hub, account, "GET onboardings?state=cancelled").json()))
        .containsExactly(id);
    assertThat(own(hub, account, "GET onboardings?state=open").json().get("list").size())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void onboarding_stuck_saysWhyAndGoesOnAtRetry(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      meta.sandbox.fault(Fault.error("register", 131031));
      String token = meta.link(Map.of());
      meta.onboard(token, Wanted.of("Olive Tree"));
      JsonNode stuck = meta.newest();
      String id = stuck.get("id").stringValue();
      assertThat(stuck.get("state").stringValue()).isEqualTo("stuck");
      JsonNode problem = stuck.get("problem");
      assertThat(problem.propertyNames())
          .containsExactly("code", "sentence", "cure", "meta_code", "meta_said");
      assertThat(problem.get("code").stringValue()).isEqualTo("account_locked");
      assertThat(problem.get("meta_code").asInt()).isEqualTo(131031);
      assertThat(problem.get("meta_said").stringValue()).isNotBlank();
      assertThat(stuck.get("steps").valueStream().map(s -> s.get("step").stringValue()))
          .containsExactly("exchange", "check", "subscribe", "register");
      JsonNode step = stuck.get("steps").get(3);
      assertThat(step.propertyNames())
          .containsExactly(
              "step", "state", "attempts", "first_at", "last_at", "meta_code", "meta_said");
      assertThat(step.get("state").stringValue()).isEqualTo("failed");
      assertThat(step.get("attempts").asInt()).isEqualTo(1);
      assertThat(step.get("first_at").stringValue()).isEqualTo("2026-10-14T09:30:00Z");
      assertThat(stuck.get("steps").get(0).get("meta_code").isNull()).isTrue();
      assertThat(ids(meta.own("GET", "onboardings?state=stuck", null).json())).containsExactly(id);

      Reply retried = meta.own("POST", "onboardings/" + id + "/retry", null);
      assertThat(retried.status()).isEqualTo(202);
      assertThat(retried.json().get("state").stringValue()).isEqualTo("working");
      meta.hub.settle();
      JsonNode end = meta.newest();
      assertThat(end.get("state").stringValue()).isEqualTo("finished");
      assertThat(end.get("finished_at").stringValue()).isEqualTo("2026-10-14T09:30:00Z");
      assertThat(end.get("onboarding_link").isNull()).isTrue();
      assertThat(end.get("temporary").booleanValue()).isFalse();
      assertThat(end.get("steps").get(3).get("attempts").asInt()).isEqualTo(2);
      assertThat(end.get("steps").get(4).get("step").stringValue()).isEqualTo("finish");
      expectProblem(meta.own("POST", "onboardings/" + id + "/retry", null), 409, "conflict");
      expectProblem(meta.own("DELETE", "onboardings/" + id, null), 409, "conflict");
    }
  }

  @ParameterizedTest
  @EnumSource
  void retry_whereTheClientHasToSignIn_isAConflict(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String token = meta.link(Map.of());
      meta.sandbox.fault(Fault.error("exchange", 190));
      meta.onboard(token, Wanted.of("Olive Tree"));
      JsonNode stuck = meta.newest();
      assertThat(stuck.get("problem").get("code").stringValue()).isEqualTo("sign_in_again");
      Reply reply =
          meta.own("POST", "onboardings/" + stuck.get("id").stringValue() + "/retry", null);
      expectProblem(reply, 409, "conflict");
      assertThat(reply.json().get("detail").stringValue()).contains("sign in once more");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "x", "1.0", "99999999999999999999", "%31%00", "+1"})
  void onboarding_ofNoSuchId_isNotFound(String id) {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    make(hub, account, Map.of());
    for (String call : List.of("GET onboardings/ID", "DELETE onboardings/ID")) {
      assertThat(own(hub, account, call.replace("ID", id)).status()).isIn(400, 404);
    }
    assertThat(own(hub, account, "POST onboardings/" + id + "/retry").status()).isIn(400, 404);
  }

  @ParameterizedTest
  @EnumSource
  void reconnectLink_ofALiveNumber_keepsItsKeyAndReplacesItsToken(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp first = meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree"));
      JsonNode number = meta.hub.list(meta.partner).get("list").get(0);
      String whatsapp = number.get("whatsapp").stringValue();
      meta.sandbox.waba(first.wabaId()).revokes();
      Reply reply = meta.own("POST", "numbers/+" + whatsapp + "/reconnect", null);
      assertThat(reply.status()).as(reply.text()).isEqualTo(201);
      JsonNode link = reply.json();
      assertThat(link.get("reconnects").booleanValue()).isTrue();
      assertThat(link.get("temporary").booleanValue()).isFalse();
      assertThat(link.get("whatsapp").stringValue()).isEqualTo(whatsapp);
      assertThat(meta.own("POST", "numbers/" + whatsapp + "/reconnect", null).text())
          .isEqualTo(reply.text());
      // It is no link of the Partners API: the number has finished long ago.
      assertThat(PartnerCalls.list(meta.hub, meta.partner, "getAccounts")).hasSize(1);
      assertThat(
              meta.partners("DELETE", "whatsapp/deleteAccount", Map.of("whatsapp", whatsapp))
                  .reason())
          .isEqualTo(25);
      meta.onboard(
          Meta.token(link.get("onboarding_link").stringValue()),
          Wanted.of("Olive Tree").on(whatsapp).into(first.wabaId()));
      assertThat(meta.newest().get("state").stringValue())
          .as(meta.newest().toString())
          .isEqualTo("finished");
      assertThat(meta.hub.list(meta.partner).get("list").get(0).toString())
          .isEqualTo(number.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"447700900998", "x", "%20", "12345678901234567890"})
  void reconnectLink_ofNoLiveNumber_isNotFound(String whatsapp) {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    expectProblem(own(hub, account, "POST numbers/" + whatsapp + "/reconnect"), 404, "not-found");
  }
}
