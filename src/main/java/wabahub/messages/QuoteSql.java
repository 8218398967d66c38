package wabahub.messages;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.storage.Rows;

/// Table message, by Meta's ids.
final class QuoteSql {
  private static final Rows WAMIDS = Rows.of("k", "number_id bigint", "wamid_hash bytea");

  private QuoteSql() {}

  /// A message; its body encrypted.
  record Kept(byte[] wamidHash, String code, byte[] body) {}

  /// `rows`: a number's id and the hash of a wamid each.
  static List<Kept> find(Handle tx, List<@Nullable Object[]> rows) {
    return WAMIDS.query(
        tx,
        """
        SELECT m.wamid_hash, m.code, m.body FROM k JOIN message m
          ON m.number_id = k.number_id AND m.wamid_hash = k.wamid_hash
        """,
        rows,
        row -> new Kept(row.getBytes(1), row.getString(2), row.getBytes(3)));
  }
}
