package wabahub.hubs;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import wabahub.storage.Engine;
import wabahub.storage.Storage;

/// Table hub, and on PostgreSQL the locks by which hubs know each other.
final class HubSql {
  /// Advisory locks of this program; the id of a hub is added.
  private static final long LOCKS = 0x5761_6261_0000_0000L;

  private HubSql() {}

  static boolean isShared(Handle tx) {
    return Storage.engine(tx) == Engine.POSTGRESQL;
  }

  /// Those who join wait for each other until the transaction ends.
  static void joinAlone(Handle tx) {
    if (isShared(tx)) {
      tx.createQuery("SELECT 1 FROM (SELECT pg_advisory_xact_lock(:key)) one")
          .bind("key", LOCKS)
          .mapTo(Integer.class)
          .one();
    }
  }

  static long insert(Handle tx, Self self, long startedAt) {
    return tx.createUpdate(
            """
            INSERT INTO hub (name, version, started_at, beat, lag_ms)
            VALUES (:name, :version, :startedAt, 0, 0)
            """)
        .bind("name", self.name())
        .bind("version", self.version())
        .bind("startedAt", startedAt)
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }

  /// Takes the lock that a hub keeps as long as its session lasts; false when another session has
  /// it.
  static boolean keep(Handle tx, long id) {
    return !isShared(tx) || lock(tx, "pg_try_advisory_lock", id);
  }

  /// Whether the session of a hub is gone. Where there is one hub only, each other is.
  static boolean isGone(Handle tx, long id) {
    return !isShared(tx) || lock(tx, "pg_try_advisory_xact_lock", id);
  }

  private static boolean lock(Handle tx, String function, long id) {
    return tx.createQuery("SELECT " + function + "(:key)")
        .bind("key", LOCKS + id)
        .mapTo(Boolean.class)
        .one();
  }

  static List<Hub> all(Handle tx) {
    return tx.createQuery("SELECT id, name, version, started_at, beat, lag_ms FROM hub ORDER BY id")
        .map((row, context) ->
            new Hub(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6)))
        .list();
  }

  /// False when the hub was given up.
  static boolean beat(Handle tx, long id, long lagMs) {
    return tx.createUpdate("UPDATE hub SET beat = beat + 1, lag_ms = :lag WHERE id = :id")
            .bind("lag", lagMs)
            .bind("id", id)
            .execute()
        == 1;
  }

  /// Keeps a hub from being buried until the transaction ends; false when it was. Does not hold up
  /// its beat, which changes no key.
  static boolean guard(Handle tx, long id) {
    return tx.createQuery("SELECT 1 FROM hub WHERE id = :id FOR KEY SHARE")
        .bind("id", id)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /// Waits for what the hub has under way, and returns its beat; empty when it is buried already.
  static Optional<Long> lock(Handle tx, long id) {
    return tx.createQuery("SELECT beat FROM hub WHERE id = :id<forUpdate>")
        .bind("id", id)
        .mapTo(Long.class)
        .findOne();
  }

  static void delete(Handle tx, long id) {
    tx.createUpdate("DELETE FROM hub WHERE id = :id").bind("id", id).execute();
  }
}
