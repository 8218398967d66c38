package wabahub.onboarding;

import org.jdbi.v3.core.Handle;

/// Table branding.
final class BrandingSql {
  private BrandingSql() {}

  static Branding find(Handle tx, long partnerId) {
    return tx.createQuery("SELECT * FROM branding WHERE partner_id = :partner")
        .bind("partner", partnerId)
        .map((row, context) ->
            new Branding(
                row.getString("logo"),
                row.getString("message"),
                row.getString("button"),
                row.getString("success"),
                row.getString("failed")))
        .findOne()
        .orElse(Branding.NONE);
  }

  static void save(Handle tx, long partnerId, Branding branding) {
    tx.createUpdate(
            """
            INSERT INTO branding (partner_id, logo, message, button, success, failed)
            VALUES (:partner, :logo, :message, :button, :success, :failed)
            ON CONFLICT (partner_id) DO UPDATE SET logo = excluded.logo,
              message = excluded.message, button = excluded.button, success = excluded.success,
              failed = excluded.failed
            """)
        .bind("partner", partnerId)
        .bind("logo", branding.logo())
        .bind("message", branding.message())
        .bind("button", branding.button())
        .bind("success", branding.success())
        .bind("failed", branding.failed())
        .execute();
  }
}
