package wabahub;

import static org.assertj.core.api.Assertions.assertThat;
import static wabahub.ConsoleUser.location;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Reply;

/// What the console's pages of numbers say, on both engines.
final class ConsoleNumbersTest {
  private static final Pattern ROW = Pattern.compile("id=\"n-([0-9]+)\"");

  @AutoClose private static final Hubs HUBS = new Hubs();
  private static final Map<Database, ConsoleWorld> WORLDS = new HashMap<>();

  private static ConsoleWorld world(Database database) {
    return WORLDS.computeIfAbsent(database, d -> new ConsoleWorld(HUBS.on(d)));
  }

  private static List<String> rows(Reply page) {
    assertThat(page.status()).isEqualTo(200);
    return ROW.matcher(page.text()).results().map((MatchResult found) -> found.group(1)).toList();
  }

  @ParameterizedTest
  @EnumSource
  void list_saysWhatGetWhatsAppSays(Database database) {
    ConsoleWorld world = world(database);
    ConsoleUser user = ConsoleUser.of(world.hub, world.account);
    String page = user.get(world.path(null)).text();
    JsonNode list = world.hub.list(world.account);
    for (String total : List.of("Conversations", "Marketing", "Service", "Incoming")) {
      String figure = "%,d".formatted(list.get("total" + total + "ThisMonth").asLong());
      assertThat(page).contains("<dd class=\"value\">" + figure + "</dd>");
    }
    for (JsonNode number : list.get("list")) {
      assertThat(page).contains("id=\"n-" + number.get("whatsapp").stringValue() + "\"");
    }
    assertThat(page).contains("October 2026").contains("last month on this day");
  }

  @ParameterizedTest
  @CsvSource({
    "SQLITE, ?search=olive, 1",
    "SQLITE, ?search=%2B97250, 11",
    "SQLITE, ?kind=coexistence, 3",
    "SQLITE, ?kind=cloud, 8",
    "SQLITE, ?inbox=with, 8",
    "SQLITE, ?quality=RED, 1",
    "POSTGRESQL, ?quality=UNKNOWN, 1",
    "POSTGRESQL, ?state=broken, 2",
    "POSTGRESQL, ?state=fine, 9",
    "POSTGRESQL, ?state=nonsense&page=7&sort=nonsense, 11",
    "POSTGRESQL, ?search=nobody, 0"
  })
  void list_filtered_hasTheseAlone(Database database, String query, int found) {
    ConsoleWorld world = world(database);
    ConsoleUser user = ConsoleUser.of(world.hub, world.account);
    assertThat(rows(user.get(world.path(query)))).hasSize(found);
    assertThat(user.get(world.path(".csv" + query)).text().lines()).hasSize(found + 1);
  }

