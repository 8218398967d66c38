package wabahub.numbers;

/// The number's connection to an inbox of an omni-channel system, as the operator has recorded it.
/// `server`: the subdomain.
public record Online(long account, long inbox, String server) {}
