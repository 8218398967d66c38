package wabahub.outbox;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import wabahub.secrets.Secret;

/// Where a partner is told things. `url` null: nowhere. The old secret signs beside the new one
/// until `oldUntil`. Instants in UNIX seconds.
record Webhook(
    long id,
    @Nullable Secret url,
    Secret secret,
    long secretAt,
    @Nullable Secret oldSecret,
    @Nullable Long oldUntil) {
  /// What to sign with, the newest first.
  List<Secret> secrets(long now) {
    List<Secret> secrets = new ArrayList<>(List.of(secret));
    if (oldSecret != null && oldUntil != null && now < oldUntil) {
      secrets.add(oldSecret);
    }
    return secrets;
  }
}