  @ParameterizedTest
  @EnumSource
  void list_pagesAreComplete_andInOrder(Database database) {
    TestHub hub = HUBS.on(database);
    var account = hub.partner("Many", null);
    List<Map<String, Object>> numbers = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      Map<String, Object> number = HubCalls.takeover();
      number.put("display_name", "N%03d".formatted(i));
      numbers.add(number);
    }
    hub.take(account, numbers);
    ConsoleUser user = ConsoleUser.of(hub, account);
    String list = "/console/" + account.id() + "/numbers?sort=display_name";
    List<String> found = new ArrayList<>();
    for (int page = 1; page <= 3; page++) {
      found.addAll(rows(user.get(list + "&page=" + page)));
    }
    assertThat(found)
        .isEqualTo(numbers.stream().map(number -> (String) number.get("whatsapp")).toList());
    assertThat(rows(user.get(list + "&page=99"))).hasSize(20);
    assertThat(
            rows(user.get("/console/" + account.id() + "/numbers?sort=-display_name")).getFirst())
        .isEqualTo(numbers.getLast().get("whatsapp"));
  }

  @ParameterizedTest
  @EnumSource
  void number_saysWhatTheUsageSays_andItsBillLineByLine(Database database) {
    ConsoleWorld world = world(database);
    ConsoleUser user = ConsoleUser.of(world.hub, world.account);
    String path = world.path("/" + world.first);
    for (String month : List.of("2026-10", "2026-09")) {
      JsonNode usage =
          world
              .hub
              .get(
                  "/api/v1/numbers/%s/usage?from=%s&to=%s".formatted(world.first, month, month),
                  world.account)
              .json()
              .get("periods")
              .get(0);
      String page = user.get(path + "?month=" + month).text();
      for (String figure : List.of("conversations", "marketing", "service", "incoming")) {
        assertThat(page)
            .contains("<dd class=\"value\">%,d</dd>".formatted(usage.get(figure).asLong()));
      }
      List<String> lines = user.get(path + "/bill.csv?month=" + month).text().lines().toList();
      assertThat(lines).hasSize(1 + usage.get("conversations").asInt());
      for (String kind : List.of("marketing", "service", "incoming")) {
        assertThat(user.get(path + "/bill.csv?month=" + month + "&kind=" + kind).text().lines())
            .hasSize(1 + usage.get(kind).asInt());
      }
    }
    assertThat(user.get(path + "/bill").text()).contains("wamid.2026-10-0");
    assertThat(user.get(path + "/bill?after=x").status()).isEqualTo(400);
    assertThat(user.get(world.path("/1")).status()).isEqualTo(404);
    assertThat(user.get(path + "?month=2031-01").text()).contains("October 2026");
  }

  @ParameterizedTest
  @EnumSource
  void key_replaced_theOldOneIsGoodForItsGrace(Database database) {
    ConsoleWorld world = world(database);
    ConsoleUser user = ConsoleUser.of(world.hub, world.account);
    String path = world.path("/" + world.first);
    assertThat(user.post(path, path + "/key", Map.of("grace_hours", "5")).status()).isEqualTo(400);
    Reply page = user.post(path, path + "/key", Map.of("grace_hours", "24"));
    String key =
        Pattern.compile("id=\"key-value\"[^>]*>([^<]+)<")
            .matcher(page.text())
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    assertThat(page.text()).contains("This is the new key.");
    assertThat(user.post(path, path + "/key/show", Map.of()).text()).contains(key);
    assertThat(
            world.hub.rows(
                "SELECT old_key_until FROM number WHERE whatsapp = '" + world.first + "'"))
        .containsExactly(Long.toString(TestHub.START.getEpochSecond() + 86_400));
  }

  @ParameterizedTest
  @EnumSource
  void webhook_isAddedChangedTriedAndDeleted(Database database) {
    ConsoleWorld world = world(database);
    ConsoleUser user = ConsoleUser.of(world.hub, world.account);
    String path = world.path("/" + world.first);
    for (String url : List.of("", "nowhere", "http://10.0.0.1/", "https://localhost/")) {
      Reply refused =
          user.post(path, path + "/webhooks", Map.of("url", url, "name", "CRM", "events", "raw"));
      assertThat(refused.status()).as(url).isEqualTo(400);
      assertThat(refused.text()).contains("value=\"CRM\"").contains("notice bad");
    }
    Map<String, String> good =
        Map.of("url", "https://crm.example.org/hook", "name", "CRM", "events", "message");
    String hook =
        location(user.post(path, path + "/webhooks", good)).replace("?said=hook_added", "");
    assertThat(hook).matches(path + "/webhooks/[0-9]+");
    assertThat(user.get(path).text()).contains("https://crm.example.org/hook");
    Reply saved =
        user.post(hook, hook, Map.of("url", "https://other.example.org/", "events", "status"));
    assertThat(location(saved)).isEqualTo(hook + "?said=saved");
    assertThat(user.get(hook).text()).contains("https://other.example.org/");
    assertThat(user.post(hook, hook, Map.of("url", "")).status()).isEqualTo(400);
    assertThat(user.post(hook, hook + "/secret", Map.of()).text()).contains("id=\"secret-value\"");
    user.post(hook, hook + "/test", Map.of());
    assertThat(user.get(hook + "?state=waiting").text()).contains("/deliveries/");
    assertThat(user.get(hook + "?state=failed").text()).doesNotContain("/deliveries/");
    assertThat(user.get(hook + "?after=x").status()).isEqualTo(400);
    user.post(hook, hook + "/delete", Map.of());
    assertThat(user.get(hook).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void number_deleted_onlyWhenItsDigitsAreTyped(Database database) {
    TestHub hub = HUBS.on(database);
    var account = hub.partner("One", null);
    Map<String, Object> number = HubCalls.takeover();
    number.put("online", Map.of("account", 1, "inbox", 2, "server", "online"));
    hub.take(account, number);
    String path = "/console/" + account.id() + "/numbers/" + number.get("whatsapp");
    ConsoleUser user = ConsoleUser.of(hub, account);
    // The inbox is the operator's to forget, as in the API.
    assertThat(user.get(path).text()).doesNotContain("Forget the inbox");
    assertThat(user.post(path, path + "/disconnect", Map.of()).status()).isEqualTo(404);
    ConsoleUser operator = ConsoleUser.operator(hub);
    assertThat(location(operator.post(path, path + "/disconnect", Map.of())))
        .isEqualTo(path + "?said=disconnected");
    assertThat(hub.list(account).get("list").get(0).get("isOnline").asInt()).isZero();

    String ask = path + "/delete";
    assertThat(user.post(ask, ask, Map.of("number", "972500000000")).status()).isEqualTo(400);
    assertThat(user.post(ask, ask, Map.of()).status()).isEqualTo(400);
    assertThat(rows(user.get("/console/" + account.id() + "/numbers"))).hasSize(1);
    Reply done = user.post(ask, ask, Map.of("number", "+" + number.get("whatsapp")));
    assertThat(location(done)).endsWith("/numbers?said=deleted");
    assertThat(user.get(location(done)).text())
        .contains("The number is deleted.", "No numbers yet");
    assertThat(user.get(path).status()).isEqualTo(404);
  }
}
