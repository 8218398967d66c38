package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// Figures that somebody has damaged: recount says which and puts them right.
final class RecountTest {
  private static final long NOW = TestHub.START.getEpochSecond();
  private static final long SEPTEMBER = NOW - 20 * 86_400;

  @AutoClose private static final Hubs HUBS = new Hubs();

  /// A number with 2 marketing, 1 service and 1 session this month, 1 service in September.
  private static final class Life {
    final TestHub hub;
    final Account account;
    final String whatsapp = HubCalls.whatsapp();
    final String phone = HubCalls.phone();
    final String id;

    Life(TestHub hub) {
      this.hub = hub;
      account = hub.partner("Recount", null);
      hub.number(account, whatsapp, phone);
      id = hub.rows("SELECT id FROM number WHERE whatsapp = '" + whatsapp + "'").getFirst();
      hub.webhook(
          WebhookTest.statuses(
              phone,
              WebhookTest.status("a", "delivered", NOW, "marketing", "regular"),
              WebhookTest.status("b", "delivered", NOW, "marketing", "regular"),
              WebhookTest.status("c", "delivered", NOW, "utility", "regular"),
              WebhookTest.status("d", "delivered", SEPTEMBER, "utility", "regular")));
      hub.webhook(WebhookTest.messages(phone, WebhookTest.message("m", "447700900204", NOW)));
      hub.settle();
    }

    List<String> recount(Object... fields) {
      Map<String, Object> body = new HashMap<>(Map.of("partner", account.id()));
      for (int i = 0; i < fields.length; i += 2) {
        body.put((String) fields[i], fields[i + 1]);
      }
      Reply reply = hub.admin("POST", "/admin/recount", body);
      assertThat(reply.status()).as(reply.text()).isEqualTo(200);
      List<String> lines = new ArrayList<>();
      for (JsonNode it : reply.json().get("differences")) {
        assertThat(it.get("whatsapp").stringValue()).isEqualTo(whatsapp);
        JsonNode day = it.get("day");
        lines.add(
            "%s %s %s %s->%s"
                .formatted(
                    day.isNull() ? it.get("month").stringValue() : day.stringValue(),
                    it.get("what").stringValue(),
                    it.get("name").stringValue(),
                    it.get("was"),
                    it.get("is")));
      }
      return lines;
    }

    void healthy() {
      assertThat(recount()).isEmpty();
      assertThat(hub.figures(account, whatsapp)).containsExactly(2L, 1L, 1L);
    }
  }

  @ParameterizedTest
  @EnumSource
  void recount_ofHealthyFigures_reportsNothing(Database database) {
    new Life(HUBS.on(database)).healthy();
  }

  @ParameterizedTest
  @EnumSource
  void day_damaged_isReportedAloneAndPutRight(Database database) {
    Life life = new Life(HUBS.on(database));
    life.hub.execute(
        "UPDATE usage_day SET units = 9 WHERE kind = 1 AND name = 'marketing' AND number_id = "
            + life.id);
    assertThat(life.recount()).containsExactly("2026-10-14 charged marketing 9->2");
    life.healthy();
  }

  @ParameterizedTest
  @EnumSource
  void month_damaged_isReportedAloneAndTheListFollowsAtOnce(Database database) {
    Life life = new Life(HUBS.on(database));
    life.healthy();
    life.hub.execute(
        "UPDATE usage_month SET service = 7 WHERE month = 202610 AND number_id = " + life.id);
    assertThat(life.recount()).containsExactly("2026-10 service  7->1");
    life.healthy();
  }

  @ParameterizedTest
  @EnumSource
  void dayAndMonth_damaged_areBothReported(Database database) {
    Life life = new Life(HUBS.on(database));
    life.hub.execute(
        "DELETE FROM usage_day WHERE kind = 1 AND name = 'utility' AND number_id = " + life.id);
    life.hub.execute("DELETE FROM usage_month WHERE number_id = " + life.id);
    assertThat(life.recount())
        .containsExactlyInAnyOrder(
            "2026-09-24 charged utility 0->1",
            "2026-09 service  0->1",
            "2026-10-14 charged utility 0->1",
            "2026-10 marketing  0->2",
            "2026-10 service  0->1",
            "2026-10 incoming  0->1");
    life.healthy();
  }

  @ParameterizedTest
  @EnumSource
  void figure_ofAMonthWithoutFacts_goes(Database database) {
    Life life = new Life(HUBS.on(database));
    life.hub.execute(
        "INSERT INTO usage_day (number_id, day, kind, name, units) VALUES ("
            + life.id
            + ", 20270105, 2, 'unpriced', 3)");
    assertThat(life.recount()).containsExactly("2027-01-05 free unpriced 3->0");
    life.healthy();
  }

  @ParameterizedTest
  @EnumSource
  void sessions_damaged_arePutRightFromTheMessages(Database database) {
    Life life = new Life(HUBS.on(database));
    life.hub.execute("DELETE FROM customer_sessions WHERE phone_number_id = '" + life.phone + "'");
    // What is counted on the damage is wrong: the same session a second time.
    life.hub.webhook(
        WebhookTest.messages(life.phone, WebhookTest.message("n", "447700900204", NOW + 60)));
    life.hub.settle();
    assertThat(life.recount())
        .containsExactly("2026-10-14 session  2->1", "2026-10 incoming  2->1");
    life.healthy();
  }

