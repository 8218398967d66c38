package wabahub.messages;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Table message, to be read and in the end deleted. Instants in UNIX seconds.
final class HistorySql {
  private static final String SELECT =
      "SELECT id, code, direction, type, body, state, created_at, wamid, person FROM message ";

  private HistorySql() {}

  /// A message; `wamid` null = Meta has not taken it yet.
  record Row(
      long id,
      String code,
      boolean incoming,
      String type,
      byte[] body,
      State state,
      long createdAt,
      byte @Nullable [] wamid,
      byte[] person) {}

  static Optional<Row> find(Handle tx, long numberId, String code) {
    return tx.createQuery(SELECT + "WHERE number_id = :number AND code = :code")
        .bind("number", numberId)
        .bind("code", code)
        .map((row, context) -> row(row))
        .findOne();
  }

  /// The last message of a customer.
  static Optional<Row> lastIncoming(Handle tx, long numberId, byte[] person) {
    return tx.createQuery(
            SELECT
                + """
                WHERE number_id = :number AND person = :person AND direction = 1
                  AND type NOT IN ('system', 'reaction')
                ORDER BY created_at DESC, id DESC LIMIT 1
                """)
        .bind("number", numberId)
        .bind("person", person)
        .map((row, context) -> row(row))
        .findOne();
  }

  /// Newest first. `person`: null = of everybody.
  static List<Row> page(Handle tx, long numberId, byte @Nullable [] person, int limit, int offset) {
    String which = person == null ? "" : "AND person = :person ";
    var query =
        tx.createQuery(
                SELECT
                    + "WHERE number_id = :number "
                    + which
                    + "ORDER BY created_at DESC, id DESC LIMIT :limit OFFSET :offset")
            .bind("number", numberId)
            .bind("limit", limit)
            .bind("offset", offset);
    if (person != null) {
      query.bind("person", person);
    }
    return query.map((row, context) -> row(row)).list();
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getLong("id"),
        row.getString("code"),
        row.getInt("direction") == 1,
        row.getString("type"),
        row.getBytes("body"),
        State.of(row.getString("state")),
        row.getLong("created_at"),
        row.getBytes("wamid"),
        row.getBytes("person"));
  }

  /// Deletes some messages from before an instant; what is still to be sent stays.
  static int deleteMessages(Handle tx, long before, int limit) {
    return tx.createUpdate(
            """
            DELETE FROM message WHERE id IN (
              SELECT id FROM message WHERE created_at < :before
                AND state NOT IN ('waiting', 'sending', 'in_doubt')
              ORDER BY created_at LIMIT :limit)
            """)
        .bind("before", before)
        .bind("limit", limit)
        .execute();
  }

  static int deleteContacts(Handle tx, long before, int limit) {
    return tx.createUpdate(
            """
            DELETE FROM contact WHERE id IN (
              SELECT id FROM contact WHERE updated_at < :before ORDER BY updated_at LIMIT :limit)
            """)
        .bind("before", before)
        .bind("limit", limit)
        .execute();
  }

  /// Deletes some of what is kept of numbers (ids): of each kind up to `limit` rows.
  static int deleteNumbers(Handle tx, List<Long> numbers, int limit) {
    int deleted = 0;
    for (String sql :
        List.of(
            """
            DELETE FROM message WHERE id IN (
              SELECT id FROM message WHERE number_id IN (<numbers>) LIMIT :limit)
            """,
            """
            DELETE FROM contact WHERE id IN (
              SELECT id FROM contact WHERE number_id IN (<numbers>) LIMIT :limit)
            """,
            """
            DELETE FROM send_key WHERE (number_id, key_hash) IN (
              SELECT number_id, key_hash FROM send_key WHERE number_id IN (<numbers>)
              LIMIT :limit)
            """)) {
      deleted += tx.createUpdate(sql).bindList("numbers", numbers).bind("limit", limit).execute();
    }
    return deleted;
  }
}
