package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// Months, categories and statements, at the console.
final class ConsoleUsageTest {
  private static final String EVIL = "<script>alert(1)</script>";

  /// A partner with one number and its id.
  private record World(TestHub hub, Account account, String whatsapp, long id) {
    static World of(TestHub hub, String name) {
      Account account = hub.partner(name, "Asia/Jerusalem");
      String whatsapp = HubCalls.whatsapp();
      hub.number(account, whatsapp, HubCalls.phone());
      long id = hub.app().numbers().find(whatsapp).orElseThrow().id();
      return new World(hub, account, whatsapp, id);
    }

    void used(String... rows) {
      ConsoleWorld.insert(hub, account, List.of(rows));
    }

    String base() {
      return "/console/" + account.id();
    }

    /// A cell, in the order of the rows of a table: without markup, without space around.
    static String plain(Reply page) {
      return page.text().replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
    }
  }

  @ParameterizedTest
  @EnumSource
  void months_areSideBySide_withCategoriesAndNumbers(Database database) {
    try (TestHub hub = new TestHub(database)) {
      World world = World.of(hub, "Harbour " + EVIL);
      world.used(
          ConsoleWorld.row(world.id, 20260803, 1, "marketing", 1_200),
          ConsoleWorld.row(world.id, 20261005, 1, "marketing", 30),
          ConsoleWorld.row(world.id, 20261006, 1, "utility", 7),
          ConsoleWorld.row(world.id, 20261006, 2, "free_customer_service", 5),
          ConsoleWorld.row(world.id, 20261006, 3, "", 4));
      ConsoleUser user = ConsoleUser.of(hub, world.account);
      Reply page = user.get(world.base() + "/usage");
      assertThat(page.text()).doesNotContain(EVIL);
      assertThat(World.plain(page))
          .contains("October 2026 41 30 7 4 –")
          .contains("September 2026 0 0 0 0 -100%")
          .contains("August 2026 1,200 1,200 0 0 –")
          .contains("Marketing Marketing 30")
          .contains("Utility Service 7")
          .contains("Sessions begun by customers Incoming 4")
          .contains("Answers to customers free 5")
          .contains("Display " + world.whatsapp)
          .doesNotContain("July");

      Reply august = user.get(world.base() + "/usage?month=2026-08");
      assertThat(World.plain(august)).contains("Marketing Marketing 1,200", "Final");
      Reply csv = user.get(world.base() + "/usage.csv?month=2026-10");
      assertThat(csv.raw().headers().firstValue("Content-Disposition").orElse(""))
          .isEqualTo("attachment; filename=\"usage-2026-10.csv\"");
      assertThat(csv.text()).contains(world.whatsapp + ",charged,marketing,30,marketing");
    }
  }

  @ParameterizedTest
  @EnumSource
  void statement_saysWhatTheClientUsed_alsoOfANumberThatHasGone(Database database) {
    try (TestHub hub = new TestHub(database)) {
      World world = World.of(hub, "Harbour");
      world.used(
          ConsoleWorld.row(world.id, 20260803, 1, "marketing", 1_200),
          ConsoleWorld.row(world.id, 20261005, 1, "authentication", 30));
      ConsoleUser user = ConsoleUser.of(hub, world.account);
      String path = world.base() + "/usage/" + world.id + "/statement?month=2026-08";
      assertThat(World.plain(user.get(path)))
          .contains("Statement: August 2026")
          .contains("Business " + world.whatsapp)
          .contains("1 Aug", "31 Aug")
          .contains("Marketing Marketing 1,200", "Conversations 1,200")
          .contains("these figures are final");
      hub.admin("DELETE", "/admin/numbers/" + world.whatsapp, null);
      assertThat(World.plain(user.get(path))).contains("Conversations 1,200");
      assertThat(World.plain(user.get(world.base() + "/usage?month=2026-08")))
          .contains("deleted", "Oct 14, 2026");
      assertThat(
              World.plain(
                  user.get(world.base() + "/usage/" + world.id + "/statement?month=2026-10")))
          .contains("Authentication Service 30", "the month is not closed yet");
    }
  }

  @ParameterizedTest
  @EnumSource
  void usage_ofAnotherPartner_isNotThere(Database database) {
    try (TestHub hub = new TestHub(database)) {
      World own = World.of(hub, "Harbour");
      World other = World.of(hub, "Other");
      other.used(ConsoleWorld.row(other.id, 20261005, 1, "marketing", 4_711));
      ConsoleUser user = ConsoleUser.of(hub, own.account);
      for (String path :
          List.of(
              own.base() + "/usage/" + other.id + "/statement",
              other.base() + "/usage/" + other.id + "/statement",
              other.base() + "/usage",
              other.base() + "/usage.csv")) {
        Reply reply = user.get(path);
        assertThat(reply.status()).as(path).isEqualTo(404);
        assertThat(reply.text()).doesNotContain("4,711", other.whatsapp);
      }
    }
  }
}
