package wabahub.messages;

import wabahub.ops.Crew;

/// `crew`: sends. `historyDays`: how long messages are kept, 0 = no longer than sending needs them.
public record Settings(Crew crew, int historyDays) {
  /// How many jobs the crew should have room for: no more than get a turn at Meta.
  public static final int JOBS = wabahub.graph.Settings.MESSAGES_AT_ONCE;
}
