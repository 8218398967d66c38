package wabahub.feed;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What is in a message, as WhatsApp V2 shows it: `type`, `body` (a string, or a list for an
/// order), `caption`, whether it is a medium, and the hub's own further fields.
record Content(
    String type, Object body, String caption, boolean isMedia, Map<String, Object> more) {

  static Content of(String type, Object body) {
    return new Content(type, body, "", false, Map.of());
  }

  Content with(Map<String, Object> fields) {
    return new Content(type, body, caption, isMedia, fields);
  }

  /// What V2 has no form for.
  static Content unsupported() {
    return of("text", "").with(Map.of("unsupported", true));
  }

  /// Reads Meta's message (contract 6.5, decision W16); never fails.
  static Content read(JsonNode message) {
    String type = Texts.text(message, "type");
    JsonNode block = message.path(type);
    return switch (type) {
      case "text" -> of("text", Texts.text(block, "body"));
      case "image", "video", "document", "audio", "sticker" -> Medium.read(type, block);
      case "location" -> Cards.location(block);
      case "contacts" -> Cards.contacts(block);
      case "button" -> Replies.button(block);
      case "interactive" -> Replies.interactive(block);
      case "reaction" -> of("reaction", Texts.text(block, "emoji"));
      case "order" -> Orders.read(block);
      default -> unsupported();
    };
  }
}
