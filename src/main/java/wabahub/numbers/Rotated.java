package wabahub.numbers;

import org.jspecify.annotations.Nullable;
import wabahub.secrets.Secret;

/// A new API key. The one before it is good until `oldUntil` and was last used at `lastUsed` (UNIX
/// seconds, null = never).
public record Rotated(Secret key, long oldUntil, @Nullable Long lastUsed) {}
