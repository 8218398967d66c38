package wabahub.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/// The baseline of the intake: what a hub writes for webhooks, and nothing else. One thread writes
/// the journal's rows, one the facts and figures of those that are written, in the batches that the
/// hub has them in, into tables that the hub itself has made. No HTTP, no JSON, no signature, no
/// encryption, nothing is read.
final class BareLoop {
  private static final int BODY_BYTES = 1_150;
  private static final int AHEAD = 16_384;

  private final Engine engine;
  private final boolean postgresql;
  private final int numbers;
  private final int commit;
  private final int batch;
  private final long deliveredAt = System.currentTimeMillis() / 1_000;
  private final int day;

  /// `commit`: webhooks a commit of the journal, `batch`: webhooks a transaction of facts.
  BareLoop(Engine engine, boolean postgresql, int numbers, int commit, int batch) {
    this.engine = engine;
    this.postgresql = postgresql;
    this.numbers = numbers;
    this.commit = commit;
    this.batch = batch;
    LocalDate today = LocalDate.now(java.time.ZoneOffset.UTC);
    day = today.getYear() * 10_000 + today.getMonthValue() * 100 + today.getDayOfMonth();
  }

  /// Webhooks a second, written and applied.
  double run(int seconds) {
    Semaphore written = new Semaphore(0);
    Semaphore room = new Semaphore(AHEAD);
    AtomicReference<Throwable> failed = new AtomicReference<>();
    long begin = System.nanoTime();
    long end = begin + seconds * 1_000_000_000L;
    Thread journal =
        Thread.ofPlatform()
            .start(
                () -> {
                  try (Connection connection = engine.connect("journal")) {
                    journal(connection, end, written, room);
                  } catch (SQLException | InterruptedException e) {
                    failed.set(e);
                  }
                });
    long applied = 0;
    try (Connection connection = engine.connect("hub")) {
      SplittableRandom random = new SplittableRandom();
      while (journal.isAlive() || written.availablePermits() > 0) {
        int count = Math.min(batch, written.availablePermits());
        if (count < batch && journal.isAlive()) {
          Thread.onSpinWait();
          continue;
        }
        written.acquire(count);
        facts(connection, random, count);
        connection.commit();
        applied += count;
        room.release(count);
      }
      journal.join();
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (failed.get() != null) {
      throw new IllegalStateException(failed.get());
    }
    return applied / ((System.nanoTime() - begin) / 1e9);
  }

  private void journal(Connection connection, long end, Semaphore written, Semaphore room)
      throws SQLException, InterruptedException {
    SplittableRandom random = new SplittableRandom();
    byte[][] bodies = new byte[commit][];
    Long[] times = new Long[commit];
    try (PreparedStatement insert =
        connection.prepareStatement(
            postgresql
                ? "INSERT INTO journal (arrived_at, body)"
                    + " SELECT * FROM unnest(?::bigint[], ?::bytea[]) RETURNING seq"
                : "INSERT INTO journal (arrived_at, body) VALUES (?, ?)")) {
      while (System.nanoTime() < end) {
        room.acquire(commit);
        for (int i = 0; i < commit; i++) {
          bodies[i] = new byte[BODY_BYTES];
          random.nextBytes(bodies[i]);
          times[i] = System.currentTimeMillis();
        }
        if (postgresql) {
          insert.setArray(1, connection.createArrayOf("bigint", times));
          insert.setArray(2, connection.createArrayOf("bytea", bodies));
          insert.executeQuery().close();
        } else {
          for (int i = 0; i < commit; i++) {
            insert.setLong(1, times[i]);
            insert.setBytes(2, bodies[i]);
            insert.addBatch();
          }
          insert.executeBatch();
        }
        connection.commit();
        written.release(commit);
      }
    }
  }

  /// Two facts a webhook, and the figures of their numbers.
  private void facts(Connection connection, SplittableRandom random, int webhooks)
      throws SQLException {
    int[] units = new int[numbers];
    Object[][] rows = new Object[webhooks * 2][];
    for (int i = 0; i < rows.length; i++) {
      int number = i % 2 == 0 ? random.nextInt(numbers) : (int) rows[i - 1][0];
      units[number] += i % 2;
      byte[] message = new byte[16];
      random.nextBytes(message);
      rows[i] = new Object[] {number, message, i % 2 == 0};
    }
    if (postgresql) {
      unitsOfPostgresql(connection, rows);
    } else {
      unitsOfSqlite(connection, rows);
    }
    figures(connection, units);
    try (PreparedStatement progress =
        connection.prepareStatement(
            "INSERT INTO stream (journal_id, hub_id, seq, orphan) VALUES ('bench', 0, 1, 0)"
                + " ON CONFLICT (journal_id, hub_id) DO UPDATE SET seq = stream.seq + 1")) {
      progress.executeUpdate();
    }
  }

  private static final String COLUMNS =
      "phone_number_id, message, participant, delivered_at, country, wamid, pricing_rank,"
          + " pricing_at, charged, category, subtype, type, model, billable";

  private void unitsOfPostgresql(Connection connection, Object[][] rows) throws SQLException {
    int n = rows.length;
    String[] phones = new String[n];
    byte[][] messages = new byte[n][];
    byte[][] nobody = new byte[n][0];
    Long[] at = new Long[n];
    String[] country = new String[n];
    String[] wamid = new String[n];
    Integer[] rank = new Integer[n];
    Integer[] charged = new Integer[n];
    String[] category = new String[n];
    String[] type = new String[n];
    String[] model = new String[n];
    String[] subtype = new String[n];
    for (int i = 0; i < n; i++) {
      boolean paid = (boolean) rows[i][2];
      phones[i] = phone(rows[i]);
      messages[i] = (byte[]) rows[i][1];
      at[i] = deliveredAt;
      country[i] = "IL";
      wamid[i] = paid ? wamid(rows[i]) : null;
      rank[i] = 1;
      charged[i] = paid ? 1 : 0;
      category[i] = paid ? "marketing" : "service";
      subtype[i] = "";
      type[i] = paid ? "regular" : "free_customer_service";
      model[i] = "PMP";
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO unit ("
                + COLUMNS
                + ") SELECT * FROM unnest(?::varchar[], ?::bytea[], ?::bytea[], ?::bigint[],"
                + " ?::varchar[], ?::varchar[], ?::smallint[], ?::bigint[], ?::smallint[],"
                + " ?::varchar[], ?::varchar[], ?::varchar[], ?::varchar[], ?::smallint[])"
                + " ON CONFLICT DO NOTHING")) {
      int p = 1;
      for (Object[] array : new Object[][] {phones, messages, nobody, at, country, wamid}) {
        String sql = array instanceof byte[][] ? "bytea" : array == at ? "bigint" : "varchar";
        insert.setArray(p++, connection.createArrayOf(sql, array));
      }
      insert.setArray(p++, connection.createArrayOf("smallint", rank));
      insert.setArray(p++, connection.createArrayOf("bigint", at));
      insert.setArray(p++, connection.createArrayOf("smallint", charged));
      for (Object[] array : new Object[][] {category, subtype, type, model}) {
        insert.setArray(p++, connection.createArrayOf("varchar", array));
      }
      insert.setArray(p, connection.createArrayOf("smallint", charged));
      insert.executeUpdate();
    }
  }

  private void unitsOfSqlite(Connection connection, Object[][] rows) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO unit ("
                + COLUMNS
                + ") VALUES (?, ?, x'', ?, 'IL', ?, 1, ?, ?, ?, '', ?, 'PMP', ?)"
                + " ON CONFLICT DO NOTHING")) {
      for (Object[] row : rows) {
        boolean paid = (boolean) row[2];
        insert.setString(1, phone(row));
        insert.setBytes(2, (byte[]) row[1]);
        insert.setLong(3, deliveredAt);
        insert.setString(4, paid ? wamid(row) : null);
        insert.setLong(5, deliveredAt);
        insert.setInt(6, paid ? 1 : 0);
        insert.setString(7, paid ? "marketing" : "service");
        insert.setString(8, paid ? "regular" : "free_customer_service");
        insert.setInt(9, paid ? 1 : 0);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static String phone(Object[] row) {
    return "310020" + (Hub.FIRST_PHONE + (int) row[0]);
  }

  private static String wamid(Object[] row) {
    return "wamid.HBgMOTcyNTAxMjM0NTY3FQIAERgS" + java.util.HexFormat.of().formatHex(
        (byte[]) row[1], 0, 8) + "AA==";
  }

  private void figures(Connection connection, int[] units) throws SQLException {
    try (PreparedStatement days =
            connection.prepareStatement(
                "INSERT INTO usage_day (number_id, day, kind, name, units) VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT (number_id, day, kind, name)"
                    + " DO UPDATE SET units = usage_day.units + excluded.units");
        PreparedStatement months =
            connection.prepareStatement(
                "INSERT INTO usage_month (number_id, month, marketing, service, incoming)"
                    + " VALUES (?, ?, ?, 0, 0) ON CONFLICT (number_id, month)"
                    + " DO UPDATE SET marketing = usage_month.marketing + excluded.marketing")) {
      for (int number = 0; number < units.length; number++) {
        if (units[number] > 0) {
          day(days, number, 1, "marketing", units[number]);
          day(days, number, 2, "free_customer_service", units[number]);
          months.setInt(1, number);
          months.setInt(2, day / 100);
          months.setInt(3, units[number]);
          months.addBatch();
        }
      }
      days.executeBatch();
      months.executeBatch();
    }
  }

  private void day(PreparedStatement days, int number, int kind, String name, int units)
      throws SQLException {
    days.setInt(1, number);
    days.setInt(2, day);
    days.setInt(3, kind);
    days.setString(4, name);
    days.setInt(5, units);
    days.addBatch();
  }
}
