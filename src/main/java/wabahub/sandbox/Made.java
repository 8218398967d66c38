package wabahub.sandbox;

/// A Graph call that was made.
///
/// @param at UNIX seconds
/// @param call its name, as faults know it
/// @param path without parameters
/// @param outcome the HTTP status, with Meta's error code behind it when there is one (`400
///   133005`), or the name of the fault that left no status (`timeout`, `drop`, `drop_after`)
public record Made(long at, String call, String method, String path, String outcome) {}
