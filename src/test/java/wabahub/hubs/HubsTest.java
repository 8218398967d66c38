package wabahub.hubs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wabahub.Postgres;
import wabahub.storage.Session;
import wabahub.storage.Settings;
import wabahub.storage.Storage;

/// Hubs that share a PostgreSQL, and the one on SQLite.
final class HubsTest {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static EmbeddedPostgres server;

  private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
  private final List<AutoCloseable> closing = new ArrayList<>();
  private final List<Estate> estates = new ArrayList<>();
  private String url;
  private One a;
  private One b;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException {
    server = Postgres.builder().start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void open() throws SQLException {
    String name = "hubs" + COUNT.incrementAndGet();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    url = "postgresql://postgres:postgres@localhost:" + server.getPort() + "/" + name;
    a = hub();
    b = hub();
    estates.clear();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : closing.reversed()) {
      one.close();
    }
  }

  /// A hub with a memory.
  private record One(Hubs hubs, Storage storage, List<String> heard) implements Follower {
    @Override
    public void changed(Change change) {
      heard.add(change.refs() + change.text());
    }

    @Override
    public void forget() {
      heard.add("all");
    }

    long id() {
      return hubs.id();
    }

    List<String> hear() {
      hubs.hear();
      List<String> now = List.copyOf(heard);
      heard.clear();
      return now;
    }
  }

  private One hub() {
    return hub(new Settings(folder, url));
  }

  private One hub(Settings settings) {
    Storage storage = Storage.open(settings, "hub");
    closing.add(storage);
    InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
    Watch watch = new Watch(clock, () -> millis.get() * 1_000_000);
    Hubs hubs = new Hubs(storage, new Self("test", "1"), watch);
    One one = new One(hubs, storage, new ArrayList<>());
    hubs.inherit((tx, estate) -> estates.add(estate));
    hubs.follow("thing", one);
    hubs.open();
    closing.add(hubs);
    return one;
  }

  /// Time passes, and those who live tick.
  private void pass(long ms, One... living) {
    for (long at = 0; at < ms; at += 500) {
      millis.addAndGet(500);
      for (One one : living) {
        one.hubs.tick();
      }
    }
  }

  /// The sessions of all hubs end, as they do when a process dies.
  private void endSessions() {
    a.storage.write(tx ->
        tx.createQuery(
                """
                SELECT count(pg_terminate_backend(pid)) FROM pg_locks
                WHERE locktype = 'advisory' AND database =
                  (SELECT oid FROM pg_database WHERE datname = current_database())
                """)
            .mapTo(Long.class)
            .one());
    for (One one : List.of(a, b)) {
      // The first statement finds the connection gone.
      assertThatThrownBy(one.hubs::tick).matches(Storage::isUnavailable);
    }
  }

  @Test
  void hubs_thatShareADatabase_knowEachOther() {
    a.hubs.tick();

    assertThat(a.hubs.all()).extracting(Hub::id).containsExactly(a.id(), b.id());
    assertThat(a.hubs.live()).isEqualTo(2);
  }

  @Test
  void subject_heldByOne_isNotTheOthers() {
    assertThat(a.hubs.hold("send", Set.of(1L, 2L))).containsExactlyInAnyOrder(1L, 2L);

    assertThat(b.hubs.hold("send", Set.of(1L, 2L, 3L))).containsExactly(3L);
    assertThat(b.hubs.hold("deliver", 1)).isTrue();
    assertThat(a.hubs.hold("send", 1)).isTrue();
    assertThat(a.hubs.hold("send", 3)).isFalse();
  }

  @Test
  void subject_released_isTakenByTheOther() {
    a.hubs.hold("send", Set.of(1L, 2L));
    a.hubs.release("send", 1);
    assertThat(b.hubs.hold("send", 1)).isFalse();

    a.hubs.hear();

    assertThat(b.hubs.hold("send", Set.of(1L, 2L))).containsExactly(1L);
  }

