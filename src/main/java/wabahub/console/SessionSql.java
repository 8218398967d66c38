package wabahub.console;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table console_session.
final class SessionSql {
  private SessionSql() {}

  /// Instants in UNIX seconds.
  record Row(byte[] hash, long partnerId, long createdAt, long expiresAt) {}

  static void insert(Handle tx, Row row) {
    tx.createUpdate(
            """
            INSERT INTO console_session (token_hash, partner_id, created_at, expires_at)
            VALUES (:hash, :partner, :created, :expires)
            """)
        .bind("hash", row.hash())
        .bind("partner", row.partnerId())
        .bind("created", row.createdAt())
        .bind("expires", row.expiresAt())
        .execute();
  }

  /// Whose session it is, when it is not over.
  static Optional<Long> find(Handle tx, byte[] hash, long now) {
    return tx.createQuery(
            """
            SELECT partner_id FROM console_session WHERE token_hash = :hash AND expires_at > :now
            """)
        .bind("hash", hash)
        .bind("now", now)
        .mapTo(Long.class)
        .findOne();
  }

  static void end(Handle tx, byte[] hash) {
    tx.createUpdate("DELETE FROM console_session WHERE token_hash = :hash")
        .bind("hash", hash)
        .execute();
  }

  static void endAll(Handle tx, long partnerId) {
    tx.createUpdate("DELETE FROM console_session WHERE partner_id = :partner")
        .bind("partner", partnerId)
        .execute();
  }

  /// Ends all but the newest `kept`.
  static void limit(Handle tx, long partnerId, int kept) {
    tx.createUpdate(
            """
            DELETE FROM console_session WHERE token_hash IN (
              SELECT token_hash FROM console_session WHERE partner_id = :partner
              ORDER BY created_at DESC, token_hash LIMIT 1000 OFFSET :kept)
            """)
        .bind("partner", partnerId)
        .bind("kept", kept)
        .execute();
  }

  static int clean(Handle tx, long now) {
    return tx.createUpdate("DELETE FROM console_session WHERE expires_at <= :now")
        .bind("now", now)
        .execute();
  }
}
