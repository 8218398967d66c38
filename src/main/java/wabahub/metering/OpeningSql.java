package wabahub.metering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.storage.Rows;

/// Table customer_message: which message opened a session.
final class OpeningSql {
  private static final Rows OPENINGS =
      Rows.of("k", "place integer", "phone_number_id varchar", "customer bytea", "at bigint");

  private OpeningSql() {}

  /// The first message of each of these sessions, of those that still have one.
  static Map<Moves.Session, Key> firstMessages(Handle tx, List<Moves.Session> sessions) {
    Map<Integer, Key> found = new HashMap<>();
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Moves.Session session : sessions) {
      CustomerKey key = session.customer();
      rows.add(
          new @Nullable Object[] {
            rows.size(), key.phoneNumberId(), key.customer().bytes(), session.at()
          });
    }
    OPENINGS.each(
        tx,
        """
        SELECT k.place, m.message FROM k JOIN customer_message m
          ON m.phone_number_id = k.phone_number_id AND m.customer = k.customer AND m.sent_at = k.at
        ORDER BY k.place, m.message
        """,
        rows,
        row -> found.putIfAbsent(row.getInt(1), new Key(row.getBytes(2))));
    Map<Moves.Session, Key> messages = new HashMap<>();
    found.forEach((place, message) -> messages.put(sessions.get(place), message));
    return messages;
  }
}
