package wabahub.sandbox;

import tools.jackson.databind.node.ObjectNode;

/// A message that the sandbox has taken. `to`: number or user id. `body`: as it was sent.
public record Sent(String phoneNumberId, String to, String wamid, ObjectNode body) {
  String opaque() {
    return body.path("biz_opaque_callback_data").asString("");
  }
}
