package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.http.Route;

/// Whatever somebody changes in an address or a form of the console: nothing of another partner is
/// seen or touched. Every route of the console is tried, also those that are yet to come.
final class ConsoleSecurityTest {
  private static final String EVIL =
      "\"'><script>window.hacked = 1</script><img src=x onerror=hacked=1>${7*7}";

  @AutoClose private static final TestHub HUB = new TestHub(Database.SQLITE);

  private static Place mine;
  private static Place others;

  /// A partner with a number, a webhook and a delivery.
  private record Place(Account account, String whatsapp, String webhook, String delivery) {
    static Place make(String name) {
      Account account = HUB.partner(name, null);
      Map<String, Object> number = new LinkedHashMap<>(HubCalls.takeover());
      number.put("display_name", EVIL);
      number.put("business_name", "B" + EVIL);
      number.put("online", Map.of("account", 1, "inbox", 2, "server", "online"));
      HUB.take(account, number);
      String whatsapp = (String) number.get("whatsapp");
      String hooks = "/api/v1/numbers/" + whatsapp + "/webhooks";
      Map<String, String> bearer = Map.of("Authorization", account.bearer());
      Reply made =
          HUB.call(
              "POST",
              hooks,
              bearer,
              Map.of(
                  "url",
                  "https://crm.example.org/?a=%22%3E%3Cscript%3E",
                  "name",
                  EVIL.substring(0, 45)));
      String webhook = made.json().get("id").stringValue();
      Reply tested = HUB.call("POST", hooks + "/" + webhook + "/test", bearer, null);
      return new Place(account, whatsapp, webhook, tested.json().get("id").stringValue());
    }

    /// A link of the partner.
    private String link() {
      Map<String, String> bearer = Map.of("Authorization", account.bearer());
      Map<String, String> client = Map.of("business_name", EVIL);
      Reply made = HUB.call("POST", "/api/v1/onboardings", bearer, client);
      return made.json().get("id").stringValue();
    }

    private String numberId() {
      return Long.toString(HUB.app().numbers().find(whatsapp).orElseThrow().id());
    }

    String path(Route route) {
      return route
          .pattern()
          .replace("{partner}", Long.toString(account.id()))
          .replace("{whatsapp}", whatsapp)
          .replace("{webhook}", webhook)
          .replace("{number}", numberId())
          .replace("{shelf}", "held")
          .replace("{id}", route.pattern().contains("/onboarding/") ? link() : delivery);
    }
  }

  @BeforeAll
  static void open() {
    mine = Place.make("Mine " + EVIL);
    others = Place.make("Others");
  }

  static Stream<Route> routes() {
    return HUB.app().routes().stream()
        .filter(route -> route.pattern().startsWith("/console/{partner}/"));
  }

  static Stream<Route> posts() {
    return HUB.app().routes().stream()
        .filter(route -> route.pattern().startsWith("/console/"))
        .filter(route -> route.method().equals("POST") && !route.pattern().endsWith("/sign-in"));
  }

  static Stream<Route> hubs() {
    return HUB.app().routes().stream().filter(route -> route.pattern().startsWith("/console/hub"));
  }

  private static String csrf(ConsoleUser user) {
    return ConsoleUser.csrf(user.get("/console/" + mine.account.id() + "/numbers"));
  }

