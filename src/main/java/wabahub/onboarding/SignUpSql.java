package wabahub.onboarding;

import static java.util.Objects.requireNonNullElse;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;

/// Tables sign_up, sign_up_code and shared_waba.
final class SignUpSql {
  private static final String CODE = "sign_up.code";
  private static final String TOKEN = "sign_up.access_token";
  private static final String PIN = "sign_up.pin";
  private static final SignUp.Found NOTHING = new SignUp.Found("", "", "", false, "", "", "");

  private SignUpSql() {}

  /// Remembers a code; returns the link that it came in for first.
  static long code(Handle tx, byte[] hash, long onboardingId, long at) {
    tx.createUpdate(
            """
            INSERT INTO sign_up_code (code_hash, onboarding_id, at) VALUES (:hash, :id, :at)
            ON CONFLICT DO NOTHING
            """)
        .bind("hash", hash)
        .bind("id", onboardingId)
        .bind("at", at)
        .execute();
    return tx.createQuery("SELECT onboarding_id FROM sign_up_code WHERE code_hash = :hash")
        .bind("hash", hash)
        .mapTo(Long.class)
        .one();
  }

  static boolean isKnown(Handle tx, byte[] hash) {
    return tx.createQuery("SELECT 1 FROM sign_up_code WHERE code_hash = :hash")
        .bind("hash", hash)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  static int codesSince(Handle tx, long onboardingId, long from) {
    return tx.createQuery(
            "SELECT count(*) FROM sign_up_code WHERE onboarding_id = :id AND at > :since")
        .bind("id", onboardingId)
        .bind("since", from)
        .mapTo(Integer.class)
        .one();
  }

  static void delete(Handle tx, long onboardingId) {
    tx.createUpdate("DELETE FROM sign_up WHERE onboarding_id = :id")
        .bind("id", onboardingId)
        .execute();
  }

  static void insert(Handle tx, Secrets secrets, SignUp signUp) {
    SignUp.Found found = requireNonNullElse(signUp.found(), NOTHING);
    tx.createUpdate(
            """
            INSERT INTO sign_up (onboarding_id, step, attempts, due_at, version, code,
              access_token, pin, hint_waba, hint_phone, waba_id, phone_number_id, whatsapp,
              coexistence, display_name, business_name, currency, registered)
            VALUES (:id, :step, :attempts, :due, :version, :code, :token, :pin, :hintWaba,
              :hintPhone, :waba, :phone, :whatsapp, :coexistence, :displayName, :businessName,
              :currency, :registered)
            """)
        .bind("id", signUp.onboardingId())
        .bind("step", signUp.step().code())
        .bind("attempts", signUp.attempts())
        .bind("due", signUp.dueAt())
        .bind("version", signUp.version())
        .bind("code", encrypt(secrets, signUp.code(), CODE))
        .bind("token", encrypt(secrets, signUp.accessToken(), TOKEN))
        .bind("pin", encrypt(secrets, signUp.pin(), PIN))
        .bind("hintWaba", signUp.hint().wabaId())
        .bind("hintPhone", signUp.hint().phoneNumberId())
        .bind("waba", found.wabaId())
        .bind("phone", found.phoneNumberId())
        .bind("whatsapp", found.whatsapp())
        .bind("coexistence", found.coexistence() ? 1 : 0)
        .bind("displayName", found.displayName())
        .bind("businessName", found.businessName())
        .bind("currency", found.currency())
        .bind("registered", signUp.registered() ? 1 : 0)
        .execute();
  }

  /// Replaces a row; call it with the link locked.
  static void replace(Handle tx, Secrets secrets, SignUp signUp) {
    delete(tx, signUp.onboardingId());
    insert(tx, secrets, signUp);
  }

  static Optional<SignUp> find(Handle tx, Secrets secrets, long onboardingId) {
    return tx.createQuery("SELECT * FROM sign_up WHERE onboarding_id = :id")
        .bind("id", onboardingId)
        .map((row, context) -> signUp(row, secrets))
        .findOne();
  }

  /// The next step.
  static Optional<Step> step(Handle tx, long onboardingId) {
    return tx.createQuery("SELECT step FROM sign_up WHERE onboarding_id = :id")
        .bind("id", onboardingId)
        .mapTo(String.class)
        .findOne()
        .map(Step::of);
  }

  /// Whether the number that came stays on the Business app; empty until Meta has confirmed one.
  static Optional<Boolean> coexistence(Handle tx, long onboardingId) {
    return tx.createQuery(
            """
            SELECT coexistence FROM sign_up WHERE onboarding_id = :id AND phone_number_id <> ''
            """)
        .bind("id", onboardingId)
        .mapTo(Integer.class)
        .findOne()
        .map(kind -> kind == 1);
  }

  /// Whether the client has signed in as far as to have a token.
  static boolean hasToken(Handle tx, long onboardingId) {
    return tx.createQuery(
            "SELECT 1 FROM sign_up WHERE onboarding_id = :id AND access_token IS NOT NULL")
        .bind("id", onboardingId)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /// Links (ids) whose next step is due. `unheld`: a condition on `s.onboarding_id`.
  static List<Long> due(Handle tx, String unheld, long now, int limit) {
    return tx.createQuery(
            """
            SELECT s.onboarding_id FROM sign_up s JOIN onboarding o ON o.id = s.onboarding_id
            WHERE s.due_at IS NOT NULL AND s.due_at <= :now AND o.state = 'working'
              <unheld>
            ORDER BY s.due_at, s.onboarding_id LIMIT :limit
            """)
        .define("unheld", unheld)
        .bind("now", now)
        .bind("limit", limit)
        .mapTo(Long.class)
        .list();
  }

  /// Whether another link is at work with the same number of Meta's.
  static boolean isElsewhere(Handle tx, long onboardingId, String phoneNumberId) {
    return tx.createQuery(
            """
            SELECT 1 FROM sign_up
            WHERE phone_number_id = :phone AND onboarding_id <> :id AND due_at IS NOT NULL LIMIT 1
            """)
        .bind("phone", phoneNumberId)
        .bind("id", onboardingId)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /// Whether this number of Meta's is just being connected.
  static boolean isComing(Handle tx, String phoneNumberId) {
    return isElsewhere(tx, 0, phoneNumberId);
  }

  /// Whether a number of this WABA is just being connected for another partner.
  static boolean isForeign(Handle tx, long partnerId, String wabaId) {
    return tx.createQuery(
            """
            SELECT 1 FROM sign_up s JOIN onboarding o ON o.id = s.onboarding_id
            WHERE s.waba_id = :waba AND s.due_at IS NOT NULL AND o.partner_id <> :partner LIMIT 1
            """)
        .bind("waba", wabaId)
        .bind("partner", partnerId)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /// Nobody else claims a number of this WABA until the transaction ends.
  static void lockWaba(Handle tx, String wabaId) {
    tx.createUpdate(
            """
            INSERT INTO shared_waba (waba_id, at) VALUES (:waba, 0)
            ON CONFLICT (waba_id) DO UPDATE SET at = shared_waba.at
            """)
        .bind("waba", wabaId)
        .execute();
  }

  /// Whether a client of this WABA is being connected.
  static boolean isUnderWay(Handle tx, String wabaId) {
    return tx.createQuery("SELECT 1 FROM sign_up WHERE waba_id = :waba LIMIT 1")
        .bind("waba", wabaId)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  static void shared(Handle tx, String wabaId, long at) {
    tx.createUpdate(
            """
            INSERT INTO shared_waba (waba_id, at) VALUES (:waba, :at)
            ON CONFLICT (waba_id) DO UPDATE SET at = excluded.at
            """)
        .bind("waba", wabaId)
        .bind("at", at)
        .execute();
  }

  /// WABAs shared since `from`, newest first.
  static List<String> shared(Handle tx, long from, int limit) {
    return tx.createQuery(
            "SELECT waba_id FROM shared_waba WHERE at >= :since ORDER BY at DESC LIMIT :limit")
        .bind("since", from)
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  static int clean(Handle tx, long before) {
    int codes =
        tx.createUpdate("DELETE FROM sign_up_code WHERE at < :before")
            .bind("before", before)
            .execute();
    return codes
        + tx.createUpdate("DELETE FROM shared_waba WHERE at < :before")
            .bind("before", before)
            .execute();
  }

  private static byte @Nullable [] encrypt(Secrets secrets, @Nullable Secret secret, String what) {
    return secret == null ? null : secrets.encrypt(secret, what);
  }

  private static @Nullable Secret decrypt(
      Secrets secrets, byte @Nullable [] encrypted, String what) {
    return encrypted == null ? null : secrets.decryptSecret(encrypted, what);
  }

  private static SignUp signUp(ResultSet row, Secrets secrets) throws SQLException {
    long due = row.getLong("due_at");
    Long dueAt = row.wasNull() ? null : (Long) due;
    return new SignUp(
        row.getLong("onboarding_id"),
        Step.of(row.getString("step")),
        row.getInt("attempts"),
        dueAt,
        row.getLong("version"),
        decrypt(secrets, row.getBytes("code"), CODE),
        decrypt(secrets, row.getBytes("access_token"), TOKEN),
        decrypt(secrets, row.getBytes("pin"), PIN),
        new SignUp.Hint(row.getString("hint_waba"), row.getString("hint_phone")),
        row.getString("phone_number_id").isEmpty() ? null : found(row),
        row.getInt("registered") == 1);
  }

  private static SignUp.Found found(ResultSet row) throws SQLException {
    return new SignUp.Found(
        row.getString("waba_id"),
        row.getString("phone_number_id"),
        row.getString("whatsapp"),
        row.getInt("coexistence") == 1,
        row.getString("display_name"),
        row.getString("business_name"),
        row.getString("currency"));
  }
}
