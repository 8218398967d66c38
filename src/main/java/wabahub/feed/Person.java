package wabahub.feed;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A customer as Meta names them. `phone`: digits, "" when it is hidden. `userId`: Meta's (BSUID),
/// "" when Meta gave none.
record Person(String phone, String userId, String name, @Nullable String username) {
  static Person of(String phone, String userId, JsonNode contact) {
    String username = Texts.text(contact.path("profile"), "username");
    return new Person(
        phone,
        userId,
        Texts.text(contact.path("profile"), "name"),
        username.isEmpty() ? null : username);
  }

  /// The number, or what stands for it (decision W16).
  String from() {
    return phone.isEmpty() ? userId : phone;
  }

  /// Good as `to` in any case.
  String id() {
    return userId.isEmpty() ? phone : userId;
  }
}
