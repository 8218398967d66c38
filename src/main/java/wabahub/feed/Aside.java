package wabahub.feed;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What Meta tells of a number beside messages of customers and statuses. `arrivedAt` in UNIX
/// seconds. Nothing in it is trusted to have its form.
public sealed interface Aside {
  /// Meta's, of `metadata`.
  @Nullable JsonNode phoneNumberId();

  long arrivedAt();

  /// An element of `message_echoes[]`: a message that was written in the Business app. `contacts`:
  /// of its value.
  record Echo(
      @Nullable JsonNode phoneNumberId,
      @Nullable JsonNode contacts,
      JsonNode content,
      long arrivedAt)
      implements Aside {}

  /// An element of `user_id_update[]`: Meta calls a customer otherwise from now on.
  record UserId(@Nullable JsonNode phoneNumberId, JsonNode content, long arrivedAt)
      implements Aside {}

  /// An element of `user_preferences[]`: what a customer wants, such as no marketing any more.
  record Preference(@Nullable JsonNode phoneNumberId, JsonNode content, long arrivedAt)
      implements Aside {}

  /// A webhook of Meta's as it came, or the part of it that is about one number.
  record Raw(@Nullable JsonNode phoneNumberId, byte[] body, long arrivedAt) implements Aside {}
}
