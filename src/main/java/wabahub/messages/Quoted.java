package wabahub.messages;

/// A message that others answer. `unique` of the API; `text`: its text or caption, "" when it has
/// none or is not kept.
public record Quoted(String unique, String text) {}
