package wabahub.messages;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import wabahub.numbers.PhoneNumber;

/// To whom a message goes: a phone number (digits), or Meta's user id (BSUID) such as
/// `GB.4120098817734502`.
record Recipient(String address, boolean isUserId) {
  private static final String USER_ID = "[A-Z]{2}\\.[A-Za-z0-9.]{1,128}";

  static Optional<Recipient> parse(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    String bare = text.strip();
    return bare.matches(USER_ID)
        ? Optional.of(new Recipient(bare, true))
        : PhoneNumber.parse(bare).map(number -> new Recipient(number.digits(), false));
  }

  /// In a call to Meta.
  void address(ObjectNode ask) {
    ask.put(isUserId ? "recipient" : "to", address);
  }
}