  @ParameterizedTest
  @EnumSource
  void recount_ofAMonth_leavesOthersAlone(Database database) {
    Life life = new Life(HUBS.on(database));
    life.hub.execute("UPDATE usage_month SET service = service + 5 WHERE number_id = " + life.id);
    assertThat(life.recount("month", "2026-09")).containsExactly("2026-09 service  6->1");
    assertThat(life.recount("month", "2026-10")).containsExactly("2026-10 service  6->1");
    life.healthy();
  }

  @ParameterizedTest
  @EnumSource
  void recount_ofAPartner_leavesOthersAlone(Database database) {
    Life life = new Life(HUBS.on(database));
    Life other = new Life(HUBS.on(database));
    for (Life one : List.of(life, other)) {
      one.hub.execute(
          "UPDATE usage_month SET incoming = 4 WHERE month = 202610 AND number_id = " + one.id);
    }
    assertThat(life.recount()).containsExactly("2026-10 incoming  4->1");
    assertThat(other.recount()).containsExactly("2026-10 incoming  4->1");
  }

  @ParameterizedTest
  @EnumSource
  void closedMonth_putRight_isListedUnderItsChangesOnceByWhatItMoved(Database database) {
    Life life = new Life(HUBS.on(database));
    life.hub.execute(
        "UPDATE usage_day SET units = 3 WHERE day = 20260924 AND number_id = " + life.id);
    life.hub.execute(
        "UPDATE usage_month SET service = 3 WHERE month = 202609 AND number_id = " + life.id);
    assertThat(life.recount()).hasSize(2);
    String path = "/api/v1/numbers/" + life.whatsapp + "/usage?from=2026-09&to=2026-09";
    JsonNode changes = life.hub.get(path, life.account).json().get("changes");
    assertThat(changes.get(changes.size() - 1).get("service").asLong()).isEqualTo(-2);
  }

  @Test
  void request_wrong_isRefused() {
    TestHub hub = HUBS.on(Database.SQLITE);
    for (String body :
        List.of("{\"month\":\"112026\"}", "{\"partner\":\"x\"}", "{\"partner\":0}", "[]")) {
      assertThat(hub.admin("POST", "/admin/recount", body).status()).as(body).isEqualTo(400);
    }
    assertThat(hub.call("POST", "/admin/recount", Map.of(), "{}").status()).isEqualTo(401);
  }

  private static String run(TestHub hub, int code, String... arguments) {
    List<String> all = new ArrayList<>(List.of("recount"));
    all.addAll(List.of(arguments));
    Map<String, String> settings = new HashMap<>(HubProcess.settings(hub.data()));
    try (HubProcess process = HubProcess.start(settings, List.of(), all.toArray(String[]::new))) {
      assertThat(process.exitCode()).as(process.err()).isEqualTo(code);
      return process.out() + process.err();
    }
  }

  @Test
  void command_whetherTheHubRunsOrNot_printsWhatChanged() {
    try (TestHub hub = new TestHub(Database.SQLITE)) {
      Life life = new Life(hub);
      String damage = "UPDATE usage_month SET service = 7 WHERE month = 202610";
      String nothing = "Nothing changed: every figure is what the facts say.";
      assertThat(run(hub, 0)).isEqualTo(nothing);
      hub.execute(damage);
      assertThat(run(hub, 0, "--partner", "99")).isEqualTo(nothing);
      assertThat(run(hub, 0, "--month", "2026-09")).isEqualTo(nothing);
      assertThat(run(hub, 0, "--partner", "1", "--month", "2026-10"))
          .startsWith(life.whatsapp + " 2026-10 service")
          .endsWith(": 7 -> 1");
      life.healthy();
      assertThat(run(hub, 2, "--month", "October")).startsWith("wabahub: ").contains("2026-11");
      hub.stop();
      hub.execute(damage);
      assertThat(run(hub, 0)).endsWith(": 7 -> 1");
      assertThat(run(hub, 0)).isEqualTo(nothing);
      hub.restart();
      life.healthy();
    }
  }

  @Test
  void command_besideHubsOnOneDatabase_isNoneOfThemAndTheyFollow(@TempDir Path data)
      throws Exception {
    try (TestHub hub = new TestHub(Database.POSTGRESQL);
        Connection other = hub.connect()) {
      Life life = new Life(hub);
      life.healthy();
      hub.execute("UPDATE usage_month SET service = 7 WHERE month = 202610");
      List<String> hubs = hub.rows("SELECT id FROM hub");
      other.setAutoCommit(false);
      try (Statement statement = other.createStatement()) {
        statement.execute("SELECT id FROM number FOR UPDATE");
      }
      CompletableFuture<String> recount = CompletableFuture.supplyAsync(() -> recount(hub, data));
      Patience.until(
          () -> hub.rows("SELECT count(*) FROM pg_locks WHERE NOT granted").getFirst(),
          "1"::equals,
          () -> recount.isDone() ? recount.join() : "");
      assertThat(hub.rows("SELECT id FROM hub")).isEqualTo(hubs);
      other.rollback();
      assertThat(recount.join()).endsWith(": 7 -> 1\n");
      assertThat(hub.figures(life.account, life.whatsapp)).containsExactly(2L, 1L, 1L);
    }
  }

  /// What the command prints when no hub runs on its data folder.
  private static String recount(TestHub hub, Path data) {
    Map<String, String> settings = new HashMap<>(HubProcess.settings(data));
    for (String name : List.of("WABAHUB_DATABASE_URL", "WABAHUB_MASTER_KEY")) {
      settings.put(name, hub.setting(name));
    }
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      new RecountCommand(settings, new PrintStream(printed, true)).run(null, null);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
