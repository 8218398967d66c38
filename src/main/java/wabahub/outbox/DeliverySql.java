package wabahub.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.storage.Rows;

/// Table delivery, as it is worked off. Bodies are encrypted; instants in UNIX seconds. A condition
/// on `state` is written out, never bound: only then a partial index is used.
final class DeliverySql {
  private DeliverySql() {}

  /// A delivery that may be due. `attempts`: so far; `tries`: of them in this round. `firstAt`:
  /// when this round began.
  record Waiting(
      long id,
      long webhookId,
      String eventId,
      String whatsapp,
      byte[] body,
      boolean isNew,
      int attempts,
      int tries,
      @Nullable Long firstAt) {}

  private static final String SELECT =
      """
      SELECT id, webhook_id, event_id, whatsapp, body, state, attempts, tries, first_at
      FROM delivery
      """;

  static void insert(Handle tx, long webhookId, Event event, byte[] body, long now) {
    tx.createUpdate(
            """
            INSERT INTO delivery (webhook_id, event_id, event, whatsapp, happened_at, body, state,
              due_at, attempts, tries)
            VALUES (:webhook, :eventId, :event, :whatsapp, :at, :body, 'new', :now, 0, 0)
            ON CONFLICT (webhook_id, event_id) DO NOTHING
            """)
        .bind("webhook", webhookId)
        .bind("eventId", event.id())
        .bind("event", event.name())
        .bind("whatsapp", event.whatsapp())
        .bind("at", event.at())
        .bind("body", body)
        .bind("now", now)
        .execute();
  }

  private static final Rows NEW =
      Rows.of(
          "n",
          "webhook_id bigint",
          "event_id varchar",
          "event varchar",
          "lane varchar",
          "at bigint",
          "body bytea",
          "now bigint");

  /// A notice for one webhook; `body` encrypted.
  record Draft(long webhookId, Notice notice, byte[] body) {}

