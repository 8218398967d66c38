package wabahub.messages;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.storage.Rows;

/// Tables message and contact, as Meta's webhooks change them: many rows at a time.
final class ArrivalSql {
  private static final Rows INCOMING =
      Rows.of(
          "incoming",
          "number_id bigint",
          "code varchar",
          "person bytea",
          "type varchar",
          "body bytea",
          "wamid bytea",
          "wamid_hash bytea",
          "created_at bigint");

  private static final Rows CONTACTS =
      Rows.of(
          "known",
          "number_id bigint",
          "person bytea",
          "user_hash bytea",
          "counterpart bytea",
          "name bytea",
          "last_in_at bigint",
          "updated_at bigint");

  private static final Rows CODES = Rows.of("heard", "number_id bigint", "code varchar");
  private static final Rows WAMIDS = Rows.of("heard", "number_id bigint", "wamid_hash bytea");

  private static final Rows CHANGES =
      Rows.of(
          "step",
          "id bigint",
          "number_id bigint",
          "state varchar",
          "wamid bytea",
          "wamid_hash bytea",
          "error integer",
          "error_text varchar",
          "sent_at bigint",
          "delivered_at bigint",
          "read_at bigint",
          "failed_at bigint");

  private static final String FOUND =
      """
      RETURNING message.id, message.number_id, message.code, message.wamid_hash, message.state,
        message.body, message.sent_at, message.delivered_at, message.read_at, message.failed_at
      """;

  private ArrivalSql() {}

  /// Inserts messages of customers; returns the codes of those that were not there yet, each behind
  /// its number.
  static Set<String> insert(Handle tx, List<@Nullable Object[]> rows) {
    return new HashSet<>(
        INCOMING.query(
            tx,
            """
            INSERT INTO message (number_id, code, direction, person, type, body, wamid, wamid_hash,
              state, bulk, created_at, attempts)
            SELECT number_id, code, 1, person, type, body, wamid, wamid_hash, 'received', 0, created_at, 0
            FROM incoming WHERE true
            ON CONFLICT (number_id, code) DO NOTHING
            RETURNING number_id, code
            """,
            rows,
            row -> row.getLong(1) + " " + row.getString(2)));
  }

  /// Of several words on one contact the newest counts.
  static void contacts(Handle tx, List<@Nullable Object[]> rows) {
    CONTACTS.update(
        tx,
        """
        INSERT INTO contact (number_id, person, user_hash, counterpart, name, last_in_at, updated_at)
        SELECT number_id, person, user_hash, counterpart, name, last_in_at, updated_at
        FROM known WHERE true
        ON CONFLICT (number_id, person) DO UPDATE SET
          user_hash = COALESCE(excluded.user_hash, contact.user_hash),
          name = CASE WHEN contact.name IS NULL
              OR excluded.name IS NOT NULL AND excluded.updated_at >= contact.updated_at
            THEN excluded.name ELSE contact.name END,
          last_in_at = CASE WHEN contact.last_in_at IS NULL
              OR excluded.last_in_at > contact.last_in_at
            THEN excluded.last_in_at ELSE contact.last_in_at END,
          updated_at = CASE WHEN excluded.updated_at > contact.updated_at
            THEN excluded.updated_at ELSE contact.updated_at END
        """,
        rows);
  }

  /// A message that statuses are about.
  record Found(
      long id,
      long numberId,
      String code,
      byte @Nullable [] wamidHash,
      State state,
      byte[] body,
      Marks marks) {}

  /// When a message got into its states; null = not yet.
  record Marks(
      @Nullable Long sentAt,
      @Nullable Long deliveredAt,
      @Nullable Long readAt,
      @Nullable Long failedAt) {}

  /// The outgoing messages with these codes, kept from changing until the transaction ends: an
  /// update that changes nothing locks and reads in one statement on both engines.
  static List<Found> byCode(Handle tx, List<@Nullable Object[]> rows) {
    return found(
        tx,
        CODES,
        """
        UPDATE message SET attempts = attempts FROM heard h
        WHERE message.number_id = h.number_id AND message.code = h.code AND message.direction = 2
        """,
        rows);
  }

  /// The same by Meta's id.
  static List<Found> byWamid(Handle tx, List<@Nullable Object[]> rows) {
    return found(
        tx,
        WAMIDS,
        """
        UPDATE message SET attempts = attempts FROM heard h
        WHERE message.number_id = h.number_id AND message.wamid_hash = h.wamid_hash
          AND message.direction = 2
        """,
        rows);
  }

  private static List<Found> found(
      Handle tx, Rows input, String sql, List<@Nullable Object[]> rows) {
    return input.query(
        tx,
        sql + FOUND,
        rows,
        row ->
            new Found(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                row.getBytes(4),
                State.of(row.getString(5)),
                row.getBytes(6),
                new Marks(
                    at(row.getLong(7), row.wasNull()),
                    at(row.getLong(8), row.wasNull()),
                    at(row.getLong(9), row.wasNull()),
                    at(row.getLong(10), row.wasNull()))));
  }

  private static @Nullable Long at(long value, boolean isNull) {
    return isNull ? null : (Long) value;
  }

  static void change(Handle tx, List<@Nullable Object[]> rows) {
    CHANGES.update(
        tx,
        """
        UPDATE message SET state = s.state, due_at = NULL,
          wamid = COALESCE(message.wamid, s.wamid),
          wamid_hash = COALESCE(message.wamid_hash, s.wamid_hash),
          error = COALESCE(s.error, message.error),
          error_text = COALESCE(s.error_text, message.error_text),
          sent_at = s.sent_at, delivered_at = s.delivered_at, read_at = s.read_at,
          failed_at = s.failed_at
        FROM step s WHERE message.id = s.id AND message.number_id = s.number_id
        """,
        rows);
  }
}
