package wabahub.numbers;

import tools.jackson.databind.JsonNode;

/// What Meta tells of the life of a WABA or of one of its numbers. `field` and `name`: the
/// webhook's field and, where it has one, its event or decision (up to 64 characters, else "").
/// `phone`: the one number it is about, as its digits or as its phone number id; "" = all of the
/// WABA. `time`: when Meta sent it (UNIX seconds), 0 when it does not say; `arrivedAt`: when it
/// came (UNIX seconds). `value`: an object, up to 16 KiB.
public record AccountEvent(
    String field,
    String name,
    String wabaId,
    String phone,
    long time,
    long arrivedAt,
    JsonNode value) {
  private static final long AHEAD_SECONDS = 86_400;

  /// What orders it among others: when Meta sent it; when it came, if Meta does not say or says
  /// what cannot be.
  long at() {
    return time == 0 || time > arrivedAt + AHEAD_SECONDS ? arrivedAt : time;
  }
}
