package wabahub.messages;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Table contact, for those who send and read. Instants in UNIX seconds.
final class ContactSql {
  private static final String SELECT =
      "SELECT id, person, counterpart, name, last_in_at, updated_at FROM contact ";

  private ContactSql() {}

  /// A contact; `lastInAt` null = has never written.
  record Row(
      long id,
      byte[] person,
      byte[] counterpart,
      byte @Nullable [] name,
      @Nullable Long lastInAt,
      long updatedAt) {}

  /// A contact by its number or user id (hash); of several the one who wrote last.
  static Optional<Row> find(Handle tx, long numberId, byte[] identity) {
    return tx.createQuery(
            SELECT
                + """
                WHERE number_id = :number AND (person = :identity OR user_hash = :identity)
                ORDER BY COALESCE(last_in_at, 0) DESC, id LIMIT 1
                """)
        .bind("number", numberId)
        .bind("identity", identity)
        .map((row, context) -> row(row))
        .findOne();
  }

  /// Newest first.
  static List<Row> page(Handle tx, long numberId, int limit, int offset) {
    return tx.createQuery(
            SELECT
                + """
                WHERE number_id = :number ORDER BY updated_at DESC, id DESC
                LIMIT :limit OFFSET :offset
                """)
        .bind("number", numberId)
        .bind("limit", limit)
        .bind("offset", offset)
        .map((row, context) -> row(row))
        .list();
  }

  private static Row row(ResultSet row) throws SQLException {
    long lastIn = row.getLong("last_in_at");
    Long lastInAt = row.wasNull() ? null : (Long) lastIn;
    return new Row(
        row.getLong("id"),
        row.getBytes("person"),
        row.getBytes("counterpart"),
        row.getBytes("name"),
        lastInAt,
        row.getLong("updated_at"));
  }

  /// The number has written to somebody.
  static void written(Handle tx, long numberId, byte[] person, byte[] counterpart, long now) {
    tx.createUpdate(
            """
            INSERT INTO contact (number_id, person, counterpart, last_out_at, updated_at)
            VALUES (:number, :person, :counterpart, :now, :now)
            ON CONFLICT (number_id, person) DO UPDATE SET last_out_at = excluded.last_out_at,
              updated_at = CASE WHEN excluded.updated_at > contact.updated_at
                THEN excluded.updated_at ELSE contact.updated_at END
            """)
        .bind("number", numberId)
        .bind("person", person)
        .bind("counterpart", counterpart)
        .bind("now", now)
        .execute();
  }
}
