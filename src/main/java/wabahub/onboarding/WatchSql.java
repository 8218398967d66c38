package wabahub.onboarding;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.numbers.WabaNumber;
import wabahub.storage.Rows;

/// Table watch.
final class WatchSql {
  private static final Rows NUMBERS =
      Rows.of(
          "fresh",
          "number_id bigint",
          "waba_id varchar",
          "phone_number_id varchar",
          "due_at bigint");

  private WatchSql() {}

  /// Looks at these now, and ever after.
  static void begin(Handle tx, List<WabaNumber> numbers, long now) {
    NUMBERS.update(
        tx,
        """
        INSERT INTO watch (number_id, waba_id, phone_number_id, attempts, due_at)
        SELECT number_id, waba_id, phone_number_id, 0, due_at FROM fresh WHERE true
        ON CONFLICT (number_id) DO UPDATE SET waba_id = excluded.waba_id,
          phone_number_id = excluded.phone_number_id, attempts = 0, due_at = excluded.due_at
        """,
        numbers.stream()
            .map(n -> new @Nullable Object[] {n.numberId(), n.wabaId(), n.phoneNumberId(), now})
            .toList());
  }

  static void end(Handle tx, long numberId) {
    tx.createUpdate("DELETE FROM watch WHERE number_id = :number")
        .bind("number", numberId)
        .execute();
  }

  static List<Watched> due(Handle tx, long now, int limit) {
    return tx.createQuery(
            "SELECT * FROM watch WHERE due_at <= :now ORDER BY due_at, number_id LIMIT :limit")
        .bind("now", now)
        .bind("limit", limit)
        .map((row, context) ->
            new Watched(
                row.getLong("number_id"),
                row.getString("waba_id"),
                row.getString("phone_number_id"),
                row.getInt("attempts")))
        .list();
  }

  static void next(Handle tx, long numberId, int attempts, long dueAt) {
    tx.createUpdate(
            "UPDATE watch SET attempts = :attempts, due_at = :due WHERE number_id = :number")
        .bind("number", numberId)
        .bind("attempts", attempts)
        .bind("due", dueAt)
        .execute();
  }
}
