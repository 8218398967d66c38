package wabahub.messages;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table send_key. Instants in UNIX seconds.
final class SendKeySql {
  private SendKeySql() {}

  /// The request that came first with a key, and the answer it got (encrypted). `settled`: false
  /// while the answer may still become another.
  record First(byte[] request, byte[] answer, boolean settled, long at) {}

  static Optional<First> find(Handle tx, long numberId, byte[] key, long after) {
    return tx.createQuery(
            """
            SELECT request_hash, answer, settled, created_at FROM send_key
            WHERE number_id = :number AND key_hash = :key AND created_at > :after
            """)
        .bind("number", numberId)
        .bind("key", key)
        .bind("after", after)
        .map((row, context) ->
            new First(row.getBytes(1), row.getBytes(2), row.getInt(3) == 1, row.getLong(4)))
        .findOne();
  }

  /// False when somebody else came first.
  static boolean insert(Handle tx, long numberId, byte[] key, First first, long after) {
    int inserted =
        tx.createUpdate(
                """
                INSERT INTO send_key (number_id, key_hash, request_hash, answer, created_at, settled)
                VALUES (:number, :key, :request, :answer, :now, :settled)
                ON CONFLICT (number_id, key_hash) DO UPDATE SET
                  request_hash = excluded.request_hash, answer = excluded.answer,
                  created_at = excluded.created_at, settled = excluded.settled
                WHERE send_key.created_at <= :after
                """)
            .bind("number", numberId)
            .bind("key", key)
            .bind("request", first.request())
            .bind("answer", first.answer())
            .bind("now", first.at())
            .bind("settled", first.settled() ? 1 : 0)
            .bind("after", after)
            .execute();
    return inserted > 0;
  }

  static void answer(Handle tx, long numberId, byte[] key, byte[] answer) {
    tx.createUpdate(
            """
            UPDATE send_key SET answer = :answer, settled = 1
            WHERE number_id = :number AND key_hash = :key
            """)
        .bind("number", numberId)
        .bind("key", key)
        .bind("answer", answer)
        .execute();
  }

  /// The answer stays what it is.
  static void settle(Handle tx, long numberId, byte[] key) {
    tx.createUpdate("UPDATE send_key SET settled = 1 WHERE number_id = :number AND key_hash = :key")
        .bind("number", numberId)
        .bind("key", key)
        .execute();
  }

  static int delete(Handle tx, long before, int limit) {
    return tx.createUpdate(
            """
            DELETE FROM send_key WHERE (number_id, key_hash) IN (
              SELECT number_id, key_hash FROM send_key WHERE created_at <= :before
              ORDER BY created_at LIMIT :limit)
            """)
        .bind("before", before)
        .bind("limit", limit)
        .execute();
  }
}
