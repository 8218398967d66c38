package wabahub.metering;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One element of `messages[]` or `statuses[]` with what its value says around it: the phone number
/// id of `metadata` and `contacts`.
public record Element(
    Kind kind, @Nullable JsonNode phoneNumberId, @Nullable JsonNode contacts, JsonNode content) {
  public enum Kind {
    MESSAGE,
    STATUS
  }
}
