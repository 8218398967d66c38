package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.TestHub.Account;

/// How long raw webhooks are kept, and that none is lost with the journal around it.
final class JournalTest {
  private static final String WHATSAPP = "972501234567";
  private static final String PHONE = "310020030040050";

  /// A hub with a number, and messages of ever other customers.
  private static final class Life implements AutoCloseable {
    final TestHub hub;
    final Account account;
    private int customers;

    Life(Database database, Map<String, String> settings) {
      hub = new TestHub(database, settings);
      account = hub.partner("One", null);
      hub.number(account, WHATSAPP, PHONE);
    }

    Life(Database database) {
      this(database, Map.of());
    }

    void post() {
      String customer = "4477" + (900_000 + customers++);
      long at = hub.clock.instant().getEpochSecond();
      assertThat(
              hub.webhook(WebhookTest.messages(PHONE, WebhookTest.message(customer, customer, at)))
                  .status())
          .isEqualTo(200);
    }

    long rows() {
      Path file = hub.data().resolve("journal.db");
      return Files.exists(file)
          ? rows(file)
          : Long.parseLong(hub.rows("SELECT count(*) FROM journal").getFirst());
    }

    private static long rows(Path file) {
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery("SELECT count(*) FROM journal")) {
        return result.getLong(1);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    long counted() {
      Account fresh = new Account(0, "", "", hub.token(account.clientId(), account.clientSecret()));
      return hub.list(fresh).get("totalIncomingThisMonth").asLong();
    }

    @Override
    public void close() {
      hub.close();
    }
  }

  private static List<String> partitions(TestHub hub) {
    return hub.rows(
        """
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'journal'::regclass ORDER BY c.relname
        """);
  }

