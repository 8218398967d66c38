package wabahub.storage;

import java.util.Map;

/// The databases, and what differs between them.
public enum Engine {
  SQLITE(
      Map.of(
          "identity", "INTEGER PRIMARY KEY AUTOINCREMENT",
          "clustered", "WITHOUT ROWID",
          "transaction", "bigint NOT NULL DEFAULT 0"),
      "",
      ""),
  POSTGRESQL(
      Map.of(
          "identity", "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
          "clustered", "",
          "transaction", "xid8 NOT NULL DEFAULT pg_current_xact_id()"),
      " FOR SHARE",
      " FOR UPDATE");

  private final Map<String, String> placeholders;
  private final String forShare;
  private final String forUpdate;

  Engine(Map<String, String> placeholders, String forShare, String forUpdate) {
    this.placeholders = placeholders;
    this.forShare = forShare;
    this.forUpdate = forUpdate;
  }

  /// What the migrations' `${…}` stand for.
  Map<String, String> placeholders() {
    return placeholders;
  }

  /// Ends a SELECT that keeps its rows from changing until the transaction ends. SQLite has one
  /// writer at a time and needs none.
  String forShare() {
    return forShare;
  }

  /// Ends a SELECT whose rows this transaction is about to change.
  String forUpdate() {
    return forUpdate;
  }
}
