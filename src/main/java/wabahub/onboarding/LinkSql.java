package wabahub.onboarding;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import wabahub.numbers.WabaNumber;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Rows;

/// Tables onboarding and temporary_number.
final class LinkSql {
  private static final String TOKEN = "onboarding.token";
  private static final Rows GONE = Rows.of("gone", "whatsapp varchar");
  private static final String LIVE = "state IN ('open', 'working', 'stuck')";

  private LinkSql() {}

  /// A link about to be inserted.
  record Draft(
      long partnerId,
      Secret token,
      String whatsapp,
      boolean temporary,
      Wish wish,
      long createdAt,
      @Nullable Long reconnects) {}

  static long insert(Handle tx, Secrets secrets, Draft draft) {
    return bindWish(
            tx.createUpdate(
                """
                INSERT INTO onboarding (partner_id, token_hash, token, whatsapp, temporary,
                  coexistence, business_name, business_email, business_id, business_address,
                  landing_page, display_name, reference, logo, message, button, success, failed,
                  created_at, reconnects, state, sign_ins)
                VALUES (:partner, :hash, :token, :whatsapp, :temporary, :coexistence,
                  :businessName, :businessEmail, :businessId, :businessAddress, :landingPage,
                  :displayName, :reference, :logo, :message, :button, :success, :failed,
                  :createdAt, :reconnects, 'open', 0)
                """),
            draft.wish())
        .bind("partner", draft.partnerId())
        .bind("hash", Secrets.digest(draft.token().reveal()))
        .bind("token", secrets.encrypt(draft.token(), TOKEN))
        .bind("whatsapp", draft.whatsapp())
        .bind("temporary", draft.temporary() ? 1 : 0)
        .bind("createdAt", draft.createdAt())
        .bind("reconnects", draft.reconnects())
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }

  private static <S extends SqlStatement<S>> S bindWish(S statement, Wish wish) {
    Branding branding = wish.branding();
    return statement
        .bind("coexistence", wish.coexistence() ? 1 : 0)
        .bind("businessName", wish.businessName())
        .bind("businessEmail", wish.businessEmail())
        .bind("businessId", wish.businessId())
        .bind("businessAddress", wish.businessAddress())
        .bind("landingPage", wish.landingPage())
        .bind("displayName", wish.displayName())
        .bind("reference", wish.reference())
        .bind("logo", branding.logo())
        .bind("message", branding.message())
        .bind("button", branding.button())
        .bind("success", branding.success())
        .bind("failed", branding.failed());
  }

  static void update(Handle tx, long id, Wish wish) {
    bindWish(
            tx.createUpdate(
                """
                UPDATE onboarding SET coexistence = :coexistence, business_name = :businessName,
                  business_email = :businessEmail, business_id = :businessId,
                  business_address = :businessAddress, landing_page = :landingPage,
                  display_name = :displayName, reference = :reference, logo = :logo,
                  message = :message, button = :button, success = :success, failed = :failed
                WHERE id = :id
                """),
            wish)
        .bind("id", id)
        .execute();
  }

  static List<Link> ofPartner(Handle tx, Secrets secrets, long partnerId) {
    return tx.createQuery(
            """
            SELECT * FROM onboarding
            WHERE partner_id = :partner AND reconnects IS NULL
              AND state NOT IN ('cancelled', 'expired')
            ORDER BY created_at, whatsapp, id
            """)
        .bind("partner", partnerId)
        .map((row, context) -> link(row, secrets))
        .list();
  }

  /// A page of all links of a partner, newest first, those before `before` (an id).
  static List<Link> page(
      Handle tx, Secrets secrets, long partnerId, long before, String state, int limit) {
    return tx.createQuery(
            """
            SELECT * FROM onboarding
            WHERE partner_id = :partner AND id < :before AND (state = :state OR :state = '')
            ORDER BY id DESC LIMIT :limit
            """)
        .bind("partner", partnerId)
        .bind("before", before)
        .bind("state", state)
        .bind("limit", limit)
        .map((row, context) -> link(row, secrets))
        .list();
  }

  static int countLive(Handle tx, long partnerId) {
    return tx.createQuery("SELECT count(*) FROM onboarding WHERE partner_id = :partner AND " + LIVE)
        .bind("partner", partnerId)
        .mapTo(Integer.class)
        .one();
  }

