package wabahub.sandbox;

/// A client's business token. `expiresAt` in UNIX seconds, 0 = never.
record TokenNode(
    String value,
    String businessId,
    String userId,
    boolean revoked,
    long issuedAt,
    long expiresAt) {
  TokenNode revokedNow() {
    return new TokenNode(value, businessId, userId, true, issuedAt, expiresAt);
  }
}
