package wabahub.sandbox;

import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What Meta takes of a message's content.
final class MessageRules {
  private static final Pattern VARIABLE = Pattern.compile("\\{\\{[^}]+}}");

  private final Chats chats;
  private final PhoneNode phone;

  MessageRules(Chats chats, PhoneNode phone) {
    this.chats = chats;
    this.phone = phone;
  }

  /// The category of a template in lower case, "" of any other message.
  ///
  /// @throws MetaError what Meta says
  String check(ObjectNode message) {
    String type = message.path("type").asString("text");
    JsonNode block = message.path(type);
    switch (type) {
      case "text" -> length(block, "body", 1, 4096);
      case "image", "video", "document" -> {
        link(block);
        length(block, "caption", 0, 1024);
      }
      case "audio", "sticker" -> link(block);
      case "location" -> {
        need(block, "latitude");
        need(block, "longitude");
      }
      case "contacts" -> need(block.path(0).path("name"), "formatted_name");
      case "reaction" -> need(block, "message_id");
      case "interactive" -> interactive(block);
      case "template" -> {
        return template(block);
      }
      default ->
          throw MetaError.of(131051, "Unsupported message type", "The type is not supported.");
    }
    return "";
  }

  private static MetaError wrong(String details) {
    return MetaError.of(131009, "Parameter value is not valid", details);
  }

  private static void need(JsonNode block, String name) {
    if (block.path(name).isMissingNode() || block.path(name).asString("").isEmpty()) {
      throw MetaError.of(131008, "Required parameter is missing", name + " is missing.");
    }
  }

  private static void length(JsonNode block, String name, int min, int max) {
    String text = block.path(name).asString("");
    int length = text.codePointCount(0, text.length());
    if (length < min) {
      throw MetaError.of(131008, "Required parameter is missing", name + " is missing.");
    }
    if (length > max) {
      throw wrong("Param " + name + " must be at most " + max + " characters long.");
    }
  }

  private static void link(JsonNode block) {
    boolean fine =
        block.hasNonNull("id") || block.path("link").asString("").matches("https?://[^ ]+");
    if (!fine) {
      throw wrong("The medium needs an id or a link.");
    }
  }

  private static void interactive(JsonNode block) {
    JsonNode action = block.path("action");
    length(block.path("header"), "text", 0, 60);
    length(block.path("footer"), "text", 0, 60);
    switch (block.path("type").asString("")) {
      case "button" -> {
        length(block.path("body"), "text", 1, 1024);
        count(action.path("buttons"), 1, 3);
        action.path("buttons").forEach(button -> length(button.path("reply"), "title", 1, 20));
      }
      case "list" -> {
        length(block.path("body"), "text", 1, 4096);
        length(action, "button", 1, 20);
        JsonNode rows = action.path("sections").path(0).path("rows");
        count(rows, 1, 10);
        rows.forEach(row -> {
          length(row, "title", 1, 24);
          length(row, "description", 0, 72);
        });
      }
      case "cta_url" -> {
        length(block.path("body"), "text", 1, 1024);
        length(action.path("parameters"), "display_text", 1, 20);
        need(action.path("parameters"), "url");
      }
      case "carousel" -> {
        length(block.path("body"), "text", 1, 1024);
        count(action.path("cards"), 2, 10);
      }
      default -> {
        // Kinds that nobody sends here yet.
      }
    }
  }

  private static void count(JsonNode list, int min, int max) {
    if (!list.isArray() || list.size() < min || list.size() > max) {
      throw wrong("There have to be " + min + " to " + max + ".");
    }
  }

  private String template(JsonNode block) {
    String name = block.path("name").asString("");
    String language = block.path("language").path("code").asString("");
    ObjectNode template =
        chats
            .template(phone.wabaId, name, language)
            .orElseThrow(() ->
                MetaError.of(
                    132001,
                    "Template name does not exist in the translation",
                    "template name (" + name + ") does not exist in " + language));
    switch (template.path("status").asString("")) {
      case "APPROVED" -> {
        // It can be sent.
      }
      case "PAUSED" -> throw MetaError.of(132015, "Template is paused", "It is paused.");
      case "DISABLED" -> throw MetaError.of(132016, "Template is disabled", "It is disabled.");
      default -> throw MetaError.of(132001, "Template does not exist", "It is not approved.");
    }
    for (JsonNode component : template.path("components")) {
      if (component.path("type").asString("").equalsIgnoreCase("body")) {
        variables(component, block.path("components"));
      }
    }
    return template.path("category").asString("UTILITY").toLowerCase(Locale.ROOT);
  }

  private static void variables(JsonNode body, JsonNode given) {
    long wanted =
        VARIABLE
            .matcher(body.path("text").asString(""))
            .results()
            .map(r -> r.group())
            .distinct()
            .count();
    int count = 0;
    for (JsonNode component : given) {
      if (component.path("type").asString("").equals("body")) {
        count += component.path("parameters").size();
      }
    }
    boolean counted = body.path("text").asString("").contains("{{");
    if (counted && count != wanted) {
      throw MetaError.of(
          132000,
          "Number of parameters does not match the expected number of params",
          "body: number of localizable_params (" + count + ") does not match " + wanted);
    }
  }
}
