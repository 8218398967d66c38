package wabahub.numbers;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.secrets.Secrets;
import wabahub.storage.Rows;

/// Table number.
final class NumberSql {
  static final String API_KEY = "number.api_key";
  static final String ACCESS_TOKEN = "number.access_token";

  private static final Rows DRAFTS =
      Rows.of(
          "draft",
          "partner_id bigint",
          "whatsapp varchar",
          "waba_id varchar",
          "display_name varchar",
          "business_name varchar",
          "api_key bytea",
          "api_key_hash bytea",
          "access_token bytea",
          "coexistence smallint",
          "create_time bigint",
          "online_account bigint",
          "online_inbox bigint",
          "online_server varchar");
  private static final Rows WANTED = Rows.of("wanted", "whatsapp varchar");
  private static final Rows IDS = Rows.of("wanted", "id bigint");

  private static final String SELECT =
      """
      SELECT n.id, n.partner_id, n.whatsapp, r.phone_number_id, n.waba_id, n.display_name,
             n.business_name, n.api_key, n.coexistence, n.create_time, n.online_account,
             n.online_inbox, n.online_server, n.api_key_used_at
      FROM number n JOIN registration r ON r.number_id = n.id AND r.ended_at IS NULL
      WHERE n.deleted_at IS NULL
      """;

  private NumberSql() {}

  /// A number about to be inserted.
  record Draft(
      long partnerId, Takeover takeover, byte[] apiKey, byte[] hash, byte @Nullable [] token) {
    @Nullable Object[] row() {
      Online online = takeover.online();
      return new @Nullable Object[] {
        partnerId,
        takeover.whatsapp().digits(),
        takeover.wabaId(),
        takeover.displayName(),
        takeover.businessName(),
        apiKey,
        hash,
        token,
        takeover.coexistence() ? 1 : 0,
        takeover.createTime(),
        online == null ? null : online.account(),
        online == null ? null : online.inbox(),
        online == null ? null : online.server()
      };
    }
  }

  /// Inserts and returns the ids by number.
  static Map<String, Long> insert(Handle tx, List<Draft> drafts) {
    Map<String, Long> ids = new HashMap<>();
    List<@Nullable Object[]> rows = new ArrayList<>();
    drafts.forEach(draft -> rows.add(draft.row()));
    DRAFTS.each(
        tx,
        """
        INSERT INTO number (partner_id, whatsapp, waba_id, display_name, business_name, api_key,
                            api_key_hash, access_token, coexistence, create_time, online_account,
                            online_inbox, online_server)
        SELECT * FROM draft
        RETURNING id, whatsapp
        """,
        rows,
        row -> ids.put(row.getString("whatsapp"), row.getLong("id")));
    return ids;
  }

