package wabahub.messages;

import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.secrets.Secrets;

/// What is kept of a message to a customer. `from`: the number's digits. `to`: as the caller wrote
/// it. `ask`: the body of the call to Meta.
record Outgoing(String from, String to, ObjectNode ask) {
  byte[] write(Secrets secrets) {
    ObjectNode json = Json.object().put("from", from).put("to", to);
    json.set("ask", ask);
    return secrets.encrypt(Json.bytes(json), Messages.BODY);
  }

  static Outgoing read(Secrets secrets, byte[] body) {
    ObjectNode json = Json.parseObject(secrets.decrypt(body, Messages.BODY), Reason.INTERNAL);
    return new Outgoing(
        json.path("from").asString(""),
        json.path("to").asString(""),
        (ObjectNode) json.withObject("/ask"));
  }
}
