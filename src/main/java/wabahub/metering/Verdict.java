package wabahub.metering;

/// What becomes of an element.
public sealed interface Verdict {
  /// It is an event.
  record Counted(Event event) implements Verdict {}

  /// It is none of what is counted.
  record Ignored() implements Verdict {}

  /// Its instant is too far ahead: it can be read from `dueAt` (UNIX seconds) on.
  record Early(long dueAt) implements Verdict {}

  /// It cannot be read. `reason` is one word for metrics and tables.
  record Wrong(String reason) implements Verdict {}
}