  static Optional<Link> find(Handle tx, Secrets secrets, long id) {
    return tx.createQuery("SELECT * FROM onboarding WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> link(row, secrets))
        .findOne();
  }

  static Optional<Link> lock(Handle tx, Secrets secrets, long id) {
    return tx.createQuery("SELECT * FROM onboarding WHERE id = :id<forUpdate>")
        .bind("id", id)
        .map((row, context) -> link(row, secrets))
        .findOne();
  }

  static Optional<Long> idByToken(Handle tx, String token) {
    return tx.createQuery("SELECT id FROM onboarding WHERE token_hash = :hash")
        .bind("hash", Secrets.digest(token))
        .mapTo(Long.class)
        .findOne();
  }

  /// The newest link of this partner with this number that is not cancelled or expired.
  static Optional<Link> lockByNumber(Handle tx, Secrets secrets, long partnerId, String whatsapp) {
    return tx.createQuery(
            """
            SELECT id FROM onboarding
            WHERE partner_id = :partner AND whatsapp = :whatsapp AND reconnects IS NULL
              AND state NOT IN ('cancelled', 'expired')
            ORDER BY CASE WHEN state = 'finished' THEN 1 ELSE 0 END, id DESC LIMIT 1
            """)
        .bind("partner", partnerId)
        .bind("whatsapp", whatsapp)
        .mapTo(Long.class)
        .findOne()
        .flatMap(id -> lock(tx, secrets, id));
  }

  /// The live link with this number, whosever it is.
  static Optional<Link> findLive(Handle tx, Secrets secrets, String whatsapp) {
    return tx.createQuery("SELECT * FROM onboarding WHERE whatsapp = :whatsapp AND " + LIVE)
        .bind("whatsapp", whatsapp)
        .map((row, context) -> link(row, secrets))
        .findOne();
  }

  /// The same, locked; empty also when it has ended meanwhile.
  static Optional<Link> lockLive(Handle tx, Secrets secrets, String whatsapp) {
    return findLive(tx, secrets, whatsapp)
        .flatMap(link -> lock(tx, secrets, link.id()))
        .filter(link -> link.state().isLive());
  }

  /// Live links (ids) for numbers that have gone live without them.
  static List<Long> overtaken(Handle tx, List<WabaNumber> numbers) {
    List<@Nullable Object[]> gone =
        numbers.stream().map(n -> new @Nullable Object[] {n.whatsapp().digits()}).toList();
    return GONE.query(
        tx,
        """
        SELECT o.id FROM onboarding o JOIN gone g ON g.whatsapp = o.whatsapp
        WHERE o.reconnects IS NULL AND o.state IN ('open', 'working', 'stuck') ORDER BY o.id
        """,
        gone,
        row -> row.getLong(1));
  }

  static void signedIn(Handle tx, long id, long at) {
    tx.createUpdate(
            """
            UPDATE onboarding SET state = 'working', sign_ins = sign_ins + 1, signed_in_at = :at
            WHERE id = :id
            """)
        .bind("id", id)
        .bind("at", at)
        .execute();
  }

  /// Goes on with what the client has signed in to; the patience with Meta begins anew.
  static void retried(Handle tx, long id, long at) {
    tx.createUpdate("UPDATE onboarding SET state = 'working', signed_in_at = :at WHERE id = :id")
        .bind("id", id)
        .bind("at", at)
        .execute();
  }

  static void state(Handle tx, long id, State state, Link.@Nullable Trouble trouble) {
    tx.createUpdate(
            """
            UPDATE onboarding SET state = :state, problem = :problem, meta_code = :code,
              meta_said = :said
            WHERE id = :id
            """)
        .bind("id", id)
        .bind("state", state.code())
        .bind("problem", trouble == null ? null : trouble.problem())
        .bind("code", trouble == null ? null : trouble.metaCode())
        .bind("said", trouble == null ? null : trouble.metaSaid())
        .execute();
  }

  static void finished(Handle tx, long id, SignUp.Found found, long numberId, long at) {
    tx.createUpdate(
            """
            UPDATE onboarding SET state = 'finished', problem = NULL, meta_code = NULL,
              meta_said = NULL, whatsapp = :whatsapp, temporary = 0, coexistence = :coexistence,
              number_id = :number, finished_at = :at
            WHERE id = :id
            """)
        .bind("id", id)
        .bind("whatsapp", found.whatsapp())
        .bind("coexistence", found.coexistence() ? 1 : 0)
        .bind("number", numberId)
        .bind("at", at)
        .execute();
  }

  /// Takes a temporary number; false when it has been taken before.
  static boolean takeTemporary(Handle tx, String whatsapp) {
    return tx.createUpdate(
                "INSERT INTO temporary_number (whatsapp) VALUES (:whatsapp) ON CONFLICT DO NOTHING")
            .bind("whatsapp", whatsapp)
            .execute()
        == 1;
  }

  private static Link link(ResultSet row, Secrets secrets) throws SQLException {
    String problem = row.getString("problem");
    return new Link(
        row.getLong("id"),
        row.getLong("partner_id"),
        secrets.decryptSecret(row.getBytes("token"), TOKEN),
        row.getString("whatsapp"),
        row.getInt("temporary") == 1,
        wish(row),
        row.getLong("created_at"),
        number(row, "reconnects"),
        State.of(row.getString("state")),
        row.getInt("sign_ins"),
        number(row, "signed_in_at"),
        problem == null
            ? null
            : new Link.Trouble(problem, code(row), said(row.getString("meta_said"))),
        number(row, "finished_at"));
  }

  private static Wish wish(ResultSet row) throws SQLException {
    return new Wish(
        row.getInt("coexistence") == 1,
        row.getString("business_name"),
        row.getString("business_email"),
        row.getString("business_id"),
        row.getString("business_address"),
        row.getString("landing_page"),
        row.getString("display_name"),
        row.getString("reference"),
        new Branding(
            row.getString("logo"),
            row.getString("message"),
            row.getString("button"),
            row.getString("success"),
            row.getString("failed")));
  }

  private static @Nullable Integer code(ResultSet row) throws SQLException {
    Long code = number(row, "meta_code");
    return code == null ? null : (Integer) code.intValue();
  }

  private static String said(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : (Long) value;
  }
}