  @Test
  void subject_releasedAndHeldAgain_stays() {
    a.hubs.hold("send", 1);
    a.hubs.release("send", 1);

    assertThat(a.hubs.hold("send", 1)).isTrue();
    a.hubs.hear();

    assertThat(b.hubs.hold("send", 1)).isFalse();
  }

  @Test
  void subject_whoseReleaseWasCarriedOutUnheard_isWhoseItIsInTheDatabase() {
    a.hubs.hold("send", 1);
    a.hubs.release("send", 1);
    // As when the connection breaks after the commit.
    a.storage.useWrite(tx -> tx.execute("DELETE FROM hold"));

    assertThat(b.hubs.hold("send", 1)).isTrue();
    assertThat(a.hubs.hold("send", 1)).isFalse();
  }

  @Test
  void queries_leaveOutWhatOthersHold() {
    a.hubs.hold("send", 1);
    b.hubs.hold("send", 2);
    String sql = "SELECT s FROM generate_series(1, 3) s WHERE true";

    String unheld = a.hubs.unheld("send", "s");

    List<Long> found = a.storage.read(tx -> tx.createQuery(sql + unheld).mapTo(Long.class).list());
    assertThat(found).containsExactly(1L, 3L);
  }

  @Test
  void hub_silentForTenSeconds_isDead() {
    b.hubs.hold("send", Set.of(7L, 8L));
    long dead = b.id();
    pass(9_000, a);
    assertThat(a.hubs.bury()).isZero();

    pass(2_000, a);

    assertThat(a.hubs.bury()).isOne();
    assertThat(estates).containsExactly(new Estate(dead, false, Map.of("send", Set.of(7L, 8L))));
    assertThat(a.hubs.hold("send", 7)).isTrue();
    a.hubs.tick();
    assertThat(a.hubs.live()).isOne();
  }

  @Test
  void hub_thatWasGivenUp_settlesNothingAndBeginsAnew() {
    b.hubs.hold("send", 7);
    long dead = b.id();
    pass(11_000, a);
    a.hubs.bury();

    assertThatThrownBy(() -> b.storage.useWrite(b.hubs::guard)).isInstanceOf(Fenced.class);
    assertThatThrownBy(() -> b.hubs.hold("send", 9)).isInstanceOf(Fenced.class);
    assertThat(b.hubs.isFit()).isFalse();
    assertThat(b.id()).isNotEqualTo(dead);
    assertThat(b.hubs.isFit()).isTrue();
    b.storage.useWrite(b.hubs::guard);
    assertThatThrownBy(() -> b.storage.useWrite(tx -> b.hubs.guard(tx, dead)))
        .isInstanceOf(Fenced.class);
    assertThat(a.hubs.hold("send", 7)).isTrue();
    assertThat(b.hubs.hold("send", 7)).isFalse();
  }

  @Test
  void hub_whoseFirstBeatFails_holdsNothingOfItsLifeBefore() {
    b.hubs.hold("send", 7);
    pass(11_000, a);
    a.hubs.bury();
    assertThat(a.hubs.hold("send", 7)).isTrue();
    alter("ADD CONSTRAINT no_first_beat CHECK (beat <> 1)");
    assertThatThrownBy(b.hubs::tick).isNotNull();
    assertThat(b.hubs.hold("send", 7)).isFalse();
    alter("DROP CONSTRAINT no_first_beat");

    assertThat(b.hubs.tick()).isZero();

    assertThat(b.hubs.isFit()).isTrue();
    assertThat(b.hubs.hold("send", 7)).isFalse();
    assertThat(b.hubs.hold("send", 8)).isTrue();
  }

  private void alter(String how) {
    a.storage.useWrite(tx -> tx.execute("ALTER TABLE hub " + how));
  }

  @Test
  void hub_whoseSessionIsGone_isDeadAfterThreeSeconds() {
    endSessions();
    pass(2_000, a);
    assertThat(a.hubs.bury()).isZero();

    pass(2_000, a);

    assertThat(a.hubs.bury()).isOne();
  }

