package wabahub.numbers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.storage.Rows;

/// Table account_event.
final class KeptSql {
  private static final Rows WANTED = Rows.of("wanted", "waba_id varchar");

  private KeptSql() {}

  /// `phone`: of one number; "" = all of the WABA. `body`: encrypted.
  record Row(String wabaId, String phone, Aspect aspect, long at, long arrivedAt, byte[] body) {}

  static Optional<Row> find(Handle tx, String wabaId, String phone, Aspect aspect) {
    return tx.createQuery(
            """
            SELECT at, arrived_at, body FROM account_event
            WHERE waba_id = :waba AND phone = :phone AND aspect = :aspect<forUpdate>
            """)
        .bind("waba", wabaId)
        .bind("phone", phone)
        .bind("aspect", aspect.name())
        .map((row, context) ->
            new Row(wabaId, phone, aspect, row.getLong(1), row.getLong(2), row.getBytes(3)))
        .findOne();
  }

  static void save(Handle tx, Row row) {
    tx.createUpdate(
            """
            INSERT INTO account_event (waba_id, phone, aspect, at, arrived_at, body)
            VALUES (:waba, :phone, :aspect, :at, :arrived, :body)
            ON CONFLICT (waba_id, phone, aspect) DO UPDATE SET
              at = excluded.at, arrived_at = excluded.arrived_at, body = excluded.body
            """)
        .bind("waba", row.wabaId())
        .bind("phone", row.phone())
        .bind("aspect", row.aspect().name())
        .bind("at", row.at())
        .bind("arrived", row.arrivedAt())
        .bind("body", row.body())
        .execute();
  }

  /// Forgets all but the newest `rows` of a WABA.
  static void limit(Handle tx, String wabaId, int rows) {
    tx.createUpdate(
            """
            DELETE FROM account_event WHERE id IN (
              SELECT id FROM account_event WHERE waba_id = :waba
              ORDER BY arrived_at DESC, id DESC LIMIT 1000 OFFSET :rows)
            """)
        .bind("waba", wabaId)
        .bind("rows", rows)
        .execute();
  }

  static List<Row> ofWabas(Handle tx, Collection<String> wabaIds) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    wabaIds.forEach(id -> rows.add(new @Nullable Object[] {id}));
    return WANTED.query(
        tx,
        """
        SELECT e.waba_id, e.phone, e.aspect, e.at, e.arrived_at, e.body
        FROM wanted w JOIN account_event e ON e.waba_id = w.waba_id
        """,
        rows,
        row ->
            new Row(
                row.getString(1),
                row.getString(2),
                Aspect.valueOf(row.getString(3)),
                row.getLong(4),
                row.getLong(5),
                row.getBytes(6)));
  }

  /// Deletes some of those that arrived before an instant (UNIX seconds).
  static int expire(Handle tx, long before, int limit) {
    return tx.createUpdate(
            """
            DELETE FROM account_event WHERE id IN (
              SELECT id FROM account_event WHERE arrived_at < :before
              ORDER BY arrived_at LIMIT :limit)
            """)
        .bind("before", before)
        .bind("limit", limit)
        .execute();
  }
}
