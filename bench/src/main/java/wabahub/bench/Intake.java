package wabahub.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Signed webhooks, acknowledged and applied.
final class Intake {
  private static final int NUMBERS = 1_000;
  private static final int CONNECTIONS = 64;

  /// Webhooks a transaction of the dispatch.
  private static final int BATCH = 250;

  /// That a hub may need to catch up.
  private static final long MINUTES = 5;

  private static final long FACTS = 10_000_000;

  private final String engine;
  private final int rounds;
  private final int seconds;

  Intake(String engine, int rounds, int seconds) {
    this.engine = engine;
    this.rounds = rounds;
    this.seconds = seconds;
  }

  /// A hub under load, and its own figures of it.
  private final class Loaded implements AutoCloseable {
    final Engine database = Engine.of(engine);
    final Hub hub = Hub.start(database);
    final Hub.Partner partner = hub.partner(Hub.FIRST_PHONE, NUMBERS);
    final Poster poster = new Poster(hub.port, Hub.FIRST_PHONE, NUMBERS);
    private long posted;

    /// Webhooks a second, from the first request until all of them are in the list.
    double saturate(int forSeconds) {
      long begin = System.nanoTime();
      count(poster.run(forSeconds, CONNECTIONS, 0));
      return (posted - before) / ((System.nanoTime() - begin) / 1e9);
    }

    private long before;

    private void count(Poster.Run run) {
      before = posted;
      posted += run.acknowledged();
      // Every second status is charged as marketing.
      long until = System.nanoTime() + MINUTES * 60_000_000_000L;
      while (hub.marketing(partner) < posted) {
        if (System.nanoTime() > until) {
          throw new IllegalStateException("the hub does not catch up:\n" + hub.log());
        }
        pause();
      }
      if (hub.marketing(partner) != posted) {
        throw new IllegalStateException("the hub counts more than it was sent");
      }
    }

    /// Webhooks that share a commit of the journal, on average.
    int commit() {
      double count = hub.metric("wabahub_journal_commit_webhooks_count");
      return (int) Math.max(1, hub.metric("wabahub_journal_commit_webhooks_sum") / count);
    }

    @Override
    public void close() {
      hub.close();
      database.close();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  List<Row> measure() {
    Samples bare = new Samples();
    Samples product = new Samples();
    Samples ratios = new Samples();
    Samples age = new Samples();
    Samples fsync = new Samples();
    Samples acknowledged = new Samples();
    List<Row> rows = new ArrayList<>();
    int commit;
    try (Loaded loaded = new Loaded();
        Engine empty = Engine.of(engine)) {
      Hub.start(empty).close();
      loaded.saturate(Math.min(seconds, 20)); // until the JVM is warm
      commit = loaded.commit();
      BareLoop loop = loop(empty, commit);
      for (int round = 0; round < rounds; round++) {
        double base = loop.run(seconds) * 2;
        double own = watched(loaded, age) * 2;
        bare.add(base);
        product.add(own);
        ratios.add(own / base);
      }
      double rate = product.median() / 2 / 2;
      for (int round = 0; round < rounds; round++) {
        long[] forced = FsyncLoop.run(Math.min(seconds, 10));
        fsync.add(forced[(int) (forced.length * 0.99)] / 1e6);
        Poster.Run run = loaded.poster.run(Math.min(seconds, 20), CONNECTIONS, rate);
        loaded.count(run);
        acknowledged.add(run.millis(0.99));
      }
    }
    rows.add(
        Row.atLeast(
            "events/s, acknowledged and applied, "
                + engine
                + " ÷ bare loop ("
                + commit
                + " webhooks a commit, "
                + BATCH
                + " a transaction)",
            bare.text() + "/s",
            product.text() + "/s",
            ratios.median(),
            0.5));
    rows.add(
        Row.atMost(
            "p99 of the 200 at half of that load, " + engine,
            "fsync p99 " + fsync.text() + " ms",
            acknowledged.text() + " ms",
            acknowledged.median(),
            5 * fsync.median() + 10,
            " ms"));
    rows.add(
        Row.atMost(
            "age of the served figures at full load, p99, " + engine,
            "",
            age.text() + " ms",
            age.median(),
            1_000,
            " ms"));
    return rows;
  }

  /// The same with ten million facts in the database, beside an empty one.
  List<Row> measureFull() {
    Samples before = new Samples();
    Samples after = new Samples();
    Samples ratios = new Samples();
    try (Loaded empty = new Loaded();
        Loaded full = new Loaded()) {
      fill(full.database, FACTS);
      empty.saturate(Math.min(seconds, 20));
      full.saturate(Math.min(seconds, 20));
      for (int round = 0; round < rounds; round++) {
        double base = empty.saturate(seconds) * 2;
        double own = full.saturate(seconds) * 2;
        before.add(base);
        after.add(own);
        ratios.add(own / base);
      }
    }
    return List.of(
        Row.atLeast(
            "the same with 10 million facts ÷ empty, " + engine,
            before.text() + "/s",
            after.text() + "/s",
            ratios.median(),
            0.8));
  }

  private BareLoop loop(Engine empty, int commit) {
    return new BareLoop(empty, engine.equals("postgresql"), NUMBERS, commit, BATCH);
  }

  /// A run under which a partner looks at its list ten times a second.
  private double watched(Loaded loaded, Samples age) {
    List<Double> ages = new ArrayList<>();
    Thread watcher =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!Thread.currentThread().isInterrupted()) {
                    ages.add(loaded.hub.ageMillis(loaded.partner));
                    java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
                  }
                });
    double perSecond = loaded.saturate(seconds);
    watcher.interrupt();
    try {
      watcher.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    ages.sort(null);
    age.add(ages.get((int) (ages.size() * 0.99)));
    return perSecond;
  }

  /// Facts of the last 300 days, of the numbers that the load is about.
  static void fill(Engine database, long facts) {
    boolean postgresql = database.settings().containsKey("WABAHUB_DATABASE_URL");
    long now = System.currentTimeMillis() / 1_000;
    String series =
        postgresql
            ? "generate_series(%d, %d) AS s(i)"
            : "(WITH RECURSIVE s(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM s WHERE i < %d)"
                + " SELECT i FROM s)";
    String message = postgresql ? "decode(md5(i::text), 'hex')" : "randomblob(16)";
    long piece = 500_000;
    try (Connection connection = database.connect("hub");
        Statement statement = connection.createStatement()) {
      for (long from = 1; from <= facts; from += piece) {
        statement.executeUpdate(
            """
            INSERT INTO unit (phone_number_id, message, participant, delivered_at, country, wamid,
              pricing_rank, pricing_at, charged, category, subtype, type, model, billable)
            SELECT '310020' || (%d + i %% %d), %s, %s, %d - (i %% 25920000), 'IL', NULL,
              1, %d - (i %% 25920000), 1, 'marketing', '', 'regular', 'PMP', 1
            FROM %s
            """
                .formatted(
                    Hub.FIRST_PHONE,
                    NUMBERS,
                    message,
                    postgresql ? "''::bytea" : "x''",
                    now,
                    now,
                    series.formatted(from, Math.min(facts, from + piece - 1))));
        connection.commit();
      }
      if (postgresql) {
        connection.setAutoCommit(true);
        statement.execute("VACUUM ANALYZE unit");
        statement.execute("CHECKPOINT");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
