package wabahub.sandbox;

/// A number of the partner's pool. `claimedBy`: the number of a WABA that it became, "" = none.
final class PoolNode {
  static final long DAYS_90 = 90 * 86_400L;

  String id = "";
  String claimedBy = "";
  long addedAt;
  Verification verification = new Verification();

  String whatsapp() {
    return verification.whatsapp;
  }

  boolean isVerified(long now) {
    return verification.verified && now < verification.verifiedAt + DAYS_90;
  }

  /// Meta takes a number out of the pool that nobody verifies.
  boolean isOver(long now) {
    return !verification.verified && now >= addedAt + DAYS_90;
  }

  String state(long now) {
    if (isVerified(now)) {
      return "VERIFIED";
    }
    return verification.verified ? "EXPIRED" : "NOT_VERIFIED";
  }
}
