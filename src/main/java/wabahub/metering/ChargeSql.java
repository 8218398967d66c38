package wabahub.metering;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Reads billed units in the order of their instants.
final class ChargeSql {
  private ChargeSql() {}

  /// Where a page begins: after this unit.
  record Position(long at, byte[] message, byte[] participant) {}

  record Row(Position position, Charge charge) {}

  /// Up to `limit` billed units of a number before `to`, after `after`.
  static List<Row> units(Handle tx, String phoneNumberId, Position after, long to, int limit) {
    return tx.createQuery(
            """
            SELECT u.delivered_at, u.message, u.participant, u.wamid, u.country,
                   coalesce(u.category, l.category) AS category, coalesce(u.type, l.type) AS type
            FROM unit u LEFT JOIN lent_pricing l ON l.phone_number_id = u.phone_number_id
              AND l.message = u.message
            WHERE u.phone_number_id = :phone AND u.wamid IS NOT NULL AND u.delivered_at < :to
              AND u.delivered_at >= :at
              AND (u.delivered_at, u.message, u.participant) > (:at, :message, :participant)
            ORDER BY u.delivered_at, u.message, u.participant LIMIT :limit
            """)
        .bind("phone", phoneNumberId)
        .bind("to", to)
        .bind("at", after.at())
        .bind("message", after.message())
        .bind("participant", after.participant())
        .bind("limit", limit)
        .map((row, context) -> {
          byte @Nullable [] participant = row.getBytes("participant");
          Position position =
              new Position(
                  row.getLong("delivered_at"),
                  row.getBytes("message"),
                  participant == null ? new byte[0] : participant);
          String category = row.getString("category");
          return new Row(
              position,
              new Charge(
                  Pricing.MARKETING.contains(category) ? "marketing" : "service",
                  position.at(),
                  row.getString("wamid"),
                  category.isEmpty() ? UnitFact.NO_CATEGORY : category,
                  row.getString("type"),
                  row.getString("country")));
        })
        .list();
  }
}
