package wabahub;

import static org.assertj.core.api.Assertions.assertThat;
import static wabahub.ConsoleUser.location;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// Signing in to the console and out of it.
final class ConsoleSignInTest {
  @AutoClose private static final Hubs HUBS = new Hubs();

  private static String numbers(Account account) {
    return "/console/" + account.id() + "/numbers";
  }

  private static void expectSignedOut(ConsoleUser user, Account account) {
    Reply reply = user.get(numbers(account));
    assertThat(reply.status()).isEqualTo(303);
    assertThat(location(reply)).isEqualTo("/console/sign-in");
  }

  private static void expectSignedIn(ConsoleUser user, Account account) {
    assertThat(user.get(numbers(account)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void partner_withItsSecret_seesItsNumbers(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("Harbour Messaging", null);
    ConsoleUser user = new ConsoleUser(hub);
    expectSignedOut(user, account);
    Reply reply = user.signIn(account.clientId(), account.clientSecret());
    assertThat(reply.status()).isEqualTo(303);
    assertThat(location(reply)).isEqualTo(numbers(account));
    assertThat(user.get(numbers(account)).text()).contains("Harbour Messaging");
    assertThat(location(user.get("/console"))).isEqualTo(numbers(account));
    assertThat(location(user.get("/console/sign-in"))).isEqualTo("/console");
  }

  @ParameterizedTest
  @EnumSource
  void operator_withTheToken_seesEveryPartner(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("Somebody's partner", null);
    ConsoleUser user = new ConsoleUser(hub);
    assertThat(location(user.signInOperator(TestHub.ADMIN_TOKEN))).isEqualTo("/console/hub");
    assertThat(user.get("/console/hub").text()).contains("Somebody's partner");
    expectSignedIn(user, account);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "wrong", "' OR 1=1 --", "\uD83D\uDE00"})
  void partner_withAnotherSecret_isToldSoInWords(String secret) {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    ConsoleUser user = new ConsoleUser(hub);
    Reply reply = user.signIn(account.clientId(), secret);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.text()).contains("Client id or secret is wrong.", account.clientId());
    assertThat(reply.raw().headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(user.cookies).doesNotContainKey(ConsoleUser.SESSION);
    user.cookies.put("wabahub_language", "he");
    assertThat(user.signIn(account.clientId(), secret).text()).contains("שגויים");
  }

  @Test
  void tries_wrong_countTogetherWithThoseOfTheApi() {
    try (TestHub hub = new TestHub(Database.SQLITE)) {
      Account account = hub.partner("One", null);
      ConsoleUser user = new ConsoleUser(hub);
      for (int i = 0; i < 5; i++) {
        user.signIn(account.clientId(), "wrong");
        hub.accessToken(account.clientId(), "wrong");
      }
      Reply blocked = user.signIn(account.clientId(), account.clientSecret());
      assertThat(blocked.status()).isEqualTo(429);
      assertThat(blocked.text()).contains("Too many wrong attempts");
      assertThat(hub.accessToken(account.clientId(), account.clientSecret()).reason()).isEqualTo(3);
      for (int i = 0; i < 10; i++) {
        user.signInOperator("wrong");
      }
      assertThat(user.signInOperator(TestHub.ADMIN_TOKEN).status()).isEqualTo(429);
      assertThat(hub.admin("GET", "/admin/partners", null).status()).isEqualTo(429);
    }
  }

  @Test
  void form_withoutItsCookie_signsNobodyIn() {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    ConsoleUser user = new ConsoleUser(hub);
    String csrf = ConsoleUser.csrf(user.get("/console/sign-in"));
    Map<String, String> fields =
        Map.of(
            "client_id", account.clientId(), "client_secret", account.clientSecret(), "csrf", csrf);
    assertThat(new ConsoleUser(hub).send("/console/sign-in", fields).status()).isEqualTo(403);
    assertThat(user.send("/console/sign-in", fields).status()).isEqualTo(303);
  }

  @ParameterizedTest
  @EnumSource
  void session_isAnotherOneEachTime(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    // What somebody has planted in the browser beforehand is not taken over.
    String planted = "p" + "x".repeat(43);
    ConsoleUser user = new ConsoleUser(hub);
    user.cookies.put(ConsoleUser.SESSION, planted);
    expectSignedOut(user, account);
    user.signIn(account.clientId(), account.clientSecret());
    String first = user.cookies.get(ConsoleUser.SESSION);
    assertThat(first).isNotEqualTo(planted);
    Map<String, String> again =
        Map.of(
            "csrf", user.cookies.get("wabahub_form"),
            "client_id", account.clientId(),
            "client_secret", account.clientSecret());
    assertThat(user.send("/console/sign-in", again).status()).isEqualTo(303);
    assertThat(user.cookies.get(ConsoleUser.SESSION)).isNotEqualTo(first);
    ConsoleUser before = new ConsoleUser(hub);
    before.cookies.put(ConsoleUser.SESSION, first);
    expectSignedOut(before, account);
    expectSignedIn(user, account);
  }

  @ParameterizedTest
  @EnumSource
  void session_endsAfterTwelveHours(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("One", null);
      ConsoleUser user = ConsoleUser.of(hub, account);
      hub.clock.advance(Duration.ofHours(12).minusSeconds(1));
      expectSignedIn(user, account);
      hub.clock.advance(Duration.ofSeconds(1));
      expectSignedOut(user, account);
      hub.settle();
      assertThat(hub.rows("SELECT count(*) FROM console_session")).containsExactly("0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void signOut_hereOrEverywhere_endsSessions(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    ConsoleUser one = ConsoleUser.of(hub, account);
    ConsoleUser two = ConsoleUser.of(hub, account);
    ConsoleUser three = ConsoleUser.of(hub, account);
    ConsoleUser other = ConsoleUser.operator(hub);
    Reply reply = one.post(numbers(account), "/console/sign-out", Map.of());
    assertThat(one.get(location(reply)).text()).contains("You are signed out.");
    expectSignedOut(one, account);
    expectSignedIn(two, account);
    two.post(numbers(account), "/console/sign-out", Map.of("where", "everywhere"));
    expectSignedOut(two, account);
    expectSignedOut(three, account);
    expectSignedIn(other, account);
  }

  @ParameterizedTest
  @EnumSource
  void credentials_thatNoLongerHold_endSessions(Database database) {
    try (TestHub hub = new TestHub(database)) {
      Account account = hub.partner("One", null);
      ConsoleUser user = ConsoleUser.of(hub, account);
      hub.admin("POST", "/admin/partners/" + account.id() + "/secret", null);
      expectSignedOut(user, account);
      Account other = hub.partner("Other", null);
      ConsoleUser suspended = ConsoleUser.of(hub, other);
      hub.admin("PATCH", "/admin/partners/" + other.id(), Map.of("suspended", 1));
      expectSignedOut(suspended, other);
      assertThat(suspended.signIn(other.clientId(), other.clientSecret()).status()).isEqualTo(403);
      hub.admin("PATCH", "/admin/partners/" + other.id(), Map.of("suspended", 0));
      expectSignedOut(suspended, other);
      ConsoleUser operator = ConsoleUser.operator(hub);
      expectSignedIn(operator, account);
      hub.restart(Map.of("WABAHUB_ADMIN_TOKEN", "another-admin-token-for-tests"));
      expectSignedOut(operator, account);
    }
  }

  @Test
  void cookie_isForThisHostAlone() {
    try (TestHub hub =
        new TestHub(Database.SQLITE, Map.of("WABAHUB_PUBLIC_URL", "https://hub.example.org"))) {
      Account account = hub.partner("One", null);
      ConsoleUser user = new ConsoleUser(hub);
      Reply reply = user.signIn(account.clientId(), account.clientSecret());
      assertThat(user.cookies).containsKey("__Host-wabahub_form").doesNotContainKey("wabahub_form");
      assertThat(reply.raw().headers().firstValue("Set-Cookie").orElseThrow())
          .matches(
              "__Host-wabahub=p[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict;"
                  + " Max-Age=43200; Secure");
    }
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    Reply reply = new ConsoleUser(hub).signIn(account.clientId(), account.clientSecret());
    assertThat(reply.raw().headers().firstValue("Set-Cookie").orElseThrow())
        .matches("wabahub_session=p.{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200");
  }

  @ParameterizedTest
  @EnumSource
  void sessions_tooMany_theOldestEnds(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    ConsoleUser oldest = ConsoleUser.of(hub, account);
    hub.clock.advance(Duration.ofSeconds(1));
    ConsoleUser user = new ConsoleUser(hub);
    for (int i = 0; i < 100; i++) {
      user.cookies.remove(ConsoleUser.SESSION);
      user.signIn(account.clientId(), account.clientSecret());
    }
    expectSignedOut(oldest, account);
    expectSignedIn(user, account);
  }

  @Test
  void database_knowsNoToken() {
    TestHub hub = HUBS.on(Database.SQLITE);
    ConsoleUser user = ConsoleUser.operator(hub);
    List<String> rows = hub.rows("SELECT hex(token_hash) FROM console_session");
    String token = user.cookies.get(ConsoleUser.SESSION);
    assertThat(rows).noneMatch(row -> row.contains(token)).allMatch(row -> row.length() == 64);
  }

  @Test
  void partOfAPage_withoutSession_leadsToTheSignIn() {
    TestHub hub = HUBS.on(Database.SQLITE);
    Account account = hub.partner("One", null);
    Reply reply = hub.call("GET", numbers(account), Map.of("HX-Request", "true"), null);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.raw().headers().firstValue("HX-Redirect")).hasValue("/console/sign-in");
  }

  @Test
  void language_isChosen_staysAndLeadsNowhereElse() {
    TestHub hub = HUBS.on(Database.SQLITE);
    ConsoleUser user = new ConsoleUser(hub);
    Reply reply = user.get("/console/language/he?to=/console/sign-in?x=1%262");
    assertThat(location(reply)).isEqualTo("/console/sign-in?x=1&2");
    assertThat(user.get("/console/sign-in").text()).contains("lang=\"he\" dir=\"rtl\"");
    for (String elsewhere :
        List.of("//evil.example", "https://evil.example", "/console/..//evil.example", "/x")) {
      assertThat(location(user.get("/console/language/en?to=" + elsewhere))).isEqualTo("/console");
    }
    assertThat(user.get("/console/language/xx").status()).isEqualTo(404);
  }
}