  /// Those of the numbers that are live already.
  static List<String> findLive(Handle tx, List<String> whatsapp) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    whatsapp.forEach(w -> rows.add(new @Nullable Object[] {w}));
    return WANTED.query(
        tx,
        """
        SELECT n.whatsapp FROM wanted w JOIN number n ON n.whatsapp = w.whatsapp
        WHERE n.deleted_at IS NULL
        """,
        rows,
        row -> row.getString(1));
  }

  /// A partner's live numbers, oldest first, then by number.
  static List<WhatsAppNumber> live(Handle tx, Secrets secrets, long partnerId) {
    return tx.createQuery(SELECT + "AND n.partner_id = :partner ORDER BY n.create_time, n.whatsapp")
        .bind("partner", partnerId)
        .map((row, context) -> number(row, secrets))
        .list();
  }

  static Optional<WhatsAppNumber> find(Handle tx, Secrets secrets, String whatsapp) {
    return tx.createQuery(SELECT + "AND n.whatsapp = :whatsapp")
        .bind("whatsapp", whatsapp)
        .map((row, context) -> number(row, secrets))
        .findOne();
  }

  static Optional<WhatsAppNumber> findById(Handle tx, Secrets secrets, long id) {
    return tx.createQuery(SELECT + "AND n.id = :id")
        .bind("id", id)
        .map((row, context) -> number(row, secrets))
        .findOne();
  }

  /// Locks a live number's row and its registration. In two steps: while it waits for the first,
  /// the number may get another registration.
  static Optional<WhatsAppNumber> lock(Handle tx, Secrets secrets, String whatsapp) {
    tx.createQuery(
            "SELECT id FROM number WHERE whatsapp = :whatsapp AND deleted_at IS NULL<forUpdate>")
        .bind("whatsapp", whatsapp)
        .mapTo(Long.class)
        .findOne();
    return tx.createQuery(SELECT + "AND n.whatsapp = :whatsapp<forUpdate>")
        .bind("whatsapp", whatsapp)
        .map((row, context) -> number(row, secrets))
        .findOne();
  }

  private static WhatsAppNumber number(ResultSet row, Secrets secrets) throws SQLException {
    String server = row.getString("online_server");
    long usedAt = row.getLong("api_key_used_at");
    Long keyUsedAt = row.wasNull() ? null : (Long) usedAt;
    return new WhatsAppNumber(
        row.getLong("id"),
        row.getLong("partner_id"),
        new PhoneNumber(row.getString("whatsapp")),
        row.getString("phone_number_id"),
        row.getString("waba_id"),
        row.getString("display_name"),
        row.getString("business_name"),
        secrets.decryptSecret(row.getBytes("api_key"), API_KEY),
        row.getInt("coexistence") == 1,
        row.getLong("create_time"),
        server == null
            ? null
            : new Online(row.getLong("online_account"), row.getLong("online_inbox"), server),
        keyUsedAt);
  }

  /// Writes what can change of a number, but its secrets.
  static void update(Handle tx, WhatsAppNumber number) {
    Online online = number.online();
    tx.createUpdate(
            """
            UPDATE number SET waba_id = :wabaId, display_name = :displayName,
              business_name = :businessName, coexistence = :coexistence,
              online_account = :account, online_inbox = :inbox, online_server = :server
            WHERE id = :id
            """)
        .bind("id", number.id())
        .bind("wabaId", number.wabaId())
        .bind("displayName", number.displayName())
        .bind("businessName", number.businessName())
        .bind("coexistence", number.coexistence() ? 1 : 0)
        .bind("account", online == null ? null : online.account())
        .bind("inbox", online == null ? null : online.inbox())
        .bind("server", online == null ? null : online.server())
        .execute();
  }

  /// Encrypted; a deleted number has none.
  static Optional<byte[]> accessToken(Handle tx, long id) {
    return tx.createQuery(
            "SELECT access_token FROM number WHERE id = :id AND access_token IS NOT NULL")
        .bind("id", id)
        .mapTo(byte[].class)
        .findOne();
  }

  static void updateAccessToken(Handle tx, long id, byte[] encrypted) {
    tx.createUpdate("UPDATE number SET access_token = :token WHERE id = :id AND deleted_at IS NULL")
        .bind("id", id)
        .bind("token", encrypted)
        .execute();
  }

  /// The key so far stays good until `oldUntil`.
  static void updateKey(Handle tx, long id, byte[] encrypted, byte[] hash, long oldUntil) {
    tx.createUpdate(
            """
            UPDATE number SET old_key_hash = api_key_hash, old_key_until = :oldUntil,
              api_key_used_at = NULL,
              api_key = :key, api_key_hash = :hash
            WHERE id = :id
            """)
        .bind("id", id)
        .bind("key", encrypted)
        .bind("hash", hash)
        .bind("oldUntil", oldUntil)
        .execute();
  }

  /// The row stays for the months it was counted in; its secrets go.
  static void delete(Handle tx, long id, long at) {
    tx.createUpdate(
            """
            UPDATE number SET deleted_at = :at, access_token = NULL, old_key_hash = NULL,
              old_key_until = NULL, api_key = :none, api_key_hash = :none
            WHERE id = :id
            """)
        .bind("id", id)
        .bind("at", at)
        .bind("none", new byte[0])
        .execute();
  }

  static Optional<WhatsAppNumber> findByKey(Handle tx, Secrets secrets, byte[] hash, long now) {
    return tx.createQuery(
            SELECT
                + "AND (n.api_key_hash = :hash OR n.old_key_hash = :hash AND n.old_key_until > :now)")
        .bind("hash", hash)
        .bind("now", now)
        .map((row, context) -> number(row, secrets))
        .findFirst();
  }

  /// When the keys of these numbers (ids) were last used, of those that ever were.
  static Map<Long, Long> keyUses(Handle tx, Collection<Long> ids) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    ids.forEach(id -> rows.add(new @Nullable Object[] {id}));
    Map<Long, Long> uses = new HashMap<>();
    IDS.each(
        tx,
        """
        SELECT n.id, n.api_key_used_at FROM wanted w JOIN number n ON n.id = w.id
        WHERE n.api_key_used_at IS NOT NULL
        """,
        rows,
        row -> uses.put(row.getLong(1), row.getLong(2)));
    return uses;
  }

  /// The use of a key in its days of grace says nothing of the key that follows it.
  static int used(Handle tx, long id, byte[] hash, long now) {
    return tx.createUpdate(
            "UPDATE number SET api_key_used_at = :now WHERE id = :id AND api_key_hash = :hash")
        .bind("id", id)
        .bind("hash", hash)
        .bind("now", now)
        .execute();
  }

  /// Marks the database as one of this world ("live" or "sandbox"), if it is not marked yet, and
  /// returns its mark. Locks the mark until the transaction ends: whoever registers a number goes
  /// through here, so that nobody finds free what somebody else is just taking.
  static String world(Handle tx, String world) {
    tx.createUpdate(
            """
            INSERT INTO world (name) SELECT :world WHERE NOT EXISTS (SELECT 1 FROM world)
            ON CONFLICT DO NOTHING
            """)
        .bind("world", world)
        .execute();
    return tx.createQuery("SELECT name FROM world<forUpdate>").mapTo(String.class).first();
  }

  /// Waits for those who are registering numbers, and keeps them waiting until the transaction
  /// ends: what is kept for numbers to come is not missed by one that is just coming.
  static void shareWorld(Handle tx) {
    tx.createQuery("SELECT name FROM world<forShare>").mapTo(String.class).findFirst();
  }

  static Optional<String> findWorld(Handle tx) {
    return tx.createQuery("SELECT name FROM world").mapTo(String.class).findFirst();
  }
}
