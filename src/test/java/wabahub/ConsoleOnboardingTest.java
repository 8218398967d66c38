package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Fault;
import wabahub.sandbox.Wanted;

/// Links for clients, at the console.
final class ConsoleOnboardingTest {
  private static final String EVIL = "\"><script>alert(1)</script>";

  private static String base(Account account) {
    return "/console/" + account.id();
  }

  /// Makes a link by the form; returns the path of its page.
  private static String invite(ConsoleUser user, Account account, Map<String, String> fields) {
    Reply made = user.post(base(account) + "/invite", base(account) + "/invite", fields);
    assertThat(made.status()).as(made.text()).isEqualTo(303);
    String to = ConsoleUser.location(made);
    return to.substring(0, to.indexOf('?'));
  }

  private static String state(Reply page) {
    String text = page.text();
    int from = text.indexOf('>', text.indexOf("id=\"state\"")) + 1;
    return text.substring(from, text.indexOf('<', from));
  }

  @ParameterizedTest
  @EnumSource
  void link_isMadeShownAndCancelled(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("Harbour", null);
      ConsoleUser user = ConsoleUser.of(hub, account);
      String path =
          invite(
              user,
              account,
              Map.of("business_name", "Olive Tree", "coexistence", "1", "reference", "crm-7"));
      Reply page = user.get(path);
      String link =
          hub.get("/api/v1/onboardings", account)
              .json()
              .at("/list/0/onboarding_link")
              .stringValue();
      assertThat(page.text()).contains(link, "class=\"qr\"", "Olive Tree", "crm-7");
      assertThat(page.text()).contains("History is asked for").doesNotContain("is registered</");
      assertThat(state(page)).isEqualTo("Waiting for the client");
      assertThat(user.get(base(account) + "/onboarding").text()).contains(path, "Olive Tree");
      assertThat(user.get(base(account) + "/onboarding?state=finished").text())
          .doesNotContain("Olive Tree");

      Reply cancelled = user.post(path, path + "/cancel", Map.of());
      assertThat(cancelled.status()).isEqualTo(303);
      assertThat(state(user.get(path))).isEqualTo("Cancelled");
      assertThat(user.get(path).text()).doesNotContain(link);
      assertThat(user.send(path + "/cancel", Map.of("csrf", ConsoleUser.csrf(user.get(path)))))
          .extracting(Reply::status)
          .isEqualTo(409);
    }
  }

  @ParameterizedTest
  @EnumSource
  void form_withAWrongField_saysSoAndKeepsWhatWasTyped(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("Harbour", null);
      ConsoleUser user = ConsoleUser.of(hub, account);
      Map<String, String> wrong =
          Map.of(
              "business_email", "nobody",
              "landing_page", "ftp://example.org",
              "reference", "a b",
              "whatsapp", "none");
      Map<String, String> said =
          Map.of(
              "business_email", "The e-mail address is not one.",
              "landing_page", "The page to go on to is an http or https address.",
              "reference", "The reference is up to 50 letters",
              "whatsapp", "The number is empty or wrong.");
      wrong.forEach((field, value) -> {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("business_name", "Olive <Tree>");
        fields.put(field, value);
        Reply reply = user.post(base(account) + "/invite", base(account) + "/invite", fields);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text())
            .contains(said.get(field), "value=\"Olive &lt;Tree>\"", "value=\"" + value + "\"");
      });
      assertThat(hub.get("/api/v1/onboardings", account).json().get("list")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void link_thatIsStuck_saysWhatToDo(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("Harbour", null);
      ConsoleUser user = ConsoleUser.of(hub, account);
      String path = invite(user, account, Map.of("display_name", EVIL));
      String token =
          Meta.token(
              hub.get("/api/v1/onboardings", account)
                  .json()
                  .at("/list/0/onboarding_link")
                  .stringValue());
      Map<String, Object> session =
          Map.of(
              "event",
              "ERROR",
              "data",
              Map.of("error_message", "Meta says " + EVIL, "error_id", 524_126));
      assertThat(
              hub.call(
                      "POST",
                      "/onboard/" + token + "/sign-in",
                      Map.of(),
                      Map.of("session", session))
                  .status())
          .isEqualTo(200);
      Reply page = user.get(path);
      assertThat(page.text())
          .contains("Meta reported an error", "Ask the client to open the same link", "524126")
          .doesNotContain("<script>alert");
      assertThat(user.get(base(account) + "/onboarding").text())
          .contains("Meta reported an error")
          .doesNotContain("<script>alert");
      assertThat(user.post(path, path + "/retry", Map.of()).status()).isEqualTo(409);
    }
  }

  /// The link is for a plain number; the client came with one of the Business app.
  @ParameterizedTest
  @EnumSource
  void progress_isThatOfTheKindOfNumberThatCame(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      ConsoleUser user = ConsoleUser.of(meta.hub, meta.partner);
      String link = meta.link(Map.of());
      meta.sandbox.fault(Fault.error("sync_contacts", 2).times(0));
      meta.onboard(link, Wanted.of("Kites").with(Wanted.Trait.COEXISTENCE));
      String page = meta.hub.call("GET", "/onboard/" + link, Map.of(), null).text();
      assertThat(page).contains("data-covers=\"contacts history\" data-stage=\"now\"");
      assertThat(page).doesNotContain("data-covers=\"register\"");
      String id = meta.newest().get("id").stringValue();
      assertThat(user.get(base(meta.partner) + "/onboarding/" + id).text())
          .contains("History is asked for")
          .doesNotContain("is registered</");
    }
  }

  @ParameterizedTest
  @EnumSource
  void retry_isOfferedOnlyWhereTheClientNeedNotSignInAgain(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      ConsoleUser user = ConsoleUser.of(meta.hub, meta.partner);
      String link = meta.link(Map.of());
      String path = base(meta.partner) + "/onboarding/" + meta.newest().get("id").stringValue();
      meta.signIn(link, Map.of("code", "a-guess"));
      meta.hub.settle();
      assertThat(user.get(path).text()).contains("id=\"state\"").doesNotContain(path + "/retry");
      meta.sandbox.fault(Fault.error("register", 131031));
      meta.onboard(link, Wanted.of("Olive Tree"));
      assertThat(user.get(path).text()).contains(path + "/retry");
    }
  }

  @ParameterizedTest
  @EnumSource
  void page_thatTheBrowserShows_isNotSentAgain(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("Harbour", null);
      ConsoleUser user = ConsoleUser.of(hub, account);
      String path = invite(user, account, Map.of());
      String text = user.get(path).text();
      int from = text.indexOf(path + "?seen=");
      String seen = text.substring(from, text.indexOf('"', from));
      assertThat(user.get(seen).status()).isEqualTo(204);
      user.post(path, path + "/cancel", Map.of());
      assertThat(user.get(seen).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void reconnect_ofALiveNumber_leadsToItsLink(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("Harbour", null);
      ConsoleUser user = ConsoleUser.of(hub, account);
      String whatsapp = HubCalls.whatsapp();
      hub.number(account, whatsapp, HubCalls.phone());
      String form = base(account) + "/invite";
      Reply made = user.post(form, base(account) + "/reconnect", Map.of("whatsapp", whatsapp));
      assertThat(made.status()).isEqualTo(303);
      assertThat(user.get(ConsoleUser.location(made)).text())
          .contains("Display " + whatsapp, "Mends a live number");
      assertThat(
              user.post(form, base(account) + "/reconnect", Map.of("whatsapp", "972500000000"))
                  .status())
          .isEqualTo(404);
    }
  }

  @ParameterizedTest
  @EnumSource
  void links_ofAnotherPartner_areNotThere(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("Harbour", null);
      Account other = hub.partner("Other", null);
      String id =
          invite(ConsoleUser.of(hub, other), other, Map.of("business_name", "Secret Ltd"))
              .replaceAll(".*/", "");
      String foreign = HubCalls.whatsapp();
      hub.number(other, foreign, HubCalls.phone());
      ConsoleUser user = ConsoleUser.of(hub, account);
      String form = base(account) + "/invite";
      String csrf = ConsoleUser.csrf(user.get(form));
      for (String path :
          List.of(
              base(account) + "/onboarding/" + id,
              base(other) + "/onboarding/" + id,
              base(other) + "/onboarding",
              base(other) + "/invite",
              base(account) + "/onboarding/0",
              base(account) + "/onboarding/x")) {
        assertThat(user.get(path).status()).as(path).isEqualTo(404);
      }
      for (String path :
          List.of(
              base(account) + "/onboarding/" + id + "/cancel",
              base(account) + "/onboarding/" + id + "/retry",
              base(other) + "/onboarding/" + id + "/cancel",
              base(other) + "/invite")) {
        assertThat(user.send(path, Map.of("csrf", csrf)).status()).as(path).isEqualTo(404);
      }
      assertThat(
              user.send(base(account) + "/reconnect", Map.of("csrf", csrf, "whatsapp", foreign))
                  .status())
          .isEqualTo(404);
      assertThat(hub.get("/api/v1/onboardings/" + id, other).json().get("state").stringValue())
          .isEqualTo("open");
    }
  }
}
