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

  /// Numbers (ids) after `after` with waiting messages, in their order. From one to the next is one
  /// step in an index, however much waits. `unheld`: a condition on `waiting.id`.
  static List<Long> numbers(Handle tx, String unheld, long after, int limit) {
    return tx.createQuery(
            """
            WITH RECURSIVE waiting(id) AS (
              SELECT min(number_id) FROM message WHERE state = 'waiting' AND number_id > :after
              UNION ALL
              SELECT (SELECT min(m.number_id) FROM message m
                WHERE m.state = 'waiting' AND m.number_id > waiting.id)
              FROM waiting WHERE waiting.id IS NOT NULL
            )
            SELECT waiting.id FROM waiting WHERE waiting.id IS NOT NULL <unheld>
            ORDER BY waiting.id LIMIT :limit
            """)
        .define("unheld", unheld)
        .bind("after", after)
        .bind("limit", limit)
        .mapTo(Long.class)
        .list();
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

  /// Meta has taken it. A status may have said so before.
  static boolean taken(Handle tx, Task task, byte[] wamid, byte[] wamidHash) {
    int moved =
        tx.createUpdate(
                """
                UPDATE message SET
                  state = CASE WHEN state IN ('sending', 'in_doubt') THEN 'accepted' ELSE state END,
                  wamid = COALESCE(wamid, :wamid), wamid_hash = COALESCE(wamid_hash, :hash),
                  due_at = NULL
                WHERE id = :id AND number_id = :number
                """)
            .bind("id", task.id())
            .bind("number", task.numberId())
            .bind("wamid", wamid)
            .bind("hash", wamidHash)
            .execute();
    return moved > 0;
  }

  /// What Meta said of an attempt.
  record Said(int error, String text) {}

  /// False when a status has said meanwhile that Meta has it.
  static boolean again(Handle tx, Task task, Said said, long dueAt) {
    return move(tx, task, "waiting", said, dueAt, null);
  }

  static boolean doubt(Handle tx, Task task, Said said, long until) {
    return move(tx, task, "in_doubt", said, until, null);
  }

  static boolean fail(Handle tx, Task task, Said said, long now) {
    return move(tx, task, "failed", said, null, now);
  }

  /// Whether this attempt is written down as the one that failed.
  static boolean hasFailed(Handle tx, Task task) {
    return fate(tx, task.numberId(), task.code())
        .filter(fate -> fate.state().equals("failed") && fate.attempts() == task.attempts())
        .isPresent();
  }

  private static boolean move(
      Handle tx,
      Task task,
      String state,
      Said said,
      @Nullable Long dueAt,
      @Nullable Long failedAt) {
    int moved =
        tx.createUpdate(
                """
                UPDATE message SET state = :state, error = :error, error_text = :text,
                  due_at = :due, failed_at = :failed
                WHERE id = :id AND number_id = :number AND attempts = :attempt
                  AND state = 'sending'
                """)
            .bind("id", task.id())
            .bind("number", task.numberId())
            .bind("attempt", task.attempts())
            .bind("state", state)
            .bind("error", said.error())
            .bind("text", said.text())
            .bind("due", dueAt)
            .bind("failed", failedAt)
            .execute();
    return moved > 0;
  }

  /// How far a message is: after an attempt `attempts` is more than 0.
  record Fate(String state, int attempts, int error) {}

  static Optional<Fate> fate(Handle tx, long numberId, String code) {
    return tx.createQuery(
            "SELECT state, attempts, error FROM message WHERE number_id = :number AND code = :code")
        .bind("number", numberId)
        .bind("code", code)
        .map((row, context) -> new Fate(row.getString(1), row.getInt(2), row.getInt(3)))
        .findOne();
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

  static Task task(ResultSet row) throws SQLException {
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