  @Test
  void hub_whoseSessionWasLost_livesWhileItMoves() {
    endSessions();
    pass(20_000, a, b);

    assertThat(a.hubs.bury()).isZero();
    assertThat(b.hubs.live()).isEqualTo(2);
  }

  @Test
  void hub_thatMovesBeforeItIsBuried_lives() {
    pass(11_000, a);
    b.hubs.tick();

    assertThat(a.hubs.bury()).isZero();
    assertThat(b.hubs.tick()).isZero();
  }

  @Test
  void silence_thatNobodyWatched_makesNobodyDead() {
    for (int i = 0; i < 8; i++) {
      millis.addAndGet(3_600_000);
      a.hubs.tick();
    }

    assertThat(a.hubs.bury()).isZero();
  }

  @Test
  void hub_startedAfterAllHaveDied_takesEverythingOver() {
    a.hubs.hold("send", 1);
    endSessions();

    One c = hub();

    assertThat(estates)
        .containsExactly(
            new Estate(1, true, Map.of("send", Set.of(1L))), new Estate(2, true, Map.of()));
    assertThat(c.hubs.live()).isOne();
  }

  @Test
  void hub_closed_leavesWhatItHeldToTheOthers() {
    b.hubs.hold("send", 1);

    b.hubs.close();

    assertThat(estates).containsExactly(new Estate(2, false, Map.of("send", Set.of(1L))));
    assertThat(a.hubs.hold("send", 1)).isTrue();
  }

  @Test
  void hub_closedAfterItWasGivenUp_doesNotJoinAgain() {
    pass(11_000, a);
    a.hubs.bury();

    b.hubs.close();

    a.hubs.tick();
    assertThat(a.hubs.all()).extracting(Hub::id).containsExactly(a.id());
  }

  @Test
  void burying_waitsForWhatIsUnderWay() throws InterruptedException {
    CountDownLatch guarded = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    pass(11_000, a);
    List<String> order = new ArrayList<>();
    Thread settling =
        Thread.ofVirtual()
            .start(() ->
                b.storage.useWrite(tx -> {
                  b.hubs.guard(tx);
                  guarded.countDown();
                  await(go);
                  order.add("settled");
                }));
    await(guarded);
    Thread burying =
        Thread.ofVirtual()
            .start(() -> {
              a.hubs.bury();
              order.add("buried");
            });
    awaitAWaiter();
    go.countDown();
    settling.join();
    burying.join();

    assertThat(order).containsExactly("settled", "buried");
  }

