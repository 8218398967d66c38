package wabahub.messages;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One element of `messages[]` or `statuses[]` of a webhook of Meta's, as it came. `contacts`: of
/// its value. `arrivedAt` in UNIX seconds.
public record Told(
    Kind kind,
    @Nullable JsonNode phoneNumberId,
    @Nullable JsonNode contacts,
    JsonNode content,
    long arrivedAt) {
  public enum Kind {
    MESSAGE,
    STATUS
  }
}
