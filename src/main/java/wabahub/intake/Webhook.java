package wabahub.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;
import wabahub.metering.Element;

/// A webhook of Meta, taken apart: the elements of its field `messages`, the changes of accounts
/// and numbers, the names of other fields, and what cannot be read.
record Webhook(
    List<Element> elements,
    List<AccountChange> accounts,
    List<Side> sides,
    List<String> others,
    List<Unreadable> unreadable) {
  /// A part that has not the form of a webhook.
  record Unreadable(String reason, byte[] raw) {}

  /// An element of another field about a number: a message of the Business app, a customer's new id
  /// or wish.
  record Side(
      Kind kind, @Nullable JsonNode phoneNumberId, @Nullable JsonNode contacts, JsonNode content) {
    enum Kind {
      ECHO("message_echoes"),
      USER_ID("user_id_update"),
      PREFERENCE("user_preferences");

      private final String list;

      Kind(String list) {
        this.list = list;
      }
    }
  }

  static Webhook parse(byte[] body) {
    Webhook webhook =
        new Webhook(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    Optional<JsonNode> root = Json.parseTolerantly(body);
    if (root.isEmpty()) {
      webhook.unreadable.add(new Unreadable("not_json", body));
    } else if (!(root.get().get("entry") instanceof JsonNode entry) || !entry.isArray()) {
      webhook.unreadable.add(new Unreadable("no_entry", body));
    } else {
      entry.forEach(webhook::entry);
    }
    return webhook;
  }

  private void entry(JsonNode entry) {
    JsonNode changes = entry.get("changes");
    if (changes == null || !changes.isArray()) {
      bad("no_changes", ofEntry(entry));
    } else {
      changes.forEach(change -> change(entry, change));
    }
  }

  private void change(JsonNode entry, JsonNode change) {
    JsonNode field = change.get("field");
    if (field == null || !field.isString()) {
      bad("no_field", ofChange(change));
    } else if (field.stringValue().equals("messages")) {
      messages(change);
    } else if (AccountChange.FIELDS.contains(field.stringValue())) {
      accounts.add(new AccountChange(entry.get("id"), entry.get("time"), change));
    } else {
      others.add(field.stringValue());
      switch (field.stringValue()) {
        case "smb_message_echoes" -> sides(Side.Kind.ECHO, change.path("value"));
        case "user_id_update" -> sides(Side.Kind.USER_ID, change.path("value"));
        case "user_preferences" -> sides(Side.Kind.PREFERENCE, change.path("value"));
        default -> {
          // Nobody here listens to it.
        }
      }
    }
  }

  private void sides(Side.Kind kind, JsonNode value) {
    JsonNode phone = value.path("metadata").get("phone_number_id");
    for (JsonNode content : value.path(kind.list)) {
      if (content.isObject()) {
        sides.add(new Side(kind, phone, value.get("contacts"), content));
      }
    }
  }

  private void messages(JsonNode change) {
    JsonNode value = change.get("value");
    if (value == null || !value.isObject()) {
      bad("no_value", ofChange(change));
    } else {
      elements(value, "messages", Element.Kind.MESSAGE);
      elements(value, "statuses", Element.Kind.STATUS);
    }
  }

  private void elements(JsonNode value, String name, Element.Kind kind) {
    JsonNode list = value.get(name);
    if (list == null || list.isNull()) {
      return;
    }
    if (!list.isArray()) {
      ObjectNode change = Json.object().put("field", "messages");
      ObjectNode part = change.putObject("value");
      set(part, "metadata", value.get("metadata"));
      set(part, "contacts", value.get("contacts"));
      part.set(name, list);
      bad("not_an_array", ofChange(change));
      return;
    }
    JsonNode phone = value.path("metadata").get("phone_number_id");
    for (JsonNode content : list) {
      elements.add(new Element(kind, phone, value.get("contacts"), content));
    }
  }

  /// `webhook`: with the bad part alone, so that it can be read again as it came.
  private void bad(String reason, JsonNode webhook) {
    unreadable.add(new Unreadable(reason, Json.bytes(webhook)));
  }

  private static ObjectNode ofEntry(JsonNode entry) {
    ObjectNode root = Json.object();
    root.putArray("entry").add(entry);
    return root;
  }

  private static ObjectNode ofChange(JsonNode change) {
    ObjectNode entry = Json.object();
    entry.putArray("changes").add(change);
    return ofEntry(entry);
  }

  /// A webhook with this element alone, to be read again later.
  static byte[] wrap(Element element) {
    ObjectNode value = Json.object();
    set(value.putObject("metadata"), "phone_number_id", element.phoneNumberId());
    set(value, "contacts", few(element.contacts()));
    value
        .putArray(element.kind() == Element.Kind.MESSAGE ? "messages" : "statuses")
        .add(element.content());
    ObjectNode change = Json.object().put("field", "messages");
    change.set("value", value);
    return Json.bytes(ofChange(change));
  }

  /// Two contacts say as much as a thousand: that there is not exactly one. All of them with each
  /// element of a large body would be its square.
  private static @Nullable JsonNode few(@Nullable JsonNode contacts) {
    if (contacts == null || !contacts.isArray() || contacts.size() <= 2) {
      return contacts;
    }
    return Json.object().putArray("contacts").add(contacts.get(0)).add(contacts.get(1));
  }

  private static void set(ObjectNode node, String name, @Nullable JsonNode value) {
    if (value != null) {
      node.set(name, value);
    }
  }
}
