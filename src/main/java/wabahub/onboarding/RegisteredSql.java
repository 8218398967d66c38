package wabahub.onboarding;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.numbers.WabaNumber;
import wabahub.storage.Rows;

/// Table registered_number.
final class RegisteredSql {
  private static final Rows LIVE = Rows.of("live", "whatsapp varchar", "partner_id bigint");

  private RegisteredSql() {}

  /// The row of a number, whosever it is.
  static Optional<Registered> lock(Handle tx, String whatsapp) {
    return tx.createQuery("SELECT * FROM registered_number WHERE whatsapp = :whatsapp<forUpdate>")
        .bind("whatsapp", whatsapp)
        .map((row, context) -> registered(row))
        .findOne();
  }

  static Optional<Registered> find(Handle tx, String whatsapp) {
    return tx.createQuery("SELECT * FROM registered_number WHERE whatsapp = :whatsapp")
        .bind("whatsapp", whatsapp)
        .map((row, context) -> registered(row))
        .findOne();
  }

  static List<Registered> ofPartner(Handle tx, long partnerId, long now) {
    return tx.createQuery(
            """
            SELECT * FROM registered_number WHERE partner_id = :partner AND expires_at > :now
            ORDER BY created_at, whatsapp
            """)
        .bind("partner", partnerId)
        .bind("now", now)
        .map((row, context) -> registered(row))
        .list();
  }

  static int count(Handle tx, long partnerId, long now) {
    return tx.createQuery(
            "SELECT count(*) FROM registered_number WHERE partner_id = :partner AND expires_at > :now")
        .bind("partner", partnerId)
        .bind("now", now)
        .mapTo(Integer.class)
        .one();
  }

  /// False when somebody has just taken the number.
  static boolean insert(Handle tx, Registered registered, long now) {
    return tx.createUpdate(
                """
                INSERT INTO registered_number (partner_id, whatsapp, comment, pool_id, reserved,
                  codes, codes_since, verified_at, expires_at, created_at)
                VALUES (:partner, :whatsapp, :comment, NULL, :reserved, :codes, :since, NULL,
                  :expires, :now)
                ON CONFLICT DO NOTHING
                """)
            .bind("partner", registered.partnerId())
            .bind("whatsapp", registered.whatsapp())
            .bind("comment", registered.comment())
            .bind("reserved", registered.reserved() ? 1 : 0)
            .bind("codes", registered.codes())
            .bind("since", registered.codesSince())
            .bind("expires", registered.expiresAt())
            .bind("now", now)
            .execute()
        == 1;
  }

  static void asked(Handle tx, long id, String comment, int codes, long since) {
    tx.createUpdate(
            """
            UPDATE registered_number SET comment = :comment, codes = :codes, codes_since = :since
            WHERE id = :id
            """)
        .bind("id", id)
        .bind("comment", comment)
        .bind("codes", codes)
        .bind("since", since)
        .execute();
  }

  static void pooled(Handle tx, String whatsapp, long partnerId, String poolId) {
    tx.createUpdate(
            """
            UPDATE registered_number SET pool_id = :pool
            WHERE whatsapp = :whatsapp AND partner_id = :partner
            """)
        .bind("pool", poolId)
        .bind("whatsapp", whatsapp)
        .bind("partner", partnerId)
        .execute();
  }

  static void verified(Handle tx, String whatsapp, long partnerId, long at, long expiresAt) {
    tx.createUpdate(
            """
            UPDATE registered_number SET verified_at = :at, expires_at = :expires, codes = 0
            WHERE whatsapp = :whatsapp AND partner_id = :partner AND verified_at IS NULL
            """)
        .bind("whatsapp", whatsapp)
        .bind("partner", partnerId)
        .bind("at", at)
        .bind("expires", expiresAt)
        .execute();
  }

  static void delete(Handle tx, String whatsapp, long partnerId) {
    tx.createUpdate(
            "DELETE FROM registered_number WHERE whatsapp = :whatsapp AND partner_id = :partner")
        .bind("whatsapp", whatsapp)
        .bind("partner", partnerId)
        .execute();
  }

  /// Numbers are live: deletes what their partners had registered of them, and what others had and
  /// never verified.
  static void live(Handle tx, List<WabaNumber> numbers) {
    LIVE.update(
        tx,
        """
        DELETE FROM registered_number
        WHERE EXISTS (
          SELECT 1 FROM live WHERE live.whatsapp = registered_number.whatsapp AND
            (live.partner_id = registered_number.partner_id
              OR registered_number.verified_at IS NULL))
        """,
        numbers.stream()
            .map(n -> new @Nullable Object[] {n.whatsapp().digits(), n.partnerId()})
            .toList());
  }

  static List<Registered> expired(Handle tx, long now, int limit) {
    return tx.createQuery(
            """
            SELECT * FROM registered_number WHERE expires_at <= :now ORDER BY expires_at
            LIMIT :limit<forUpdate>
            """)
        .bind("now", now)
        .bind("limit", limit)
        .map((row, context) -> registered(row))
        .list();
  }

  private static Registered registered(ResultSet row) throws SQLException {
    long verified = row.getLong("verified_at");
    @Nullable Long verifiedAt = row.wasNull() ? null : (Long) verified;
    return new Registered(
        row.getLong("id"),
        row.getLong("partner_id"),
        row.getString("whatsapp"),
        row.getString("comment"),
        row.getString("pool_id"),
        row.getInt("reserved") == 1,
        row.getInt("codes"),
        row.getLong("codes_since"),
        verifiedAt,
        row.getLong("expires_at"));
  }
}
