package wabahub.messages;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.messages.QueueSql.Task;
import wabahub.storage.Rows;

/// Table message, as far as it says what is being sent just now.
final class ClaimSql {
  private static final Rows IDS = Rows.of("wanted", "number_id bigint", "id bigint");
  private static final Rows LEFT = Rows.of("left_behind", "number_id bigint", "until bigint");
  private static final Rows STRAYS =
      Rows.of("stray", "number_id bigint", "id bigint", "until bigint");

  private static final String INTERRUPTED =
      """
      UPDATE message SET state = 'in_doubt', due_at = :until,
        error_text = 'The hub stopped while this message was being sent.'
      WHERE state = 'sending'
      """;

  private static final String RESTORED =
      """
      UPDATE message SET state = 'in_doubt', due_at = :until,
        error_text = 'This message waited when the backup was made: it may have gone out since.'
      WHERE state = 'waiting'
      """;

  private ClaimSql() {}

  /// A message that is being sent.
  record Sending(long id, long numberId) {}

  /// Those of a number's messages that nobody else has begun to send; from now on they count as
  /// possibly sent.
  static List<Task> claim(Handle tx, long numberId, List<Long> ids) {
    return IDS.query(
        tx,
        """
        UPDATE message SET state = 'sending', attempts = attempts + 1
        WHERE id IN (SELECT id FROM wanted) AND number_id IN (SELECT number_id FROM wanted)
          AND state = 'waiting'
        RETURNING id, number_id, code, body, attempts, created_at
        """,
        wanted(numberId, ids),
        QueueSql::task);
  }

  /// Takes a claim back that may have been made or not: it names those that wait as well, so that
  /// it comes after a claim whose transaction is still open at the database.
  static int unclaim(Handle tx, long numberId, List<Long> ids) {
    return IDS.query(
            tx,
            """
            UPDATE message SET state = 'waiting'
            WHERE id IN (SELECT id FROM wanted) AND number_id IN (SELECT number_id FROM wanted)
              AND state IN ('waiting', 'sending')
            RETURNING id
            """,
            wanted(numberId, ids),
            row -> row.getLong(1))
        .size();
  }

  private static List<@Nullable Object[]> wanted(long numberId, List<Long> ids) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    ids.forEach(id -> rows.add(new @Nullable Object[] {numberId, id}));
    return rows;
  }

  /// What is being sent. `unheld`: a condition on `message.number_id`.
  static List<Sending> sending(Handle tx, String unheld, int limit) {
    return tx.createQuery(
            "SELECT id, number_id FROM message WHERE state = 'sending' <unheld> LIMIT :limit")
        .define("unheld", unheld)
        .bind("limit", limit)
        .map((row, context) -> new Sending(row.getLong(1), row.getLong(2)))
        .list();
  }

  /// What nobody sends any more is in doubt; returns how much.
  static int astray(Handle tx, List<Sending> strays, long until) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    strays.forEach(s -> rows.add(new @Nullable Object[] {s.numberId(), s.id(), until}));
    return STRAYS
        .query(
            tx,
            """
            UPDATE message SET state = 'in_doubt', due_at = (SELECT MAX(until) FROM stray),
              error_text = 'The hub could not write down what became of this message.'
            WHERE id IN (SELECT id FROM stray) AND number_id IN (SELECT number_id FROM stray)
              AND state = 'sending'
            RETURNING id
            """,
            rows,
            row -> row.getLong(1))
        .size();
  }

  /// What waited when a database was backed up that has just been restored; returns how much.
  static int restored(Handle tx, long until) {
    return tx.createUpdate(RESTORED).bind("until", until).execute();
  }

  /// What was under way of these numbers when the hub that sent for them ended, null = of all;
  /// returns how much.
  static int interrupted(Handle tx, @Nullable Collection<Long> numbers, long until) {
    if (numbers == null) {
      return tx.createUpdate(INTERRUPTED).bind("until", until).execute();
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    numbers.forEach(number -> rows.add(new @Nullable Object[] {number, until}));
    return LEFT.query(
            tx,
            """
            UPDATE message SET state = 'in_doubt', due_at = (SELECT MAX(until) FROM left_behind),
              error_text = 'The hub stopped while this message was being sent.'
            WHERE state = 'sending' AND number_id IN (SELECT number_id FROM left_behind)
            RETURNING id
            """,
            rows,
            row -> row.getLong(1))
        .size();
  }
}
