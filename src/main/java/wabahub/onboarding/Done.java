package wabahub.onboarding;

import org.jspecify.annotations.Nullable;

/// How a step went: `state` is `done`, `waiting` (it is tried again) or `failed`. Instants in UNIX
/// seconds; `metaCode` and `metaSaid`: Meta's last error, null and "" when there was none.
public record Done(
    String step,
    String state,
    int attempts,
    long firstAt,
    long lastAt,
    @Nullable Integer metaCode,
    String metaSaid) {}
