package wabahub.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.storage.Engine;
import wabahub.storage.Rows;
import wabahub.storage.Storage;

/// Tables journal and journal_identity.
final class JournalSql {
  private static final Rows BODIES = Rows.of("posted", "arrived_at bigint", "body bytea");

  /// A body has 4 MiB at most, and becomes several times that when it is read.
  private static final int READ_BYTES = 16 * 1024 * 1024;

  private JournalSql() {}

  /// A body as it is kept: encrypted; `arrivedAt` in UNIX milliseconds.
  record Row(long seq, long arrivedAt, byte[] body) {}

  /// Appends to a stream in the given order and returns the last number given.
  static long append(Handle tx, long stream, List<byte[]> bodies, long arrivedAt) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    bodies.forEach(body -> rows.add(new @Nullable Object[] {arrivedAt, body}));
    List<Long> numbers =
        BODIES.query(tx, insert(Storage.engine(tx), stream), rows, row -> row.getLong(1));
    return numbers.stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  private static String insert(Engine engine, long stream) {
    return switch (engine) {
      case SQLITE ->
          "INSERT INTO journal (arrived_at, body) SELECT * FROM posted WHERE true RETURNING seq";
      case POSTGRESQL ->
          """
          INSERT INTO journal (arrived_at, body, hub_id)
          SELECT arrived_at, body, %d FROM posted RETURNING seq
          """
              .formatted(stream);
    };
  }

  /// A condition: rows of this stream. On SQLite there is one.
  private static String of(Handle tx, long stream) {
    return Storage.engine(tx) == Engine.SQLITE ? "" : "hub_id = " + stream + " AND ";
  }

  /// The next rows of a stream, fewer than `limit` when they are large, but one at least.
  static List<Row> after(Handle tx, long stream, long seq, int limit) {
    if (Storage.engine(tx) == Engine.POSTGRESQL) {
      // Without statistics, as on the first day, it would sort all that waits.
      tx.execute("SET LOCAL enable_bitmapscan = off");
    }
    return tx.createQuery(
            """
            SELECT seq, arrived_at, body FROM (
              SELECT seq, arrived_at, body,
                     sum(length(body)) OVER (ORDER BY seq) - length(body) AS bytes_before
              FROM journal WHERE <of>seq > :seq ORDER BY seq LIMIT :limit) next
            WHERE bytes_before < :bytes ORDER BY seq
            """)
        .define("of", of(tx, stream))
        .bind("seq", seq)
        .bind("limit", limit)
        .bind("bytes", READ_BYTES)
        .map((row, context) -> new Row(row.getLong(1), row.getLong(2), row.getBytes(3)))
        .list();
  }

  /// The oldest row of a stream after `seq` and the newest number, when there is one.
  static List<Row> ends(Handle tx, long stream, long seq) {
    return tx.createQuery(
            """
            SELECT max(seq), min(arrived_at) FROM journal WHERE <of>seq > :seq HAVING count(*) > 0
            """)
        .define("of", of(tx, stream))
        .bind("seq", seq)
        .map((row, context) -> new Row(row.getLong(1), row.getLong(2), new byte[0]))
        .list();
  }

  /// Deletes some of what has been dispatched and arrived before `before`: rows up to `upTo`, or
  /// whole days and rows of any stream on PostgreSQL. Returns how much.
  static int delete(Handle tx, long upTo, long before, int limit) {
    return switch (Storage.engine(tx)) {
      case SQLITE -> deleteRows(tx, upTo, before, limit);
      case POSTGRESQL -> PartitionSql.drop(tx, before) + PartitionSql.delete(tx, before, limit);
    };
  }

  private static int deleteRows(Handle tx, long upTo, long before, int limit) {
    return tx.createUpdate(
            """
            DELETE FROM journal WHERE seq IN (
              SELECT seq FROM journal WHERE seq <= :upTo AND arrived_at < :before
              ORDER BY seq LIMIT :limit)
            """)
        .bind("upTo", upTo)
        .bind("before", before)
        .bind("limit", limit)
        .execute();
  }

  /// Makes room for what will arrive after `now` (milliseconds); returns how many days.
  static int prepare(Handle tx, long now) {
    return switch (Storage.engine(tx)) {
      case SQLITE -> 0;
      case POSTGRESQL -> PartitionSql.create(tx, now);
    };
  }

  /// The journal's name; an empty journal gets one.
  static String identity(Handle tx) {
    if (Storage.engine(tx) == Engine.POSTGRESQL) {
      // Two hubs that begin at once would give it two names.
      tx.execute("LOCK TABLE journal_identity IN SHARE ROW EXCLUSIVE MODE");
    }
    tx.createUpdate(
            """
            INSERT INTO journal_identity (journal_id)
            SELECT :fresh WHERE NOT EXISTS (SELECT 1 FROM journal_identity)
            """)
        .bind("fresh", UUID.randomUUID().toString())
        .execute();
    return tx.createQuery("SELECT journal_id FROM journal_identity").mapTo(String.class).one();
  }

  /// Gives a journal a new name when it holds less than was dispatched of the one of its name: it
  /// is an older copy, and would give numbers that were dispatched before to what comes now.
  /// Returns its name. On PostgreSQL both are in one database, of one age.
  static String renameOlder(Handle tx, long dispatched) {
    if (Storage.engine(tx) == Engine.POSTGRESQL) {
      return identity(tx);
    }
    tx.createUpdate(
            """
            UPDATE journal_identity SET journal_id = :fresh
            WHERE :dispatched > (SELECT coalesce(max(seq), 0) FROM journal)
            """)
        .bind("fresh", UUID.randomUUID().toString())
        .bind("dispatched", dispatched)
        .execute();
    return identity(tx);
  }

  /// Writes without changing anything.
  static int touch(Handle tx) {
    return tx.createUpdate("UPDATE journal_identity SET journal_id = journal_id").execute();
  }
}
