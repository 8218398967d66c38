package wabahub.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Tables held and set_aside. Bodies are encrypted; `content` is their keyed hash, so that a repeat
/// is one row. Instants in UNIX seconds.
final class WaitingSql {
  private WaitingSql() {}

  /// An element that waits for its number (`phoneNumberId`) or for an instant (`dueAt`).
  record Held(
      long id,
      byte[] content,
      @Nullable String phoneNumberId,
      @Nullable Long dueAt,
      long arrivedAt,
      byte[] body) {}

  /// Of a repeat the later arrival counts: each copy is held for its own 30 days.
  static void hold(Handle tx, Held held) {
    tx.createUpdate(
            """
            INSERT INTO held (content, phone_number_id, due_at, arrived_at, body)
            VALUES (:content, :phone, :dueAt, :arrivedAt, :body)
            ON CONFLICT (content) DO UPDATE SET
              phone_number_id = excluded.phone_number_id, due_at = excluded.due_at,
              arrived_at = CASE WHEN held.arrived_at > excluded.arrived_at
                THEN held.arrived_at ELSE excluded.arrived_at END
            """)
        .bind("content", held.content())
        .bind("phone", held.phoneNumberId())
        .bind("dueAt", held.dueAt())
        .bind("arrivedAt", held.arrivedAt())
        .bind("body", held.body())
        .execute();
  }

  static List<Held> due(Handle tx, long now, int limit) {
    return held(tx, "WHERE h.due_at <= :at ORDER BY h.due_at LIMIT :limit", now, limit, "");
  }

  /// Held elements of a number that arrived at `since` or later.
  static List<Held> of(Handle tx, String phoneNumberId, long since, int limit) {
    return held(
        tx,
        "WHERE h.phone_number_id = :phone AND h.arrived_at >= :at ORDER BY h.id LIMIT :limit",
        since,
        limit,
        phoneNumberId);
  }

  /// Some of the numbers that elements wait for, after `after` in their order.
  static List<String> awaited(Handle tx, String after, int limit) {
    return tx.createQuery(
            """
            SELECT DISTINCT phone_number_id FROM held
            WHERE phone_number_id > :after ORDER BY phone_number_id LIMIT :limit
            """)
        .bind("after", after)
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  private static List<Held> held(Handle tx, String tail, long at, int limit, String phoneNumberId) {
    return tx.createQuery(
            "SELECT h.id, h.content, h.phone_number_id, h.due_at, h.arrived_at, h.body FROM held h "
                + tail)
        .bind("at", at)
        .bind("limit", limit)
        .bindMap(phoneNumberId.isEmpty() ? Map.of() : Map.of("phone", phoneNumberId))
        .map((row, context) -> {
          long dueAt = row.getLong("due_at");
          Long due = row.wasNull() ? null : (Long) dueAt;
          return new Held(
              row.getLong("id"),
              row.getBytes("content"),
              row.getString("phone_number_id"),
              due,
              row.getLong("arrived_at"),
              row.getBytes("body"));
        })
        .list();
  }

  static void release(Handle tx, List<Long> ids) {
    tx.createUpdate("DELETE FROM held WHERE id IN (<ids>)").bindList("ids", ids).execute();
  }

  /// Gives up on elements of unknown numbers that arrived before `before`.
  static int expire(Handle tx, long before) {
    return tx.createUpdate(
            "DELETE FROM held WHERE phone_number_id IS NOT NULL AND arrived_at < :before")
        .bind("before", before)
        .execute();
  }

  static void setAside(Handle tx, byte[] content, String reason, long arrivedAt, byte[] body) {
    tx.createUpdate(
            """
            INSERT INTO set_aside (content, reason, arrived_at, body)
            VALUES (:content, :reason, :arrivedAt, :body)
            ON CONFLICT (content) DO NOTHING
            """)
        .bind("content", content)
        .bind("reason", reason)
        .bind("arrivedAt", arrivedAt)
        .bind("body", body)
        .execute();
  }

  /// The two tables as the operator sees them.
  enum Shelf {
    HELD(
        "held",
        """
        CASE WHEN phone_number_id IS NULL THEN 'early' ELSE 'unknown_number' END
        """),
    SET_ASIDE("set_aside", "reason");

    private final String table;
    private final String reason;

    Shelf(String table, String reason) {
      this.table = table;
      this.reason = reason;
    }

    private String select() {
      return "SELECT id, content, " + reason + " AS reason, arrived_at, body FROM " + table;
    }
  }

  /// What waits, as the operator sees it; `body` encrypted.
  record Parked(long id, byte[] content, String reason, long arrivedAt, byte[] body) {
    int size() {
      return body.length;
    }
  }

  static List<Parked> list(Handle tx, Shelf shelf, long after, int limit) {
    return tx.createQuery(shelf.select() + " WHERE id > :after ORDER BY id LIMIT :limit")
        .bind("after", after)
        .bind("limit", limit)
        .map((row, context) -> parked(row))
        .list();
  }

  static Optional<Parked> find(Handle tx, Shelf shelf, long id) {
    return tx.createQuery(shelf.select() + " WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> parked(row))
        .findOne();
  }

  private static Parked parked(ResultSet row) throws SQLException {
    return new Parked(
        row.getLong("id"),
        row.getBytes("content"),
        row.getString("reason"),
        row.getLong("arrived_at"),
        row.getBytes("body"));
  }

  static long count(Handle tx, Shelf shelf) {
    return tx.createQuery("SELECT count(*) FROM " + shelf.table).mapTo(Long.class).one();
  }

  static boolean contains(Handle tx, byte[] content) {
    return tx.createQuery(
                """
                SELECT (SELECT count(*) FROM held WHERE content = :content)
                  + (SELECT count(*) FROM set_aside WHERE content = :content)
                """)
            .bind("content", content)
            .mapTo(Long.class)
            .one()
        > 0;
  }

  static void remove(Handle tx, Shelf shelf, long id) {
    tx.createUpdate("DELETE FROM " + shelf.table + " WHERE id = :id").bind("id", id).execute();
  }
}
