package wabahub.hubs;

/// A hub that shares the database. `startedAt` in UNIX seconds; `beat` moves while it lives;
/// `lagMs`: the age of the oldest event that it has accepted and not applied.
public record Hub(long id, String name, String version, long startedAt, long beat, long lagMs) {}
