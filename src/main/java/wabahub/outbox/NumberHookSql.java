package wabahub.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.outbox.NumberWebhook.Owner;
import wabahub.storage.Rows;

/// Table webhook: those of numbers.
final class NumberHookSql {
  private static final Rows NUMBERS = Rows.of("k", "number_id bigint");

  private NumberHookSql() {}

  /// A row; addresses, secrets and numbers to alert encrypted.
  record Row(
      WebhookSql.Row webhook,
      boolean isMain,
      String name,
      Set<Topic> topics,
      byte @Nullable [] phoneAlert) {}

  /// What a change writes.
  record Draft(
      String name,
      byte @Nullable [] url,
      Set<Topic> topics,
      boolean retries,
      byte @Nullable [] phoneAlert) {}

  private static final String SELECT =
      """
      SELECT id, url, secret, secret_at, old_secret, old_secret_until, retries, main, name, topics,
        phone_alert
      FROM webhook
      """;

  static List<Row> list(Handle tx, long numberId) {
    return tx.createQuery(SELECT + " WHERE number_id = :number AND gone_at IS NULL ORDER BY id")
        .bind("number", numberId)
        .map((row, context) -> row(row))
        .list();
  }

  static Optional<Row> find(Handle tx, long numberId, long id) {
    return list(tx, numberId).stream().filter(row -> row.webhook().id() == id).findFirst();
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        WebhookSql.row(row),
        row.getInt("main") == 1,
        row.getString("name"),
        Topic.parse(row.getString("topics")),
        row.getBytes("phone_alert"));
  }

  /// A webhook's id, its number's, and what it is told of.
  record Wish(long webhookId, long numberId, Set<Topic> topics) {}

  /// What webhooks of these numbers are told of; those that lead nowhere are left out.
  static List<Wish> wishes(Handle tx, Collection<Long> numberIds) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    numberIds.forEach(id -> rows.add(new @Nullable Object[] {id}));
    return NUMBERS.query(
        tx,
        """
        SELECT w.id, w.number_id, w.topics FROM k JOIN webhook w ON w.number_id = k.number_id
        WHERE w.number_id IS NOT NULL AND w.gone_at IS NULL AND w.url IS NOT NULL
        ORDER BY w.id
        """,
        rows,
        NumberHookSql::wish);
  }

  static List<Wish> allWishes(Handle tx) {
    return tx.createQuery(
            """
            SELECT id, number_id, topics FROM webhook
            WHERE number_id IS NOT NULL AND gone_at IS NULL AND url IS NOT NULL
            """)
        .map((row, context) -> wish(row))
        .list();
  }

  private static Wish wish(ResultSet row) throws SQLException {
    return new Wish(
        row.getLong("id"), row.getLong("number_id"), Topic.parse(row.getString("topics")));
  }

  /// The number (id) of a partner with these digits, when it has webhooks.
  static Optional<Long> numberOf(Handle tx, long partnerId, String whatsapp) {
    return tx.createQuery(
            """
            SELECT number_id FROM webhook
            WHERE number_id IS NOT NULL AND gone_at IS NULL AND url IS NOT NULL
              AND partner_id = :partner AND whatsapp = :whatsapp
            LIMIT 1
            """)
        .bind("partner", partnerId)
        .bind("whatsapp", whatsapp)
        .mapTo(Long.class)
        .findOne();
  }

  /// The secret of a new webhook (encrypted), and when it was made.
  record First(byte[] secret, long at) {}

  /// Returns its id; empty when it would be a second main one.
  static Optional<Long> insert(Handle tx, Owner owner, boolean main, Draft draft, First first) {
    return tx.createQuery(
            """
            INSERT INTO webhook (partner_id, number_id, whatsapp, main, name, url, topics, retries,
              phone_alert, secret, secret_at)
            VALUES (:partner, :number, :whatsapp, :main, :name, :url, :topics, :retries,
              :phoneAlert, :secret, :now)
            ON CONFLICT (number_id) WHERE main = 1 AND gone_at IS NULL DO NOTHING
            RETURNING id
            """)
        .bind("partner", owner.partnerId())
        .bind("number", owner.numberId())
        .bind("whatsapp", owner.whatsapp())
        .bind("main", main ? 1 : 0)
        .bind("name", draft.name())
        .bind("url", draft.url())
        .bind("topics", Topic.words(draft.topics()))
        .bind("retries", draft.retries() ? 1 : 0)
        .bind("phoneAlert", draft.phoneAlert())
        .bind("secret", first.secret())
        .bind("now", first.at())
        .mapTo(Long.class)
        .findOne();
  }

  static void update(Handle tx, long id, Draft draft) {
    tx.createUpdate(
            """
            UPDATE webhook SET name = :name, url = :url, topics = :topics, retries = :retries,
              phone_alert = :phoneAlert
            WHERE id = :id AND gone_at IS NULL
            """)
        .bind("id", id)
        .bind("name", draft.name())
        .bind("url", draft.url())
        .bind("topics", Topic.words(draft.topics()))
        .bind("retries", draft.retries() ? 1 : 0)
        .bind("phoneAlert", draft.phoneAlert())
        .execute();
  }

  static void rotate(Handle tx, long id, WebhookSql.Rotation rotation) {
    tx.createUpdate(
            """
            UPDATE webhook SET old_secret = secret, old_secret_until = :oldUntil, secret = :secret,
              secret_at = :now
            WHERE id = :id AND gone_at IS NULL
            """)
        .bind("id", id)
        .bind("secret", rotation.secret())
        .bind("now", rotation.at())
        .bind("oldUntil", rotation.oldUntil())
        .execute();
  }

  /// Nothing goes there any more.
  static void end(Handle tx, long id, long now) {
    tx.createUpdate(
            """
            UPDATE webhook SET gone_at = :now, url = NULL, phone_alert = NULL, old_secret = NULL
            WHERE id = :id AND gone_at IS NULL
            """)
        .bind("id", id)
        .bind("now", now)
        .execute();
  }

  /// Some webhooks that went before `before`.
  static List<Long> gone(Handle tx, long before, int limit) {
    return tx.createQuery(
            """
            SELECT id FROM webhook WHERE gone_at IS NOT NULL AND gone_at < :before
            ORDER BY gone_at LIMIT :limit
            """)
        .bind("before", before)
        .bind("limit", limit)
        .mapTo(Long.class)
        .list();
  }

  static void delete(Handle tx, long id) {
    tx.createUpdate("DELETE FROM webhook WHERE id = :id AND gone_at IS NOT NULL")
        .bind("id", id)
        .execute();
  }
}
