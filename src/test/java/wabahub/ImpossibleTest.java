package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.TestHub.Account;

/// A database that takes one row for no money in the world: a mistake of the hub, which must cost
/// that webhook alone, and be found again.
final class ImpossibleTest {
  private static final String WHATSAPP = "972501234567";
  private static final String PHONE = "310020030040050";
  private static final long NOW = TestHub.START.getEpochSecond();

  private static void post(TestHub hub, String id, long at) {
    byte[] body =
        WebhookTest.messages(PHONE, WebhookTest.message(id, "44770090" + at % 10_000, at));
    assertThat(hub.webhook(body).status()).isEqualTo(200);
  }

  /// From here on no two messages may be of one second.
  private static void refuse(TestHub hub) {
    hub.execute("CREATE UNIQUE INDEX refusing ON customer_message (sent_at)");
  }

  private static void takeAll(TestHub hub) {
    hub.execute("DROP INDEX refusing");
  }

  /// One is set aside, said loudly and once.
  private static void expectSetAside(TestHub hub) {
    assertThat(hub.rows("SELECT reason FROM set_aside")).containsExactly("impossible");
    assertThat(hub.call("GET", "/metrics", Map.of(), null).text())
        .contains("\nwabahub_impossible_total 1.0");
  }

  private static String retry(TestHub hub) {
    String id = hub.rows("SELECT id FROM set_aside").getFirst();
    return hub.admin("POST", "/admin/set-aside/" + id + "/retry", null).text();
  }

  @ParameterizedTest
  @EnumSource
  void webhook_thatCanNeverBeApplied_isSetAsideAndItsNeighboursCount(Database database) {
    try (TestHub hub = new TestHub(database);
        LogTap log = new LogTap()) {
      Account account = hub.partner("One", null);
      hub.number(account, WHATSAPP, PHONE);
      refuse(hub);
      Stream.of(1, 2, 3).forEach(i -> post(hub, "m" + i, NOW + i));
      post(hub, "twin", NOW + 2);
      post(hub, "after", NOW + 4);
      hub.settle();

      expectSetAside(hub);
      assertThat(hub.figures(account, WHATSAPP)).containsExactly(0L, 0L, 4L);
      assertThat(log.failures()).hasSize(2);

      takeAll(hub);
      post(hub, "other second", NOW + 5);
      assertThat(retry(hub)).contains("applied");
      hub.settle();
      assertThat(hub.rows("SELECT count(*) FROM set_aside")).isEqualTo(List.of("0"));
      assertThat(hub.rows("SELECT count(*) FROM customer_message")).isEqualTo(List.of("6"));
      assertThat(hub.figures(account, WHATSAPP)).containsExactly(0L, 0L, 5L);
    }
  }

  @ParameterizedTest
  @EnumSource
  void heldElement_thatCanNeverBeApplied_isSetAsideAndItsNeighboursCount(Database database) {
    try (TestHub hub = new TestHub(database);
        LogTap log = new LogTap()) {
      Stream.of(1, 2, 3).forEach(i -> post(hub, "m" + i, NOW + i));
      post(hub, "twin", NOW + 2);
      hub.settle();
      refuse(hub);

      Account account = hub.partner("One", null);
      hub.number(account, WHATSAPP, PHONE);
      hub.settle();

      expectSetAside(hub);
      assertThat(hub.rows("SELECT count(*) FROM held")).isEqualTo(List.of("0"));
      assertThat(hub.figures(account, WHATSAPP)).containsExactly(0L, 0L, 3L);
      assertThat(log.failures()).hasSize(2);

      takeAll(hub);
      assertThat(retry(hub)).contains("applied");
      assertThat(hub.rows("SELECT count(*) FROM customer_message")).isEqualTo(List.of("4"));
    }
  }
}
