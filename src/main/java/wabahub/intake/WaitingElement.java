package wabahub.intake;

/// An element of a webhook that waits. `reason`: a code such as `unknown_number`; `arrivedAt` in
/// UNIX seconds.
public record WaitingElement(long id, String reason, long arrivedAt, int sizeBytes) {}
