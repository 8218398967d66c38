package wabahub.onboarding;

import java.util.List;
import java.util.Optional;
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

  /// Numbers (ids) that are due. `unheld`: a condition on `watch.number_id`.
  static List<Long> due(Handle tx, String unheld, long now, int limit) {
    return tx.createQuery(
            """
            SELECT number_id FROM watch WHERE due_at <= :now <unheld>
            ORDER BY due_at, number_id LIMIT :limit
            """)
        .define("unheld", unheld)
        .bind("now", now)
        .bind("limit", limit)
        .mapTo(Long.class)
        .list();
  }

  /// A number that is due.
  static Optional<Watched> find(Handle tx, long numberId, long now) {
    return tx.createQuery("SELECT * FROM watch WHERE number_id = :number AND due_at <= :now")
        .bind("number", numberId)
        .bind("now", now)
        .map((row, context) ->
            new Watched(
                row.getLong("number_id"),
                row.getString("waba_id"),
                row.getString("phone_number_id"),
                row.getInt("attempts")))
        .findOne();
  }

  static void next(Handle tx, Watched number, int attempts, long dueAt) {
    tx.createUpdate(
            """
            UPDATE watch SET attempts = :attempts, due_at = :due
            WHERE number_id = :number AND attempts = :before
            """)
        .bind("number", number.numberId())
        .bind("before", number.attempts())
        .bind("attempts", attempts)
        .bind("due", dueAt)
        .execute();
  }
}
