package wabahub.partners;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table access_token.
final class TokenSql {
  private TokenSql() {}

  static void insert(Handle tx, byte[] hash, Token token) {
    tx.createUpdate(
            """
            INSERT INTO access_token (token_hash, partner_id, expires_at)
            VALUES (:hash, :partner, :expiresAt)
            """)
        .bind("hash", hash)
        .bind("partner", token.partnerId())
        .bind("expiresAt", token.expiresAt())
        .execute();
  }

  static Optional<Token> find(Handle tx, byte[] hash) {
    return tx.createQuery(
            "SELECT partner_id, expires_at FROM access_token WHERE token_hash = :hash")
        .bind("hash", hash)
        .map((row, context) -> new Token(row.getLong("partner_id"), row.getLong("expires_at")))
        .findOne();
  }

  static long countLive(Handle tx, long partnerId, long now) {
    return tx.createQuery(
            "SELECT count(*) FROM access_token WHERE partner_id = :partner AND expires_at > :now")
        .bind("partner", partnerId)
        .bind("now", now)
        .mapTo(Long.class)
        .one();
  }

  static long firstExpiry(Handle tx, long partnerId, long now) {
    return tx.createQuery(
            """
            SELECT min(expires_at) FROM access_token
            WHERE partner_id = :partner AND expires_at > :now
            """)
        .bind("partner", partnerId)
        .bind("now", now)
        .mapTo(Long.class)
        .one();
  }

  static void deleteOf(Handle tx, long partnerId) {
    tx.createUpdate("DELETE FROM access_token WHERE partner_id = :partner")
        .bind("partner", partnerId)
        .execute();
  }

  static int deleteExpired(Handle tx, long now) {
    return tx.createUpdate("DELETE FROM access_token WHERE expires_at <= :now")
        .bind("now", now)
        .execute();
  }
}
