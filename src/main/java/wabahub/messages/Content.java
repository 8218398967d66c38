package wabahub.messages;

import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// What a message holds: `type` as the history shows it, `ask` the body of the call to Meta without
/// its recipient.
record Content(String type, ObjectNode ask) {
  /// Reads it from the parameters of a call.
  @FunctionalInterface
  interface Reader {
    Content read(Fields fields);
  }

  /// `block`: what stands under the key of Meta's type.
  static Content of(String type, String metaType, ObjectNode block) {
    ObjectNode ask = Json.object().put("messaging_product", "whatsapp");
    ask.put("recipient_type", "individual").put("type", metaType).set(metaType, block);
    return new Content(type, ask);
  }
}
