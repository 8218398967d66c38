package wabahub.feed;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;

/// Answers by a tap: buttons, lists, forms.
final class Replies {
  private Replies() {}

  /// The quick reply of a template.
  static Content button(JsonNode block) {
    return Content.of("button", Texts.text(block, "text")).with(id(Texts.text(block, "payload")));
  }

  static Content interactive(JsonNode block) {
    String type = Texts.text(block, "type");
    JsonNode reply = block.path(type);
    return switch (type) {
      case "button_reply" ->
          Content.of("button", Texts.text(reply, "title")).with(id(Texts.text(reply, "id")));
      case "list_reply" -> {
        Map<String, Object> more = id(Texts.text(reply, "id"));
        more.put("description", Texts.text(reply, "description"));
        yield Content.of("list", Texts.text(reply, "title")).with(more);
      }
      // A form: a JSON text, possibly of no object.
      case "nfm_reply" -> Content.of("text", Texts.text(reply, "response_json"));
      case "call_permission_reply" -> Content.of("text", Texts.whole(Json.text(reply)));
      default -> Content.unsupported();
    };
  }

  /// What the sender has given the button or choice; it is not shown to the customer.
  private static Map<String, Object> id(String id) {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("replyId", id);
    return more;
  }
}
