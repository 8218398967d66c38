package wabahub.intake;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table stream.
final class StreamSql {
  private StreamSql() {}

  /// The stream of a dead hub; `oldestAt`: when the oldest event came that is not dispatched (UNIX
  /// milliseconds), null = all are.
  record Orphan(long hub, Optional<Long> oldestAt) {}

  /// How far a stream is dispatched.
  static long seq(Handle tx, String journalId, long hub) {
    return tx.createQuery("SELECT seq FROM stream WHERE journal_id = :journal AND hub_id = :hub")
        .bind("journal", journalId)
        .bind("hub", hub)
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  static void save(Handle tx, String journalId, long hub, long seq) {
    tx.createUpdate(
            """
            INSERT INTO stream (journal_id, hub_id, seq, orphan) VALUES (:journal, :hub, :seq, 0)
            ON CONFLICT (journal_id, hub_id) DO UPDATE SET seq = excluded.seq
            """)
        .bind("journal", journalId)
        .bind("hub", hub)
        .bind("seq", seq)
        .execute();
  }

  /// Before the first row of a stream: what has none is not kept from being deleted.
  static void open(Handle tx, String journalId, long hub) {
    tx.createUpdate(
            """
            INSERT INTO stream (journal_id, hub_id, seq, orphan) VALUES (:journal, :hub, 0, 0)
            ON CONFLICT (journal_id, hub_id) DO NOTHING
            """)
        .bind("journal", journalId)
        .bind("hub", hub)
        .execute();
  }

  /// Its hub is dead.
  static void orphan(Handle tx, long hub) {
    tx.createUpdate("UPDATE stream SET orphan = 1 WHERE hub_id = :hub").bind("hub", hub).execute();
  }

  /// On PostgreSQL, where journal and streams are in one database.
  static List<Orphan> orphans(Handle tx) {
    return tx.createQuery(
            """
            SELECT s.hub_id, (SELECT min(j.arrived_at) FROM journal j
              WHERE j.hub_id = s.hub_id AND j.seq > s.seq)
            FROM stream s WHERE s.orphan = 1 ORDER BY s.hub_id
            """)
        .map((row, context) -> {
          long oldest = row.getLong(2);
          return new Orphan(row.getLong(1), row.wasNull() ? Optional.empty() : Optional.of(oldest));
        })
        .list();
  }

  /// A stream of a dead hub is worked off.
  static void end(Handle tx, String journalId, long hub) {
    tx.createUpdate("DELETE FROM stream WHERE journal_id = :journal AND hub_id = :hub")
        .bind("journal", journalId)
        .bind("hub", hub)
        .execute();
  }
}