  /// In their order; those that a webhook has had are left out.
  static void insert(Handle tx, List<Draft> drafts, long now) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Draft draft : drafts) {
      Notice notice = draft.notice();
      rows.add(
          new @Nullable Object[] {
            draft.webhookId(),
            notice.id(),
            notice.name(),
            notice.lane(),
            notice.at(),
            draft.body(),
            now
          });
    }
    NEW.update(
        tx,
        """
        INSERT INTO delivery (webhook_id, event_id, event, whatsapp, happened_at, body, state,
          due_at, attempts, tries)
        SELECT webhook_id, event_id, event, lane, at, body, 'new', now, 0, 0 FROM n WHERE true
        ON CONFLICT (webhook_id, event_id) DO NOTHING
        """,
        rows);
  }

  /// The first untried event of the number that comes next after `after` in their order.
  static Optional<Waiting> head(Handle tx, long webhookId, String after) {
    return tx.createQuery(
            SELECT
                + """
                WHERE webhook_id = :webhook AND state = 'new' AND whatsapp > :after
                ORDER BY whatsapp, id LIMIT 1
                """)
        .bind("webhook", webhookId)
        .bind("after", after)
        .map((row, context) -> waiting(row))
        .findOne();
  }

  /// The first untried event of all; unlike [#head] also of no number.
  static Optional<Waiting> first(Handle tx, long webhookId) {
    return tx.createQuery(
            SELECT
                + """
                WHERE webhook_id = :webhook AND state = 'new' ORDER BY whatsapp, id LIMIT 1
                """)
        .bind("webhook", webhookId)
        .map((row, context) -> waiting(row))
        .findOne();
  }

  /// Retries whose time has come, those that have waited longest first.
  static List<Waiting> retries(Handle tx, long webhookId, long now, int limit) {
    return tx.createQuery(
            SELECT
                + """
                WHERE webhook_id = :webhook AND state = 'retry' AND due_at <= :now
                ORDER BY due_at, id LIMIT :limit
                """)
        .bind("webhook", webhookId)
        .bind("now", now)
        .bind("limit", limit)
        .map((row, context) -> waiting(row))
        .list();
  }

  private static Waiting waiting(ResultSet row) throws SQLException {
    long first = row.getLong("first_at");
    Long firstAt = row.wasNull() ? null : (Long) first;
    return new Waiting(
        row.getLong("id"),
        row.getLong("webhook_id"),
        row.getString("event_id"),
        row.getString("whatsapp"),
        row.getBytes("body"),
        row.getString("state").equals("new"),
        row.getInt("attempts"),
        row.getInt("tries"),
        firstAt);
  }

  /// What has become of a delivery: `state` with `dueAt` for a retry, `settledAt` for the others.
  record Settled(String state, long dueAt, @Nullable Long settledAt) {}

  /// Writes the outcome of the attempt down; false = another has come first, and nothing is
  /// written.
  static boolean settle(Handle tx, Waiting waiting, Attempt attempt, Settled settled) {
    int changed =
        tx.createUpdate(
                """
                UPDATE delivery SET state = :state, due_at = :dueAt, attempts = :attempt,
                  tries = :tries, first_at = coalesce(first_at, :at), settled_at = :settledAt
                WHERE id = :id AND webhook_id = :webhook AND attempts = :before
                  AND state IN ('new', 'retry')
                """)
            .bind("id", waiting.id())
            .bind("webhook", waiting.webhookId())
            .bind("before", waiting.attempts())
            .bind("attempt", waiting.attempts() + 1)
            .bind("tries", waiting.tries() + 1)
            .bind("at", attempt.at())
            .bind("state", settled.state())
            .bind("dueAt", settled.dueAt())
            .bind("settledAt", settled.settledAt())
            .execute();
    if (changed == 1) {
      insertAttempt(tx, waiting.id(), waiting.attempts() + 1, attempt);
    }
    return changed == 1;
  }

  private static void insertAttempt(Handle tx, long deliveryId, int number, Attempt attempt) {
    tx.createUpdate(
            """
            INSERT INTO delivery_attempt (delivery_id, attempt, at, duration_ms, status, error)
            VALUES (:delivery, :attempt, :at, :ms, :status, :error)
            """)
        .bind("delivery", deliveryId)
        .bind("attempt", number)
        .bind("at", attempt.at())
        .bind("ms", attempt.durationMs())
        .bind("status", attempt.status())
        .bind("error", attempt.error())
        .execute();
  }

  /// How many deliveries wait, and since when the first one is due.
  record Queue(long size, @Nullable Long oldestDueAt) {}

  /// Counts up to `limit` of each kind.
  static Queue queue(Handle tx, int limit) {
    return tx.createQuery(
            """
            SELECT count(*) AS size, min(due_at) AS oldest FROM (
              SELECT due_at FROM (
                SELECT due_at FROM delivery WHERE state = 'new' LIMIT :limit) AS untried
              UNION ALL
              SELECT due_at FROM (
                SELECT due_at FROM delivery WHERE state = 'retry' LIMIT :limit) AS tried
            ) AS waiting
            """)
        .bind("limit", limit)
        .map((row, context) -> {
          long oldest = row.getLong("oldest");
          Long due = row.wasNull() ? null : (Long) oldest;
          return new Queue(row.getLong("size"), due);
        })
        .one();
  }

  /// Deletes up to `limit` deliveries of a state that were settled before `before`.
  static int delete(Handle tx, String state, long before, int limit) {
    List<Long> ids =
        tx.createQuery(
                """
                SELECT id FROM delivery
                WHERE state = :state AND settled_at IS NOT NULL AND settled_at < :before
                ORDER BY settled_at LIMIT :limit<forUpdate>
                """)
            .bind("state", state)
            .bind("before", before)
            .bind("limit", limit)
            .mapTo(Long.class)
            .list();
    return delete(tx, ids);
  }

  /// Deletes up to `limit` deliveries of a webhook.
  static int delete(Handle tx, long webhookId, int limit) {
    List<Long> ids =
        tx.createQuery(
                "SELECT id FROM delivery WHERE webhook_id = :webhook ORDER BY id LIMIT :limit")
            .bind("webhook", webhookId)
            .bind("limit", limit)
            .mapTo(Long.class)
            .list();
    return delete(tx, ids);
  }

  private static int delete(Handle tx, List<Long> ids) {
    if (!ids.isEmpty()) {
      tx.createUpdate("DELETE FROM delivery_attempt WHERE delivery_id IN (<ids>)")
          .bindList("ids", ids)
          .execute();
      tx.createUpdate("DELETE FROM delivery WHERE id IN (<ids>)").bindList("ids", ids).execute();
    }
    return ids.size();
  }
}
