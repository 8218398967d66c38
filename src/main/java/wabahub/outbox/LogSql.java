package wabahub.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Tables delivery and delivery_attempt, as a partner sees them.
final class LogSql {
  private LogSql() {}

  private static String condition(DeliveryState state) {
    return switch (state) {
      case WAITING -> "state IN ('new', 'retry')";
      case DELIVERED -> "state = 'delivered'";
      case FAILED -> "state = 'failed'";
    };
  }

  /// `dueAt`: when the next attempt is, while it waits.
  record Entry(
      long id,
      String eventId,
      String event,
      String whatsapp,
      long happenedAt,
      DeliveryState state,
      long dueAt,
      int attempts) {}

  /// What a partner asks for: null = any; `before`: with a smaller id.
  record Query(@Nullable DeliveryState state, @Nullable String whatsapp, long before, int limit) {}

  private static final String SELECT =
      """
      SELECT id, event_id, event, whatsapp, happened_at, state, due_at, attempts
      FROM delivery
      """;

  /// Newest first.
  static List<Entry> list(Handle tx, long webhookId, Query query) {
    String state = query.state() == null ? "" : " AND " + condition(query.state());
    String whatsapp = query.whatsapp() == null ? "" : " AND whatsapp = :whatsapp";
    return tx.createQuery(
            SELECT
                + " WHERE webhook_id = :webhook AND id < :before"
                + state
                + whatsapp
                + " ORDER BY id DESC LIMIT :limit")
        .bind("webhook", webhookId)
        .bind("before", query.before())
        .bindMap(query.whatsapp() == null ? Map.of() : Map.of("whatsapp", query.whatsapp()))
        .bind("limit", query.limit())
        .map((row, context) -> entry(row))
        .list();
  }

  static Optional<Entry> find(Handle tx, long webhookId, String eventId) {
    return tx.createQuery(SELECT + " WHERE webhook_id = :webhook AND event_id = :event")
        .bind("webhook", webhookId)
        .bind("event", eventId)
        .map((row, context) -> entry(row))
        .findOne();
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getLong("id"),
        row.getString("event_id"),
        row.getString("event"),
        row.getString("whatsapp"),
        row.getLong("happened_at"),
        switch (row.getString("state")) {
          case "delivered" -> DeliveryState.DELIVERED;
          case "failed" -> DeliveryState.FAILED;
          default -> DeliveryState.WAITING;
        },
        row.getLong("due_at"),
        row.getInt("attempts"));
  }

  /// Encrypted. Apart from the entry: those of a whole list would fill the memory.
  static Optional<byte[]> body(Handle tx, long id) {
    return tx.createQuery("SELECT body FROM delivery WHERE id = :id")
        .bind("id", id)
        .mapTo(byte[].class)
        .findOne();
  }

  /// An attempt and its number.
  record Numbered(int number, Attempt attempt) {}

  /// The last `limit` attempts of each of these deliveries, in order.
  static Map<Long, List<Numbered>> attempts(Handle tx, List<Long> deliveries, int limit) {
    Map<Long, List<Numbered>> attempts = new HashMap<>();
    if (deliveries.isEmpty()) {
      return attempts;
    }
    tx.createQuery(
            """
            SELECT a.delivery_id, a.attempt, a.at, a.duration_ms, a.status, a.error
            FROM delivery_attempt a JOIN delivery d ON d.id = a.delivery_id
            WHERE a.delivery_id IN (<ids>) AND a.attempt > d.attempts - :limit
            ORDER BY a.delivery_id, a.attempt
            """)
        .bindList("ids", deliveries)
        .bind("limit", limit)
        .map((row, context) -> Map.entry(row.getLong("delivery_id"), numbered(row)))
        .forEach(entry ->
            attempts
                .computeIfAbsent(entry.getKey(), id -> new ArrayList<>())
                .add(entry.getValue()));
    return attempts;
  }

  private static Numbered numbered(ResultSet row) throws SQLException {
    int status = row.getInt("status");
    Integer answered = row.wasNull() ? null : (Integer) status;
    return new Numbered(
        row.getInt("attempt"),
        new Attempt(
            row.getLong("at"), row.getInt("duration_ms"), answered, row.getString("error"), false));
  }

  /// Begins a new round at once; false when the delivery is due anyway.
  static boolean replay(Handle tx, long id, long now) {
    return tx.createUpdate(
                """
                UPDATE delivery SET state = 'retry', due_at = :now, tries = 0, first_at = NULL,
                  settled_at = NULL
                WHERE id = :id
                  AND (state IN ('delivered', 'failed') OR (state = 'retry' AND due_at > :now))
                """)
            .bind("id", id)
            .bind("now", now)
            .execute()
        == 1;
  }
}
