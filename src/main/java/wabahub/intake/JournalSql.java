package wabahub.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.storage.Rows;

/// Tables journal and journal_identity.
final class JournalSql {
  private static final Rows BODIES = Rows.of("posted", "arrived_at bigint", "body bytea");

  private JournalSql() {}

  /// A body as it is kept: encrypted; `arrivedAt` in UNIX milliseconds.
  record Row(long seq, long arrivedAt, byte[] body) {}

  /// Appends in the given order and returns the last number given.
  static long append(Handle tx, List<byte[]> bodies, long arrivedAt) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    bodies.forEach(body -> rows.add(new @Nullable Object[] {arrivedAt, body}));
    List<Long> numbers =
        BODIES.query(
            tx,
            "INSERT INTO journal (arrived_at, body) SELECT * FROM posted WHERE true RETURNING seq",
            rows,
            row -> row.getLong(1));
    return numbers.stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  static List<Row> after(Handle tx, long seq, int limit) {
    return tx.createQuery(
            """
            SELECT seq, arrived_at, body FROM journal
            WHERE seq > :seq ORDER BY seq LIMIT :limit
            """)
        .bind("seq", seq)
        .bind("limit", limit)
        .map((row, context) -> new Row(row.getLong(1), row.getLong(2), row.getBytes(3)))
        .list();
  }

  /// The oldest row after `seq` and the newest number, when there is one.
  static List<Row> ends(Handle tx, long seq) {
    return tx.createQuery(
            """
            SELECT max(seq), min(arrived_at) FROM journal WHERE seq > :seq HAVING count(*) > 0
            """)
        .bind("seq", seq)
        .map((row, context) -> new Row(row.getLong(1), row.getLong(2), new byte[0]))
        .list();
  }

  /// Deletes some rows that have been dispatched and are older than `before`.
  static int delete(Handle tx, long upTo, long before, int limit) {
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

  /// The journal's name; an empty journal gets one.
  static String identity(Handle tx) {
    tx.createUpdate(
            """
            INSERT INTO journal_identity (journal_id)
            SELECT :fresh WHERE NOT EXISTS (SELECT 1 FROM journal_identity)
            """)
        .bind("fresh", UUID.randomUUID().toString())
        .execute();
    return tx.createQuery("SELECT journal_id FROM journal_identity").mapTo(String.class).one();
  }
}