  private static Reply knock(ConsoleUser user, Route route, String path) {
    return route.method().equals("GET")
        ? user.get(path)
        : user.send(path, Map.of("csrf", csrf(user), "number", others.whatsapp));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void address_withAnotherPartner_leadsNowhere(Route route) {
    ConsoleUser user = ConsoleUser.of(HUB, mine.account);
    assertThat(knock(user, route, others.path(route)).status()).isEqualTo(404);
    for (String id : List.of("0", "-1", "999999", "x", "1%27", "99999999999999999999")) {
      String path = route.pattern().replace("{partner}", id);
      assertThat(knock(user, route, path.replaceAll("\\{[a-z]+}", "1")).status()).isEqualTo(404);
    }
    expectUntouched();
  }

  @ParameterizedTest
  @MethodSource("routes")
  void address_withAnothersNumber_leadsNowhere(Route route) {
    ConsoleUser user = ConsoleUser.of(HUB, mine.account);
    String own = "/console/" + mine.account.id() + "/";
    String pattern = route.pattern().replace("/console/{partner}/", own);
    if (pattern.contains("{whatsapp}")) {
      String path = others.path(new Route(route.method(), pattern, route.face(), route.handler()));
      assertThat(knock(user, route, path).status()).isEqualTo(404);
    }
    if (pattern.contains("{webhook}")) {
      String path = pattern.replace("{whatsapp}", mine.whatsapp);
      path = path.replace("{webhook}", others.webhook).replace("{id}", others.delivery);
      assertThat(knock(user, route, path).status()).isEqualTo(404);
    }
    if (pattern.contains("/deliveries/{id}")) {
      String path = pattern.replace("{whatsapp}", mine.whatsapp).replace("{webhook}", mine.webhook);
      assertThat(knock(user, route, path.replace("{id}", others.delivery)).status()).isEqualTo(404);
    }
    expectUntouched();
  }

  private static void expectUntouched() {
    Reply hooks = HUB.get("/api/v1/numbers/" + others.whatsapp + "/webhooks", others.account);
    assertThat(hooks.status()).isEqualTo(200);
    assertThat(hooks.json().get("list").get(0).get("id").stringValue()).isEqualTo(others.webhook);
  }

  @ParameterizedTest
  @MethodSource("hubs")
  void address_ofTheOperator_leadsAPartnerNowhere(Route route) {
    ConsoleUser user = ConsoleUser.of(HUB, mine.account);
    String path = route.pattern().replaceAll("\\{[a-z]+}", "1");
    assertThat(knock(user, route, path).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @MethodSource("posts")
  void form_forged_isRefused(Route route) {
    ConsoleUser user =
        route.pattern().startsWith("/console/hub")
            ? ConsoleUser.operator(HUB)
            : ConsoleUser.of(HUB, mine.account);
    String path = mine.path(route);
    String anothers = csrf(ConsoleUser.operator(HUB));
    for (Map<String, String> forged :
        List.of(
            Map.<String, String>of(),
            Map.of("csrf", ""),
            Map.of("csrf", "x"),
            Map.of("csrf", anothers))) {
      Reply reply = user.send(path, forged);
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.text()).contains("This page was open too long.");
    }
    // The session goes on, and nothing was done.
    assertThat(user.get("/console/" + mine.account.id() + "/numbers/" + mine.whatsapp).status())
        .isEqualTo(200);
  }

  @Test
  void pages_withScriptsInEveryText_holdNone() {
    ConsoleUser user = ConsoleUser.of(HUB, mine.account);
    routes()
        .filter(route -> route.method().equals("GET"))
        .filter(route -> !route.pattern().matches(".*(\\.csv|/logo)"))
        .map(mine::path)
        .filter(path -> !path.contains("{"))
        .forEach(path -> expectNoScript(user.get(path + "?search=" + "%3Cscript%3Ewindow.hacked")));
    expectNoScript(ConsoleUser.operator(HUB).get("/console/hub"));
    expectNoScript(new ConsoleUser(HUB).signIn(EVIL, EVIL));
  }

  private static void expectNoScript(Reply reply) {
    assertThat(reply.status()).isIn(200, 401);
    assertThat(reply.text())
        .doesNotContain("<script>")
        .doesNotContain("<img src=x")
        .doesNotContain("49}")
        .startsWith("<!doctype html>");
    assertThat(reply.raw().headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self';", "style-src 'self';")
        .doesNotContain("unsafe");
    assertThat(reply.raw().headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void csv_withFormulas_isHarmless() {
    Account account = HUB.partner("Formulas", null);
    Map<String, Object> number = new LinkedHashMap<>(HubCalls.takeover());
    number.put("display_name", "=cmd|' /C calc'!A0");
    HUB.take(account, number);
    ConsoleUser user = ConsoleUser.of(HUB, account);
    assertThat(user.get("/console/" + account.id() + "/numbers.csv").text())
        .contains(",'=cmd|' /C calc'!A0,");
  }

  @Test
  void keys_areInNoPageBeforeTheyAreAskedFor() {
    ConsoleUser user = ConsoleUser.of(HUB, mine.account);
    String key = HUB.list(mine.account).get("list").get(0).get("apiKey").stringValue();
    String path = "/console/" + mine.account.id() + "/numbers/" + mine.whatsapp;
    assertThat(user.get(path).text()).doesNotContain(key);
    assertThat(user.post(path, path + "/key/show", Map.of()).text()).contains(key);
    HUB.admin("PATCH", "/admin/partners/" + mine.account.id(), Map.of("api_keys", "masked"));
    assertThat(user.post(path, path + "/key/show", Map.of()).text()).doesNotContain(key);
    HUB.admin("PATCH", "/admin/partners/" + mine.account.id(), Map.of("api_keys", "clear"));
  }
}
