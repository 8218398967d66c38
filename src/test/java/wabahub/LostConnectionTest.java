package wabahub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wabahub.TestHub.Account;

/// The connection to PostgreSQL breaks at a commit of dispatch, before it or after.
final class LostConnectionTest {
  private static final String WHATSAPP = "972501234567";
  private static final String PHONE = "310020030040050";
  private static final long NOW = TestHub.START.getEpochSecond();

  // Broken connections are what is tested; nobody has to read of them.
  @AutoClose private final LogTap log = new LogTap();
  @AutoClose private Cable cable;
  @AutoClose private TestHub hub;
  private Account account;

  @BeforeEach
  void start() {
    Map<String, String> settings = Database.POSTGRESQL.settings();
    cable = Cable.of(settings);
    // On the database that these settings name.
    hub = new TestHub(Database.SQLITE, cable.through(settings));
    account = hub.partner("One", null);
  }

  /// The list is in memory from here on.
  private void register() {
    hub.number(account, WHATSAPP, PHONE);
    assertThat(hub.figures(account, WHATSAPP)).containsExactly(0L, 0L, 0L);
  }

  private void post(String... messages) {
    assertThat(hub.webhook(WebhookTest.messages(PHONE, messages)).status()).isEqualTo(200);
  }

  private void assertThatItIsCut() {
    assertThatThrownBy(hub::settle).isNotNull();
    assertThat(cable.isCut()).isTrue();
  }

  @Test
  void list_whenTheAnswerToTheCommitIsLost_showsWhatWasCommitted() {
    register();
    post(WebhookTest.message("one", "447700900204", NOW));
    cable.cutAfterCommit(transaction -> transaction.contains("INSERT INTO usage_month"));
    assertThatItIsCut();

    assertThat(hub.figures(account, WHATSAPP)).containsExactly(0L, 0L, 1L);
  }

  @Test
  void list_whenTheCommitIsLost_showsItAfterTheNext() {
    register();
    post(WebhookTest.message("one", "447700900204", NOW));
    cable.cutBeforeCommit(transaction -> transaction.contains("INSERT INTO usage_month"));
    assertThatItIsCut();

    assertThat(hub.figures(account, WHATSAPP)).containsExactly(0L, 0L, 1L);
  }

  @Test
  void list_whenTheFiguresCannotBeReadAfterTheCommit_showsThemLater() {
    register();
    post(WebhookTest.message("one", "447700900204", NOW));
    cable.cutBeforeCommit(transaction ->
        transaction.contains("FROM wanted w JOIN usage_month") && !transaction.contains("INSERT"));
    assertThatItIsCut();

    assertThat(hub.figures(account, WHATSAPP)).containsExactly(0L, 0L, 1L);
  }

  @Test
  void held_whenItsTransactionIsLost_isAppliedAfterTheNextStart() {
    // Two customers, each with so many sessions which one more message all moves that a
    // transaction takes but one of them.
    Instant first = Instant.parse("2015-02-01T00:00:00Z");
    hub.clock.set(first.minus(Duration.ofDays(3)));
    hub.number(account, WHATSAPP, PHONE);
    long early = first.minus(Duration.ofHours(10)).getEpochSecond();
    post(WebhookTest.message("a", "1", early), WebhookTest.message("b", "2", early));
    hub.settle();
    assertThat(hub.rows("SELECT count(*) FROM held")).containsExactly("2");
    hub.clock.set(TestHub.START);
    for (String customer : List.of("1", "2")) {
      List<String> messages = new ArrayList<>();
      for (int i = 0; i < 4_100; i++) {
        long at = first.plus(Duration.ofHours(16L * i)).getEpochSecond();
        messages.add(WebhookTest.message(customer + "." + i, customer, at));
      }
      post(messages.toArray(String[]::new));
    }
    List<String> released = new ArrayList<>();
    cable.cutBeforeCommit(transaction -> {
      if (transaction.contains("DELETE FROM held") || !released.isEmpty()) {
        released.add(transaction);
      }
      return released.size() > 1 && transaction.contains("INSERT INTO customer_message");
    });
    assertThatItIsCut();

    hub.restart();
    hub.settle();

    // Every second message opens, and the early one.
    assertThat(hub.rows("SELECT sum(incoming) FROM usage_month")).containsExactly("4102");
    assertThat(hub.rows("SELECT count(*) FROM held")).containsExactly("0");
  }
}
