package wabahub.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.storage.Rows;

/// Tables held and set_aside. Bodies are encrypted; `content` is their keyed hash, so that a repeat
/// is one row. Instants in UNIX seconds.
final class WaitingSql {
  private static final Rows SINCE = Rows.of("known", "phone_number_id varchar", "since bigint");

  private WaitingSql() {}

  /// An element that waits.
  record Held(long id, long arrivedAt, byte[] body) {}

  /// An element that is to wait for its number (`phoneNumberId`) or for an instant (`dueAt`).
  record Hold(
      byte[] content,
      @Nullable String phoneNumberId,
      @Nullable Long dueAt,
      long arrivedAt,
      byte[] body) {}

  /// Of a repeat the later arrival counts: each copy is held for its own 30 days.
  static void hold(Handle tx, Hold hold) {
    tx.createUpdate(
            """
            INSERT INTO held (content, phone_number_id, due_at, arrived_at, body)
            VALUES (:content, :phone, :dueAt, :arrivedAt, :body)
            ON CONFLICT (content) DO UPDATE SET
              phone_number_id = excluded.phone_number_id, due_at = excluded.due_at,
              arrived_at = CASE WHEN held.arrived_at > excluded.arrived_at
                THEN held.arrived_at ELSE excluded.arrived_at END
            """)
        .bind("content", hold.content())
        .bind("phone", hold.phoneNumberId())
        .bind("dueAt", hold.dueAt())
        .bind("arrivedAt", hold.arrivedAt())
        .bind("body", hold.body())
        .execute();
  }

  static List<Held> due(Handle tx, long now, int limit) {
    return tx.createQuery(
            """
            SELECT id, arrived_at, body FROM held
            WHERE due_at <= :now ORDER BY due_at LIMIT :limit
            """)
        .bind("now", now)
        .bind("limit", limit)
        .map((row, context) -> held(row))
        .list();
  }

  /// Some of the held elements of numbers that arrived at an instant of the number or later.
  static List<Held> since(Handle tx, Map<String, Long> sinceOfNumber, int limit) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    sinceOfNumber.forEach((phone, since) -> rows.add(new @Nullable Object[] {phone, since}));
    return SINCE.query(
        tx,
        """
        SELECT h.id, h.arrived_at, h.body
        FROM known k JOIN held h ON h.phone_number_id = k.phone_number_id
        WHERE h.arrived_at >= k.since
        LIMIT %d
        """
            .formatted(limit),
        rows,
        WaitingSql::held);
  }

  /// Some of the numbers that elements wait for, after `after` in their order. From one to the next
  /// is one step in an index, however many elements wait for it.
  static List<String> awaited(Handle tx, String after, int limit) {
    return tx.createQuery(
            """
            WITH RECURSIVE awaited(phone, place) AS (
              SELECT min(phone_number_id), 1 FROM held WHERE phone_number_id > :after
              UNION ALL
              SELECT (SELECT min(h.phone_number_id) FROM held h
                WHERE h.phone_number_id > awaited.phone), awaited.place + 1
              FROM awaited WHERE awaited.phone IS NOT NULL AND awaited.place < :limit
            )
            SELECT phone FROM awaited WHERE phone IS NOT NULL ORDER BY phone
            """)
        .bind("after", after)
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  private static Held held(ResultSet row) throws SQLException {
    return new Held(row.getLong(1), row.getLong(2), row.getBytes(3));
  }

  static void release(Handle tx, List<Long> ids) {
    tx.createUpdate("DELETE FROM held WHERE id IN (<ids>)").bindList("ids", ids).execute();
  }

  /// Gives up on some of the elements of unknown numbers that arrived before `before`.
  static int expire(Handle tx, long before, int limit) {
    return tx.createUpdate(
            """
            DELETE FROM held WHERE id IN (
              SELECT id FROM held WHERE phone_number_id IS NOT NULL AND arrived_at < :before
              ORDER BY arrived_at LIMIT :limit)
            """)
        .bind("before", before)
        .bind("limit", limit)
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

  private static String table(Shelf shelf) {
    return switch (shelf) {
      case HELD -> "held";
      case SET_ASIDE -> "set_aside";
    };
  }

  private static String select(Shelf shelf) {
    String reason =
        switch (shelf) {
          case HELD -> "CASE WHEN phone_number_id IS NULL THEN 'early' ELSE 'unknown_number' END";
          case SET_ASIDE -> "reason";
        };
    return "SELECT id, content, "
        + reason
        + " AS reason, arrived_at, length(body) AS size FROM "
        + table(shelf);
  }

  /// What waits, as the operator sees it.
  record Parked(long id, byte[] content, String reason, long arrivedAt, int size) {}

  static List<Parked> list(Handle tx, Shelf shelf, long after, int limit) {
    return tx.createQuery(select(shelf) + " WHERE id > :after ORDER BY id LIMIT :limit")
        .bind("after", after)
        .bind("limit", limit)
        .map((row, context) -> parked(row))
        .list();
  }

  static Optional<Parked> find(Handle tx, Shelf shelf, long id) {
    return tx.createQuery(select(shelf) + " WHERE id = :id")
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
        row.getInt("size"));
  }

  /// Encrypted. Apart from the rest: those of a whole list would fill the memory.
  static Optional<byte[]> body(Handle tx, Shelf shelf, long id) {
    return tx.createQuery("SELECT body FROM " + table(shelf) + " WHERE id = :id")
        .bind("id", id)
        .mapTo(byte[].class)
        .findOne();
  }

  static long count(Handle tx, Shelf shelf) {
    return tx.createQuery("SELECT count(*) FROM " + table(shelf)).mapTo(Long.class).one();
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
    tx.createUpdate("DELETE FROM " + table(shelf) + " WHERE id = :id").bind("id", id).execute();
  }
}
