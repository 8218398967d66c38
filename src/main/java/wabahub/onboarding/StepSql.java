package wabahub.onboarding;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Table onboarding_step.
final class StepSql {
  private StepSql() {}

  /// Writes down one more attempt of a step.
  static void attempt(
      Handle tx,
      long onboardingId,
      Step step,
      String state,
      Link.@Nullable Trouble trouble,
      long at) {
    tx.createUpdate(
            """
            INSERT INTO onboarding_step (onboarding_id, step, state, attempts, first_at, last_at,
                                         meta_code, meta_said)
            VALUES (:id, :step, :state, 1, :at, :at, :code, :said)
            ON CONFLICT (onboarding_id, step) DO UPDATE SET state = excluded.state,
              attempts = onboarding_step.attempts + 1, last_at = excluded.last_at,
              meta_code = coalesce(excluded.meta_code, onboarding_step.meta_code),
              meta_said = coalesce(excluded.meta_said, onboarding_step.meta_said)
            """)
        .bind("id", onboardingId)
        .bind("step", step.code())
        .bind("state", state)
        .bind("at", at)
        .bind("code", trouble == null ? null : trouble.metaCode())
        .bind("said", trouble == null ? null : trouble.metaSaid())
        .execute();
  }

  /// All steps of some links; in no order.
  static List<Done> of(Handle tx, long onboardingId) {
    return tx.createQuery("SELECT * FROM onboarding_step WHERE onboarding_id = :id")
        .bind("id", onboardingId)
        .map((row, context) -> {
          int code = row.getInt("meta_code");
          Integer metaCode = row.wasNull() ? null : (Integer) code;
          String said = row.getString("meta_said");
          return new Done(
              row.getString("step"),
              row.getString("state"),
              row.getInt("attempts"),
              row.getLong("first_at"),
              row.getLong("last_at"),
              metaCode,
              said == null ? "" : said);
        })
        .list();
  }
}
