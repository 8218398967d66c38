package wabahub.hubs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Table change_log, on PostgreSQL only.
///
/// A transaction that began before a look may commit after it. So each look begins at the oldest
/// transaction that was under way at the look before (`xmin` of its snapshot): all that were
/// finished then have been seen, and those that were not are looked at again.
final class ChangeSql {
  private static final int CLEANED = 10_000;

  private ChangeSql() {}

  static void insert(Handle tx, long hub, String kind, Change change) {
    tx.createUpdate(
            "INSERT INTO change_log (hub_id, kind, refs, text) VALUES (:hub, :kind, :refs, :text)")
        .bind("hub", hub)
        .bind("kind", kind)
        .bind("refs", bytes(change.refs()))
        .bind("text", change.text())
        .execute();
  }

  private static byte[] bytes(Collection<Long> refs) {
    ByteBuffer buffer = ByteBuffer.allocate(refs.size() * Long.BYTES);
    refs.forEach(buffer::putLong);
    return buffer.array();
  }

  private static List<Long> refs(byte[] bytes) {
    List<Long> refs = new ArrayList<>();
    for (ByteBuffer buffer = ByteBuffer.wrap(bytes); buffer.hasRemaining(); ) {
      refs.add(buffer.getLong());
    }
    return refs;
  }

  /// A row of the log.
  record Row(long id, String kind, Change change) {}

  /// Where the next look begins, and what was there.
  record Look(long xmin, List<Row> rows) {}

  /// Where a look would begin now.
  static long xmin(Handle tx) {
    return tx.createQuery("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        .mapTo(Long.class)
        .one();
  }

  /// What others than `hub` have told since. One statement, so that rows and `xmin` are of one
  /// snapshot.
  static Look look(Handle tx, long since, long hub) {
    List<Row> rows = new ArrayList<>();
    long[] xmin = {since};
    tx.createQuery(
            """
            SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, c.id, c.kind, c.refs, c.text
            FROM (SELECT 1) one LEFT JOIN change_log c
              ON c.xid >= CAST(CAST(:since AS text) AS xid8) AND c.hub_id != :hub
            ORDER BY c.id
            """)
        .bind("since", since)
        .bind("hub", hub)
        .map((row, context) -> {
          xmin[0] = row.getLong(1);
          byte @Nullable [] refs = row.getBytes(4);
          if (refs != null) {
            Change change = new Change(refs(refs), row.getString(5));
            rows.add(new Row(row.getLong(2), row.getString(3), change));
          }
          return true;
        })
        .list();
    return new Look(xmin[0], rows);
  }

  /// Deletes what was finished before `xmin`.
  static int clean(Handle tx, long xmin) {
    return tx.createUpdate(
            """
            DELETE FROM change_log WHERE id IN (
              SELECT id FROM change_log WHERE xid < CAST(CAST(:xmin AS text) AS xid8)
              LIMIT :limit FOR UPDATE SKIP LOCKED)
            """)
        .bind("xmin", xmin)
        .bind("limit", CLEANED)
        .execute();
  }
}
