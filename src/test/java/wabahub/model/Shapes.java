package wabahub.model;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Elements in the form that Meta gives them. People and ids are invented.
final class Shapes {
  static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Shapes() {}

  /// Someone who writes or is written to, with both identities that Meta knows.
  record Person(String phone, String user) {}

  /// A text message without a sender.
  static ObjectNode message(String id, long at) {
    ObjectNode message = JSON.objectNode();
    message.put("id", id).put("timestamp", Long.toString(at)).put("type", "text");
    message.putObject("text").put("body", "Is it back? \u05e9\u05dc\u05d5\u05dd \ud83d\ude00");
    return message;
  }

  static ObjectNode status(String id, String status, long at, Person recipient) {
    ObjectNode element = JSON.objectNode();
    element.put("id", id).put("status", status).put("timestamp", Long.toString(at));
    element.put("recipient_id", recipient.phone()).put("recipient_user_id", recipient.user());
    if (status.equals("failed")) {
      element.putArray("errors").addObject().put("code", 131026).put("title", "Undeliverable");
    }
    return element;
  }

  /// Makes it the status of one member of a group, or of none in particular.
  static ObjectNode inGroup(
      ObjectNode status, @Nullable JsonNode participantUser, @Nullable JsonNode participant) {
    status.put("recipient_id", "120363418770915618@g.us").put("recipient_type", "group");
    status.remove("recipient_user_id");
    if (participantUser != null) {
      status.set("recipient_participant_user_id", participantUser);
    }
    if (participant != null) {
      status.set("recipient_participant_id", participant);
    }
    return status;
  }

  static ArrayNode contacts(JsonNode... contacts) {
    ArrayNode array = JSON.arrayNode();
    for (JsonNode contact : contacts) {
      array.add(contact);
    }
    return array;
  }

  static ObjectNode contact(@Nullable String user, @Nullable String phone) {
    ObjectNode contact = JSON.objectNode();
    contact.putObject("profile").put("name", "Noor");
    if (phone != null) {
      contact.put("wa_id", phone);
    }
    if (user != null) {
      contact.put("user_id", user);
    }
    return contact;
  }
}
