package wabahub.messages;

import wabahub.ops.Crew;

/// `crew`: sends. `historyDays`: how long messages are kept, 0 = no longer than sending needs them.
public record Settings(Crew crew, int historyDays) {
  /// How many jobs the crew should have room for.
  public static final int JOBS = 256;
}
