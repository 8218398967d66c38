package wabahub.onboarding;

import org.jspecify.annotations.Nullable;

/// A number that waits for an account. `poolId`: Meta's id among the pre-verified numbers, null
/// until it has one. `reserved`: there is no such pool, the client verifies the number. `codes`:
/// asked for since `codesSince`. Instants in UNIX seconds.
record Registered(
    long id,
    long partnerId,
    String whatsapp,
    String comment,
    @Nullable String poolId,
    boolean reserved,
    int codes,
    long codesSince,
    @Nullable Long verifiedAt,
    long expiresAt) {

  /// Whether a link may be made for it.
  boolean isReady() {
    return reserved || verifiedAt != null;
  }
}