  @ParameterizedTest
  @EnumSource
  void row_dispatchedAndOlderThanItsDays_isDeleted(Database database) {
    try (Life life = new Life(database, Map.of("WABAHUB_JOURNAL_DAYS", "2"))) {
      life.hub.clock.set(Instant.parse("2026-10-14T23:59:00Z"));
      life.post();
      life.hub.settle();
      life.hub.clock.set(Instant.parse("2026-10-16T23:58:59Z"));
      life.post();
      life.hub.settle();
      assertThat(life.rows()).isEqualTo(2);
      life.hub.clock.set(Instant.parse("2026-10-17T00:00:01Z"));
      life.hub.settle();
      assertThat(life.rows()).isEqualTo(1);
      life.hub.restart();
      assertThat(life.counted()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void row_thatIsNotDispatched_isNeverDeleted(Database database) {
    try (Life life = new Life(database, Map.of("WABAHUB_JOURNAL_DAYS", "1"))) {
      life.post();
      life.hub.clock.advance(Duration.ofDays(9));
      life.hub.restart();
      assertThat(life.rows()).isEqualTo(1);
      assertThat(life.counted()).isEqualTo(1);
      life.hub.settle();
      assertThat(life.rows()).isZero();
    }
  }

  @Test
  void partitions_ofTheNextDays_areThereAndOldOnesGoWhole() {
    try (Life life = new Life(Database.POSTGRESQL, Map.of("WABAHUB_JOURNAL_DAYS", "1"))) {
      life.post();
      life.hub.settle();
      assertThat(partitions(life.hub))
          .containsExactly(
              "journal_20261014",
              "journal_20261015",
              "journal_20261016",
              "journal_20261017",
              "journal_other");
      life.hub.clock.advance(Duration.ofDays(3));
      life.hub.settle();
      assertThat(partitions(life.hub))
          .containsExactly(
              "journal_20261016",
              "journal_20261017",
              "journal_20261018",
              "journal_20261019",
              "journal_20261020",
              "journal_other");
    }
  }

  /// Reads of the journal in a transaction that it leaves open, as `pg_dump` does.
  private static Connection reading(TestHub hub, String table) throws SQLException {
    Connection connection = hub.connect();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT count(*) FROM " + table);
    }
    return connection;
  }

  @Test
  void partitions_whileTheJournalIsRead_waitWithoutStoppingIntake() throws SQLException {
    try (Life life = new Life(Database.POSTGRESQL)) {
      List<String> before = partitions(life.hub);
      life.hub.clock.advance(Duration.ofDays(1));
      try (Connection dump = reading(life.hub, "journal")) {
        life.hub.settle();
        life.post();
        life.hub.restart();
        life.post();
        assertThat(life.counted()).isEqualTo(2);
        assertThat(partitions(life.hub)).isEqualTo(before);
        dump.rollback();
      }
      life.hub.settle();
      assertThat(partitions(life.hub)).contains("journal_20261018");
    }
  }

  @Test
  void day_thatIsOverAndBeingRead_isDroppedLater() throws SQLException {
    try (Life life = new Life(Database.POSTGRESQL, Map.of("WABAHUB_JOURNAL_DAYS", "1"))) {
      life.hub.clock.advance(Duration.ofDays(2));
      try (Connection dump = reading(life.hub, "journal_20261014")) {
        life.hub.settle();
        assertThat(partitions(life.hub)).contains("journal_20261014", "journal_20261019");
        dump.rollback();
      }
      life.hub.settle();
      assertThat(partitions(life.hub)).doesNotContain("journal_20261014");
    }
  }

  @Test
  void row_withoutAPartition_isKeptElsewhereAndDispatched() {
    try (Life life = new Life(Database.POSTGRESQL, Map.of("WABAHUB_JOURNAL_DAYS", "1"))) {
      life.hub.clock.advance(Duration.ofDays(10));
      life.post();
      assertThat(life.hub.rows("SELECT count(*) FROM journal_other")).containsExactly("1");
      assertThat(life.counted()).isEqualTo(1);
      // Its day stays without a partition, and takes what still comes in it.
      life.post();
      life.hub.restart();
      assertThat(life.counted()).isEqualTo(2);
      assertThat(partitions(life.hub))
          .contains("journal_20261025")
          .doesNotContain("journal_20261024");
      life.hub.clock.advance(Duration.ofDays(3));
      life.hub.settle();
      assertThat(life.hub.rows("SELECT count(*) FROM journal_other")).containsExactly("0");
    }
  }

  @Test
  void journal_thatIsGone_startsOverAndLosesNothingThatComesAfter() throws IOException {
    try (Life life = new Life(Database.SQLITE)) {
      for (int i = 0; i < 5; i++) {
        life.post();
      }
      assertThat(life.counted()).isEqualTo(5);
      life.hub.stop();
      for (String file : List.of("journal.db", "journal.db-wal", "journal.db-shm")) {
        Files.deleteIfExists(life.hub.data().resolve(file));
      }
      life.hub.restart();
      for (int i = 0; i < 3; i++) {
        life.post();
      }
      assertThat(life.counted()).isEqualTo(8);
    }
  }

  @Test
  void journal_thatIsAnOlderCopy_losesNothingThatComesAfter() throws IOException {
    try (Life life = new Life(Database.SQLITE)) {
      life.post();
      life.hub.settle();
      life.hub.stop();
      Path journal = life.hub.data().resolve("journal.db");
      Path copy = life.hub.data().resolve("journal.copy");
      Files.copy(journal, copy);
      life.hub.restart();
      for (int i = 0; i < 5; i++) {
        life.post();
      }
      assertThat(life.counted()).isEqualTo(6);
      life.hub.stop();
      Files.move(copy, journal, StandardCopyOption.REPLACE_EXISTING);
      life.hub.restart();
      for (int i = 0; i < 3; i++) {
        life.post();
      }
      assertThat(life.counted()).isEqualTo(9);
    }
  }

  @ParameterizedTest
  @EnumSource
  void journal_emptiedByItsDays_goesOnAfterARestart(Database database) {
    try (Life life = new Life(database, Map.of("WABAHUB_JOURNAL_DAYS", "1"))) {
      life.post();
      life.hub.settle();
      life.hub.clock.advance(Duration.ofDays(4));
      life.hub.settle();
      assertThat(life.rows()).isZero();
      life.hub.restart();
      life.post();
      assertThat(life.counted()).isEqualTo(2);
      life.hub.restart();
      assertThat(life.counted()).isEqualTo(2);
    }
  }
}
