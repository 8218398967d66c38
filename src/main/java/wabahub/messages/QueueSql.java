package wabahub.messages;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.storage.Rows;

/// Table message, as it is worked off. Instants in UNIX seconds. A condition on `state` is written
/// out, never bound: only then a partial index is used.
final class QueueSql {
  private static final Rows IDS = Rows.of("wanted", "id bigint");
  private static final Rows GIVEN_UP = Rows.of("given_up", "id bigint", "text varchar");

  private QueueSql() {}

  /// A message that is waiting or under way. `attempts`: with the one that is under way.
  record Task(long id, long numberId, String code, byte[] body, int attempts, long createdAt) {}

  static long insert(
      Handle tx, long numberId, String code, byte[] person, String type, byte[] body, Due due) {
    return tx.createQuery(
            """
            INSERT INTO message (number_id, code, direction, person, type, body, state, bulk,
              created_at, due_at, attempts)
            VALUES (:number, :code, 2, :person, :type, :body, 'waiting', :bulk, :now, :now, 0)
            RETURNING id
            """)
        .bind("number", numberId)
        .bind("code", code)
        .bind("person", person)
        .bind("type", type)
        .bind("body", body)
        .bind("bulk", due.bulk() ? 1 : 0)
        .bind("now", due.at())
        .mapTo(Long.class)
        .one();
  }

  /// When a message may go out, and whether after single ones.
  record Due(long at, boolean bulk) {}

  /// How many messages of a number wait.
  static int waiting(Handle tx, long numberId, boolean bulk) {
    return tx.createQuery(
            """
            SELECT COUNT(*) FROM message
            WHERE number_id = :number AND state = 'waiting' AND bulk = :bulk
            """)
        .bind("number", numberId)
        .bind("bulk", bulk ? 1 : 0)
        .mapTo(Integer.class)
        .one();
  }

  /// The number (id) with waiting messages that comes after `after`.
  static Optional<Long> next(Handle tx, long after) {
    return tx.createQuery(
            """
            SELECT number_id FROM message WHERE state = 'waiting' AND number_id > :after
            ORDER BY number_id LIMIT 1
            """)
        .bind("after", after)
        .mapTo(Long.class)
        .findOne();
  }

  /// What may go out now, in order: of each recipient the first one only, and none while one is
  /// under way.
  static List<Long> heads(Handle tx, long numberId, long now, int limit) {
    return tx.createQuery(
            """
            SELECT m.id FROM message m
            WHERE m.number_id = :number AND m.state = 'waiting' AND m.due_at <= :now
              AND NOT EXISTS (SELECT 1 FROM message e
                WHERE e.number_id = m.number_id AND e.person = m.person
                  AND e.state IN ('waiting', 'sending') AND e.id < m.id AND e.bulk <= m.bulk)
            ORDER BY m.bulk, m.id LIMIT :limit
            """)
        .bind("number", numberId)
        .bind("now", now)
        .bind("limit", limit)
        .mapTo(Long.class)
        .list();
  }

  /// Those of the messages that nobody else has begun to send; from now on they count as possibly
  /// sent.
  static List<Task> claim(Handle tx, List<Long> ids) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    ids.forEach(id -> rows.add(new @Nullable Object[] {id}));
    return IDS.query(
        tx,
        """
        UPDATE message SET state = 'sending', attempts = attempts + 1
        WHERE id IN (SELECT id FROM wanted) AND state = 'waiting'
        RETURNING id, number_id, code, body, attempts, created_at
        """,
        rows,
        QueueSql::task);
  }

  /// Meta has taken it. A status may have said so before.
  static void taken(Handle tx, long id, byte[] wamid, byte[] wamidHash) {
    tx.createUpdate(
            """
            UPDATE message SET
              state = CASE WHEN state IN ('sending', 'in_doubt') THEN 'accepted' ELSE state END,
              wamid = COALESCE(wamid, :wamid), wamid_hash = COALESCE(wamid_hash, :hash),
              due_at = NULL
            WHERE id = :id
            """)
        .bind("id", id)
        .bind("wamid", wamid)
        .bind("hash", wamidHash)
        .execute();
  }

  /// What Meta said of an attempt.
  record Said(int error, String text) {}

  /// False when a status has said meanwhile that Meta has it.
  static boolean again(Handle tx, long id, Said said, long dueAt) {
    return move(tx, id, "waiting", said, dueAt, null);
  }

  static boolean doubt(Handle tx, long id, Said said, long until) {
    return move(tx, id, "in_doubt", said, until, null);
  }

  static boolean fail(Handle tx, long id, Said said, long now) {
    return move(tx, id, "failed", said, null, now);
  }

  private static boolean move(
      Handle tx, long id, String state, Said said, @Nullable Long dueAt, @Nullable Long failedAt) {
    int moved =
        tx.createUpdate(
                """
                UPDATE message SET state = :state, error = :error, error_text = :text,
                  due_at = :due, failed_at = :failed
                WHERE id = :id AND state = 'sending'
                """)
            .bind("id", id)
            .bind("state", state)
            .bind("error", said.error())
            .bind("text", said.text())
            .bind("due", dueAt)
            .bind("failed", failedAt)
            .execute();
    return moved > 0;
  }

  /// What was under way when the process ended.
  static int interrupted(Handle tx, long until) {
    return tx.createUpdate(
            """
            UPDATE message SET state = 'in_doubt', due_at = :until,
              error_text = 'The hub stopped while this message was being sent.'
            WHERE state = 'sending'
            """)
        .bind("until", until)
        .execute();
  }

  /// Gives up some of what has been in doubt for too long.
  static List<Task> overdue(Handle tx, long now, Said said, int limit) {
    List<Long> ids =
        tx.createQuery(
                """
                SELECT id FROM message WHERE state = 'in_doubt' AND due_at <= :now
                ORDER BY due_at LIMIT :limit
                """)
            .bind("now", now)
            .bind("limit", limit)
            .mapTo(Long.class)
            .list();
    List<@Nullable Object[]> rows = new ArrayList<>();
    ids.forEach(id -> rows.add(new @Nullable Object[] {id, said.text()}));
    return GIVEN_UP.query(
        tx,
        """
        UPDATE message SET state = 'failed', failed_at = due_at, due_at = NULL, error_text = g.text
        FROM given_up g WHERE message.id = g.id AND message.state = 'in_doubt'
        RETURNING message.id, message.number_id, message.code, message.body, message.attempts,
          message.created_at
        """,
        rows,
        QueueSql::task);
  }

  private static Task task(ResultSet row) throws SQLException {
    return new Task(
        row.getLong(1),
        row.getLong(2),
        row.getString(3),
        row.getBytes(4),
        row.getInt(5),
        row.getLong(6));
  }

  static boolean isOverdue(Handle tx, long now) {
    return tx.createQuery(
            "SELECT id FROM message WHERE state = 'in_doubt' AND due_at <= :now LIMIT 1")
        .bind("now", now)
        .mapTo(Long.class)
        .findOne()
        .isPresent();
  }
}
