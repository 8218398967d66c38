package wabahub.outbox;

import org.jspecify.annotations.Nullable;

/// How many deliveries wait, those for a retry included (up to 40,000), and since when (UNIX
/// seconds) the first one is due.
public record Backlog(long waiting, @Nullable Long oldestDueAt) {}
