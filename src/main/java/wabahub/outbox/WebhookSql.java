package wabahub.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Table webhook.
final class WebhookSql {
  private static final String NEW =
      """
      WITH RECURSIVE waiting(id) AS (
        SELECT min(webhook_id) FROM delivery WHERE state = 'new' AND webhook_id > :after
        UNION ALL
        SELECT (SELECT min(d.webhook_id) FROM delivery d
          WHERE d.state = 'new' AND d.webhook_id > waiting.id)
        FROM waiting WHERE waiting.id IS NOT NULL
      )
      SELECT w.id FROM waiting JOIN webhook w ON w.id = waiting.id
      WHERE w.gone_at IS NULL
        <unheld>
      ORDER BY w.id LIMIT :limit
      """;

  private static final String RETRY =
      """
      WITH RECURSIVE waiting(id) AS (
        SELECT min(webhook_id) FROM delivery WHERE state = 'retry' AND webhook_id > :after
        UNION ALL
        SELECT (SELECT min(d.webhook_id) FROM delivery d
          WHERE d.state = 'retry' AND d.webhook_id > waiting.id)
        FROM waiting WHERE waiting.id IS NOT NULL
      )
      SELECT w.id FROM waiting JOIN webhook w ON w.id = waiting.id
      WHERE w.gone_at IS NULL
        AND EXISTS (SELECT 1 FROM delivery d
          WHERE d.webhook_id = w.id AND d.state = 'retry' AND d.due_at <= :now)
        <unheld>
      ORDER BY w.id LIMIT :limit
      """;

  private WebhookSql() {}

  /// A row; addresses and secrets encrypted. `retries`: whether a failed attempt is made again.
  record Row(
      long id,
      byte @Nullable [] url,
      byte[] secret,
      long secretAt,
      byte @Nullable [] oldSecret,
      @Nullable Long oldUntil,
      boolean retries) {}

  /// A secret takes the place of another, which goes on signing until `oldUntil`.
  record Rotation(byte[] secret, long at, long oldUntil) {}

  /// The address of a partner's webhook; `secret` is for one that has none yet.
  static void set(Handle tx, long partnerId, byte @Nullable [] url, byte[] secret, long now) {
    tx.createUpdate(
            """
            INSERT INTO webhook (partner_id, url, secret, secret_at)
            VALUES (:partner, :url, :secret, :now)
            ON CONFLICT (partner_id) WHERE number_id IS NULL DO UPDATE SET url = excluded.url
            """)
        .bind("partner", partnerId)
        .bind("url", url)
        .bind("secret", secret)
        .bind("now", now)
        .execute();
  }

  static void rotate(Handle tx, long partnerId, Rotation rotation) {
    tx.createUpdate(
            """
            INSERT INTO webhook (partner_id, secret, secret_at)
            VALUES (:partner, :secret, :now)
            ON CONFLICT (partner_id) WHERE number_id IS NULL DO UPDATE SET
              old_secret = webhook.secret, old_secret_until = :oldUntil,
              secret = excluded.secret, secret_at = excluded.secret_at
            """)
        .bind("partner", partnerId)
        .bind("secret", rotation.secret())
        .bind("now", rotation.at())
        .bind("oldUntil", rotation.oldUntil())
        .execute();
  }

  static Optional<Row> find(Handle tx, long partnerId) {
    return tx.createQuery(
            """
            SELECT id, url, secret, secret_at, old_secret, old_secret_until, retries FROM webhook
            WHERE partner_id = :partner AND number_id IS NULL
            """)
        .bind("partner", partnerId)
        .map((row, context) -> row(row))
        .findOne();
  }

  static Row get(Handle tx, long id) {
    return tx.createQuery(
            """
            SELECT id, url, secret, secret_at, old_secret, old_secret_until, retries FROM webhook
            WHERE id = :id
            """)
        .bind("id", id)
        .map((row, context) -> row(row))
        .one();
  }

  static Row row(ResultSet row) throws SQLException {
    long until = row.getLong("old_secret_until");
    Long oldUntil = row.wasNull() ? null : (Long) until;
    return new Row(
        row.getLong("id"),
        row.getBytes("url"),
        row.getBytes("secret"),
        row.getLong("secret_at"),
        row.getBytes("old_secret"),
        oldUntil,
        row.getInt("retries") == 1);
  }

  /// Webhooks after `after` for which something is due, in their order. From one that something
  /// waits for to the next is one step in an index, however much waits and however many have
  /// nothing. `unheld`: a condition on `w.id`.
  static List<Long> due(Handle tx, String unheld, long after, long now, int limit) {
    TreeSet<Long> due = new TreeSet<>();
    for (String sql : List.of(NEW, RETRY)) {
      due.addAll(
          tx.createQuery(sql)
              .define("unheld", unheld)
              .bind("after", after)
              .bind("now", now)
              .bind("limit", limit)
              .mapTo(Long.class)
              .list());
    }
    return due.stream().limit(limit).toList();
  }
}
