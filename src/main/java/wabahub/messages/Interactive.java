package wabahub.messages;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;

/// Messages that are answered with a tap: buttons, lists, carousels.
final class Interactive {
  private static final int TITLE = 60;
  private static final int BODY = 1024;
  private static final int LIST_BODY = 4096;
  private static final int BUTTON = 20;
  private static final int CARD_BODY = 160;

  private Interactive() {}

  private static ObjectNode frame(String type, Fields fields, int body) {
    ObjectNode block = Json.object().put("type", type);
    String header = fields.optional("header", TITLE, Reason.V2_CONTENT);
    if (!header.isBlank()) {
      block.putObject("header").put("type", "text").put("text", header);
    }
    block.putObject("body").put("text", fields.text("body", body, Reason.V2_CONTENT));
    String footer = fields.optional("footer", TITLE, Reason.V2_CONTENT);
    if (!footer.isBlank()) {
      block.putObject("footer").put("text", footer);
    }
    return block;
  }

  /// Up to three reply buttons, or one website button.
  static Content buttons(Fields fields) {
    boolean website = fields.has("websiteText") || fields.has("websiteURL");
    boolean replies = fields.has("button1") || fields.has("button2") || fields.has("button3");
    if (website == replies) {
      throw new Refusal(Reason.V2_CONTENT, "Either reply buttons or one website button is needed.");
    }
    return Content.of("buttons", "interactive", website ? website(fields) : replies(fields));
  }

  private static ObjectNode replies(Fields fields) {
    ObjectNode block = frame("button", fields, BODY);
    ArrayNode buttons = block.putObject("action").putArray("buttons");
    for (int i = 1; i <= 3; i++) {
      String title = fields.optional("button" + i, BUTTON, Reason.V2_CONTENT).strip();
      if (!title.isEmpty()) {
        ObjectNode button = buttons.addObject().put("type", "reply");
        button.putObject("reply").put("id", "button" + i).put("title", title);
      }
    }
    if (buttons.isEmpty() || isTwice(buttons)) {
      throw new Refusal(Reason.V2_CONTENT, "Buttons have different texts.");
    }
    return block;
  }

  private static boolean isTwice(ArrayNode buttons) {
    List<String> titles =
        buttons.valueStream().map(b -> b.path("reply").path("title").asString("")).toList();
    return titles.stream().distinct().count() < titles.size();
  }

  private static ObjectNode website(Fields fields) {
    ObjectNode block = frame("cta_url", fields, BODY);
    ObjectNode action = block.putObject("action").put("name", "cta_url");
    ObjectNode parameters = action.putObject("parameters");
    parameters.put("display_text", fields.text("websiteText", BUTTON, Reason.V2_CONTENT));
    parameters.put("url", Links.website(fields, "websiteURL"));
    return block;
  }

  static Content list(Fields fields) {
    ObjectNode block = frame("list", fields, LIST_BODY);
    ObjectNode action = block.putObject("action");
    action.put("button", fields.text("button", BUTTON, Reason.V2_CONTENT));
    ObjectNode section = action.putArray("sections").addObject();
    ArrayNode rows = section.putArray("rows");
    for (Fields choice : fields.list("list", 1, 10)) {
      ObjectNode row = rows.addObject().put("id", "row" + rows.size());
      row.put("title", choice.text("title", 24, Reason.V2_CONTENT));
      String description = choice.optional("description", 72, Reason.V2_CONTENT);
      if (!description.isBlank()) {
        row.put("description", description);
      }
    }
    return Content.of("list", "interactive", block);
  }

  /// Cards with a picture each; all of them with a website button.
  static Content carousel(Fields fields) {
    ObjectNode block = Json.object().put("type", "carousel");
    block.putObject("body").put("text", fields.text("body", BODY, Reason.V2_CONTENT));
    ArrayNode cards = block.putObject("action").putArray("cards");
    for (Fields card : fields.list("cards", 2, 10)) {
      ObjectNode node =
          cards.addObject().put("card_index", cards.size() - 1).put("type", "cta_url");
      String image = Links.file(card, "image").toString();
      node.putObject("header").put("type", "image").putObject("image").put("link", image);
      String body = card.optional("body", CARD_BODY, Reason.V2_CONTENT);
      if (!body.isBlank()) {
        node.putObject("body").put("text", body);
      }
      ObjectNode parameters =
          node.putObject("action").put("name", "cta_url").putObject("parameters");
      parameters.put("display_text", card.text("button", BUTTON, Reason.V2_CONTENT));
      parameters.put("url", Links.website(card, "url"));
    }
    return Content.of("carousel", "interactive", block);
  }
}
