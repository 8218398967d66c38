package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
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

/// `GET /api/v1/numbers`: search, filters, sorting, pages.
final class NumberListTest {
  private static final long NOW = TestHub.START.getEpochSecond();

  @AutoClose private static final Hubs HUBS = new Hubs();

  /// A partner with four numbers a to d: names, flags and figures that differ.
  private static final class Life {
    final TestHub hub;
    final Account account;
    final List<String> whatsapp = new ArrayList<>();
    final List<String> phones = new ArrayList<>();
    final List<String> keys = new ArrayList<>();

    Life(Database database) {
      hub = HUBS.on(database);
      hub.clock.set(TestHub.START);
      account = hub.partner("List", null);
      String[] names = {"Olive Tree", "northern kites", "Ärger & Söhne", "Zoo"};
      for (int i = 0; i < 4; i++) {
        Map<String, Object> number = new HashMap<>(HubCalls.takeover());
        number.put("display_name", names[i]);
        number.put("business_name", "B" + (9 - i));
        number.put("coexistence", i % 2);
        number.put("create_time", 1_000 - i);
        if (i < 2) {
          number.put("online", Map.of("account", 1, "inbox", 2, "server", "online"));
        }
        whatsapp.add((String) number.get("whatsapp"));
        phones.add((String) number.get("phone_number_id"));
        keys.add(hub.take(account, number).json().get(0).get("apiKey").stringValue());
      }
      use(0, 1, "marketing");
      use(1, 3, "utility");
      use(2, 2, "marketing");
      hub.settle();
    }

    void use(int number, int units, String category) {
      for (int i = 0; i < units; i++) {
        String id = "u" + number + "-" + i + category;
        hub.webhook(
            WebhookTest.statuses(
                phones.get(number), WebhookTest.status(id, "delivered", NOW, category, "regular")));
      }
    }

    Reply ask(String query) {
      return hub.get("/api/v1/numbers" + query, account);
    }

    /// The letters of the numbers in the answer.
    String letters(String query) {
      Reply reply = ask(query);
      assertThat(reply.status()).as(reply.text()).isEqualTo(200);
      StringBuilder letters = new StringBuilder();
      for (JsonNode number : reply.json().get("list")) {
        letters.append((char) ('a' + whatsapp.indexOf(number.get("whatsapp").stringValue())));
      }
      return letters.toString();
    }
  }

  @ParameterizedTest
  @EnumSource
  void list_showsFiguresAndNoKeys(Database database) {
    Life life = new Life(database);
    Reply reply = life.ask("");
    assertThat(reply.json().get("as_of").stringValue()).isEqualTo("2026-10-14T09:30:00Z");
    assertThat(reply.json().get("month").stringValue()).isEqualTo("2026-10");
    assertThat(reply.json().get("total").asLong()).isEqualTo(4);
    assertThat(reply.json().get("next_cursor").isNull()).isTrue();
    assertThat(life.keys).noneMatch(reply.text()::contains);
    assertThat(reply.text()).doesNotContainIgnoringCase("apiKey").doesNotContain("••••");
    JsonNode one = life.ask("?search=kites").json().get("list").get(0);
    assertThat(one.get("conversations").asLong()).isEqualTo(3);
    assertThat(one.get("online").toString())
        .isEqualTo("{\"account\":1,\"inbox\":2,\"server\":\"online\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "'', dcba",
    "?sort=create_time, dcba",
    "?sort=-create_time, abcd",
    "?sort=whatsapp, abcd",
    "?sort=-whatsapp, dcba",
    "?sort=display_name, badc",
    "?sort=-display_name, cdab",
    "?sort=business_name, dcba",
    "?sort=-business_name, abcd",
    "?sort=conversations, dacb",
    "?sort=-conversations, bcad",
    "?sort=marketing, bdac",
    "?sort=-marketing, cabd",
    "?sort=service, acdb",
    "?sort=-service, bacd",
    "?sort=incoming, abcd",
    "?search=TREE, a",
    "?search=%C3%A4RGER, c",
    "?search=b9, a",
    "?search=nothing, ''",
    "?search=%20zoo%20, d",
    "?coexistence=1, db",
    "?coexistence=false, ca",
    "?online=1, ba",
    "?online=0&coexistence=1, d",
    "?online=0&sort=-conversations, cd",
  })
  void list_searchedFilteredAndSorted_isThatInItsOrder(String query, String letters) {
    for (Database database : Database.values()) {
      assertThat(new Life(database).letters(query)).isEqualTo(letters);
    }
  }

  @ParameterizedTest
  @EnumSource
  void search_partOfTheNumber_findsIt(Database database) {
    Life life = new Life(database);
    String whatsapp = life.whatsapp.get(2);
    assertThat(life.letters("?search=%2B" + whatsapp)).isEqualTo("c");
    assertThat(life.letters("?search=" + whatsapp.substring(3))).isEqualTo("c");
  }

  @ParameterizedTest
  @EnumSource
  void pages_whileFiguresChange_goOnBehindTheLastNumber(Database database) {
    Life life = new Life(database);
    JsonNode first = life.ask("?sort=-conversations&limit=2").json();
    assertThat(first.get("list")).hasSize(2);
    String cursor = "&cursor=" + first.get("next_cursor").stringValue();
    assertThat(life.letters("?sort=-conversations&limit=2" + cursor)).isEqualTo("ad");
    // a overtakes all: c, the last of the page, is third now.
    life.use(0, 9, "service");
    life.hub.settle();
    assertThat(life.letters("?sort=-conversations")).isEqualTo("abcd");
    assertThat(life.letters("?sort=-conversations&limit=2" + cursor)).isEqualTo("d");
    for (int limit = 1; limit < 6; limit++) {
      StringBuilder all = new StringBuilder();
      String next = "";
      do {
        String query = "?limit=" + limit + next;
        all.append(life.letters(query));
        JsonNode after = life.ask(query).json().get("next_cursor");
        next = after.isNull() ? "" : "&cursor=" + after.stringValue();
      } while (!next.isEmpty());
      assertThat(all.toString()).isEqualTo("dcba");
    }
    life.hub.admin("DELETE", "/admin/numbers/" + life.whatsapp.get(2), null);
    assertThat(life.ask("?sort=-conversations&limit=2" + cursor).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sort=name",
        "sort=-",
        "coexistence=2",
        "online=x",
        "limit=0",
        "limit=1001",
        "cursor=x"
      })
  void parameter_wrong_isNamed(String query) {
    Reply reply = new Life(Database.SQLITE).ask("?" + query);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("field").stringValue()).isEqualTo(query.split("=", 2)[0]);
  }
}
