package wabahub.messages;

import tools.jackson.databind.JsonNode;

/// A message in one text or link, of the form that Meta has for messages in both directions.
final class Gist {
  private Gist() {}

  static String of(JsonNode message) {
    String type = message.path("type").asString("");
    JsonNode block = message.path(type);
    return switch (type) {
      case "text" -> block.path("body").asString("");
      case "image", "video", "audio", "document", "sticker" ->
          block.path("link").asString(block.path("url").asString(""));
      case "location" ->
          block.path("latitude").asString("") + "," + block.path("longitude").asString("");
      case "contacts" -> block.path(0).path("phones").path(0).path("phone").asString("");
      case "reaction" -> block.path("emoji").asString("");
      case "button" -> block.path("text").asString("");
      case "template" -> block.path("name").asString("");
      case "interactive" -> interactive(block);
      default -> "";
    };
  }

  private static String interactive(JsonNode block) {
    String kind = block.path("type").asString("");
    return switch (kind) {
      case "button_reply", "list_reply" -> block.path(kind).path("title").asString("");
      case "nfm_reply" -> block.path(kind).path("response_json").asString("");
      default -> block.path("body").path("text").asString("");
    };
  }
}