  private void awaitAWaiter() {
    String sql = "SELECT count(*) FROM pg_locks WHERE NOT granted";
    while (a.storage.read(tx -> tx.createQuery(sql).mapTo(Long.class).one()) == 0) {
      Thread.onSpinWait();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void transaction_thatAFrozenHubLeavesOpen_endsByItself() {
    String pooled = a.storage.read(HubsTest::show);
    try (Session session = a.storage.session()) {
      String alone = session.write(HubsTest::show);

      assertThat(List.of(pooled, alone)).containsExactly("10s", "10s");
    }
  }

  private static String show(Handle tx) {
    return tx.createQuery("SHOW idle_in_transaction_session_timeout").mapTo(String.class).one();
  }

  @Test
  void change_told_isHeardOnceByTheOthers() {
    a.storage.useWrite(tx -> a.hubs.tell(tx, "thing", List.of(3L, 4L)));
    a.storage.useWrite(tx -> a.hubs.tell(tx, "thing", "text"));
    a.storage.useWrite(tx -> a.hubs.tell(tx, "other", "text"));

    assertThat(b.hear()).containsExactlyInAnyOrder("[3, 4]", "[]text");
    assertThat(b.hear()).isEmpty();
    assertThat(a.hear()).isEmpty();
  }

  @Test
  void change_ofATransactionThatIsRolledBack_isNotHeard() {
    assertThatThrownBy(() ->
            a.storage.useWrite(tx -> {
              a.hubs.tell(tx, "thing", List.of(3L));
              throw new IllegalStateException();
            }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(b.hear()).isEmpty();
  }

  @Test
  void change_thatIsCommittedAfterLaterOnes_isHeard() {
    One c = hub();
    a.storage.useWrite(tx -> {
      a.hubs.tell(tx, "thing", List.of(1L));
      c.storage.useWrite(other -> c.hubs.tell(other, "thing", List.of(2L)));
      assertThat(b.hear()).containsExactly("[2]");
      assertThat(b.hear()).isEmpty();
    });

    assertThat(b.hear()).containsExactly("[1]");
    assertThat(b.hear()).isEmpty();
  }

  @Test
  void hub_thatHasNotHeardForLong_forgetsEverything() {
    millis.addAndGet(31_000);

    assertThat(b.hear()).containsExactly("all");
    assertThat(b.hear()).isEmpty();
  }

  @Test
  void follower_thatFails_isToldAgain() {
    AtomicInteger calls = new AtomicInteger();
    One c = hub();
    c.hubs.follow(
        "weak",
        new Follower() {
          @Override
          public void changed(Change change) {
            if (calls.incrementAndGet() == 1) {
              throw new IllegalStateException("weak");
            }
          }

          @Override
          public void forget() {}
        });
    a.storage.useWrite(tx -> a.hubs.tell(tx, "weak", "x"));

    assertThatThrownBy(c.hubs::hear).hasMessage("weak");
    c.hubs.hear();

    assertThat(calls).hasValue(2);
  }

  @Test
  void memory_lessThanASecondOld_isBelieved() {
    a.storage.useWrite(tx -> a.hubs.tell(tx, "thing", List.of(1L)));
    millis.addAndGet(800);
    b.hubs.current();
    assertThat(b.heard).isEmpty();

    millis.addAndGet(100);
    b.hubs.current();

    assertThat(b.heard).containsExactly("[1]");
  }

  @Test
  void memory_thatCannotBeLookedAfter_isNotBelieved() {
    millis.addAndGet(2_000);
    closing.remove(b.hubs);
    b.storage.close();

    assertThatThrownBy(b.hubs::current).isInstanceOf(OutOfDate.class);
  }

  @Test
  void log_ofChanges_isKeptForAMinute() {
    a.storage.useWrite(tx -> a.hubs.tell(tx, "thing", List.of(1L)));
    a.hear();
    assertThat(kept()).isOne();
    millis.addAndGet(20_000);
    a.hear();
    millis.addAndGet(29_000);
    a.hear();
    assertThat(kept()).isOne();

    for (int i = 0; i < 4; i++) {
      millis.addAndGet(20_000);
      a.hear();
    }

    assertThat(kept()).isZero();
  }

  private long kept() {
    return a.storage.read(
        tx -> tx.createQuery("SELECT count(*) FROM change_log").mapTo(Long.class).one());
  }

  @Test
  void hub_onSqlite_isAloneAndTakesEverythingOver() {
    One c = hub(new Settings(folder, ""));
    assertThat(estates).containsExactly(new Estate(0, true, Map.of()));
    estates.clear();

    assertThat(c.hubs.hold("send", Set.of(1L))).containsExactly(1L);
    c.storage.useWrite(tx -> {
      c.hubs.guard(tx);
      c.hubs.tell(tx, "thing", "x");
    });
    assertThat(c.hubs.unheld("send", "s")).isEmpty();
    assertThat(c.hubs.isFit()).isTrue();
    c.hubs.close();
    c.storage.close();
    One d = hub(new Settings(folder, ""));

    assertThat(estates).containsExactly(new Estate(c.id(), true, Map.of()));
    assertThat(d.id()).isGreaterThan(c.id());
  }
}
