package wabahub.sandbox;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// What the page of a customer asks: which numbers there are, and what was said.
final class ChatCalls {
  private static final int NUMBERS = 1_000;

  private final Directory directory;
  private final Conversations conversations;

  ChatCalls(Directory directory, Conversations conversations) {
    this.directory = directory;
    this.conversations = conversations;
  }

  /// Numbers of clients, the newest first.
  Map<String, Object> numbers() {
    return directory.look(() ->
        Map.of(
            "numbers",
            directory.state().phones.values().stream().toList().reversed().stream()
                .limit(NUMBERS)
                .map(ChatCalls::number)
                .toList()));
  }

  private static ObjectNode number(PhoneNode phone) {
    ObjectNode number = Json.object().put("phone_number_id", phone.id);
    return number.put("whatsapp", phone.whatsapp()).put("name", phone.name);
  }

  /// @throws IllegalArgumentException when `customer` is not a number
  Map<String, Object> conversation(String phoneNumberId, String customer) {
    if (!customer.matches("[1-9][0-9]{6,14}")) {
      throw new IllegalArgumentException("`customer` has to be 7 to 15 digits.");
    }
    List<ObjectNode> messages =
        conversations.of(phoneNumberId, customer).stream().map(ChatCalls::message).toList();
    return Map.of("messages", messages);
  }

  private static ObjectNode message(Conversations.Said said) {
    ObjectNode message = Json.object().put("wamid", said.wamid());
    message.put("by", said.by().name().toLowerCase(Locale.ROOT)).put("at", said.at());
    message.set("message", said.message());
    return message;
  }
}
