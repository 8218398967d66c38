package wabahub.messages;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// What an element of a webhook says of a message; `at` in UNIX seconds, never later than it
/// arrived. Nothing in here trusts the form of what came.
sealed interface Event {
  Pattern PHONE_NUMBER_ID = Pattern.compile("[0-9]{1,32}");
  Pattern TYPE = Pattern.compile("[a-z_]{1,24}");
  Pattern UNIQUE = Pattern.compile("[0-9A-F]{32}");
  Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

  String phoneNumberId();

  long at();

  /// Of a customer. `phone` or `userId` is "" when Meta gave none; never both.
  record Incoming(
      String phoneNumberId,
      long at,
      String wamid,
      String type,
      String phone,
      String userId,
      String name,
      JsonNode content,
      JsonNode contact)
      implements Event {
    /// The number, or the user id when the number is hidden.
    String from() {
      return phone.isEmpty() ? userId : phone;
    }

    /// Whether it opens the 24 hours; what Meta tells of a customer does not.
    boolean isWritten() {
      return !type.equals("system");
    }
  }

  /// Of a message of the number. `unique`: what the send carried, or "".
  record Status(
      String phoneNumberId,
      long at,
      String wamid,
      String unique,
      State state,
      int error,
      String errorText)
      implements Event {}

  /// Null when it says nothing of a message between a number and one person.
  static @Nullable Event of(Told told) {
    String phone = text(told.phoneNumberId());
    String wamid = text(told.content().get("id"));
    boolean readable =
        PHONE_NUMBER_ID.matcher(phone).matches() && !wamid.isEmpty() && wamid.length() <= 512;
    if (!readable) {
      return null;
    }
    return switch (told.kind()) {
      case MESSAGE -> incoming(told, phone, wamid);
      case STATUS -> status(told, phone, wamid);
    };
  }

  private static @Nullable Event incoming(Told told, String phone, String wamid) {
    JsonNode content = told.content();
    JsonNode contacts = told.contacts();
    JsonNode contact =
        contacts != null && contacts.isArray() && contacts.size() == 1
            ? contacts.get(0)
            : MissingNode.getInstance();
    String from = first(text(content.get("from")), text(contact.get("wa_id")));
    String user = first(text(content.get("from_user_id")), text(contact.get("user_id")));
    if (content.hasNonNull("group_id") || from.isEmpty() && user.isEmpty()) {
      return null;
    }
    String type = text(content.get("type")).toLowerCase(Locale.ROOT);
    return new Incoming(
        phone,
        at(told),
        wamid,
        TYPE.matcher(type).matches() ? type : "unsupported",
        from,
        user,
        text(contact.path("profile").get("name")),
        content,
        contact);
  }

  private static @Nullable Event status(Told told, String phone, String wamid) {
    JsonNode content = told.content();
    State state =
        switch (text(content.get("status"))) {
          case "sent" -> State.SENT;
          case "delivered" -> State.DELIVERED;
          case "read", "played" -> State.READ;
          case "failed" -> State.FAILED;
          default -> null;
        };
    if (state == null || text(content.get("recipient_type")).equals("group")) {
      return null;
    }
    String unique = text(content.get("biz_opaque_callback_data"));
    JsonNode error = content.path("errors").path(0);
    return new Status(
        phone,
        at(told),
        wamid,
        UNIQUE.matcher(unique).matches() ? unique : "",
        state,
        error.path("code").asInt(0),
        first(text(error.path("error_data").get("details")), text(error.get("title"))));
  }

  private static long at(Told told) {
    String at = text(told.content().get("timestamp"));
    return SECONDS.matcher(at).matches()
        ? Math.min(Long.parseLong(at), told.arrivedAt())
        : told.arrivedAt();
  }

  private static String first(String a, String b) {
    return a.isEmpty() ? b : a;
  }

  private static String text(@Nullable JsonNode node) {
    return node != null && node.isString() ? node.stringValue() : "";
  }
}
