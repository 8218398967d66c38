package wabahub.partners;

/// An access token as it is kept: whose, and until when (UNIX seconds, excluded).
record Token(long partnerId, long expiresAt) {}
