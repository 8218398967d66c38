package wabahub.metering;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Facts read back to rebuild what is derived from them.
final class FactSql {
  private FactSql() {}

  /// When the first unit of a number was delivered that was so at or after `from`; null = none.
  static @Nullable Long delivered(Handle tx, String phoneNumberId, long from) {
    return tx.createQuery(
            """
            SELECT min(delivered_at) FROM unit
            WHERE phone_number_id = :phone AND delivered_at >= :from
            """)
        .bind("phone", phoneNumberId)
        .bind("from", from)
        .mapTo(Long.class)
        .one();
  }

  /// The openings of some customers after `after`, straight from their messages; none for one who
  /// has sessions and no messages. Each half has a limit of its own: PostgreSQL reads the whole of
  /// a union before it sorts.
  static Map<Key, long[]> chains(Handle tx, String phoneNumberId, Key after, int limit) {
    Map<Key, List<Long>> openings = new TreeMap<>();
    tx.createQuery(
            """
            SELECT c.customer, m.sent_at
            FROM (SELECT customer
                  FROM (SELECT DISTINCT customer FROM customer_message
                        WHERE phone_number_id = :phone AND customer > :after
                        ORDER BY customer LIMIT :limit) m
                  UNION
                  SELECT customer
                  FROM (SELECT customer FROM customer_sessions
                        WHERE phone_number_id = :phone AND customer > :after
                        ORDER BY customer LIMIT :limit) s
                  ORDER BY customer LIMIT :limit) c
            LEFT JOIN customer_message m
              ON m.phone_number_id = :phone AND m.customer = c.customer
            ORDER BY c.customer, m.sent_at
            """)
        .bind("phone", phoneNumberId)
        .bind("after", after.bytes())
        .bind("limit", limit)
        .setFetchSize(1_000)
        .map((row, context) -> Map.entry(new Key(row.getBytes(1)), row.getLong(2)))
        .forEach(message -> {
          List<Long> its = openings.computeIfAbsent(message.getKey(), k -> new ArrayList<>());
          long at = message.getValue();
          // 0: a customer without messages.
          if (at > 0 && (its.isEmpty() || at >= its.getLast() + Chain.SESSION_SECONDS)) {
            its.add(at);
          }
        });
    Map<Key, long[]> chains = new TreeMap<>();
    openings.forEach(
        (customer, its) -> chains.put(customer, its.stream().mapToLong(Long::longValue).toArray()));
    return chains;
  }
}
