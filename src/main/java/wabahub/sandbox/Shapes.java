package wabahub.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// Webhook bodies in the form of Meta's documentation of autumn 2026 (field version v24.0).
final class Shapes {
  private final SecureRandom random = new SecureRandom();
  private final InstantSource clock;

  Shapes(InstantSource clock) {
    this.clock = clock;
  }

  /// As real ones, base64 that holds the counterpart's number.
  String wamid(String counterpart) {
    byte[] unique = new byte[10];
    random.nextBytes(unique);
    String content = "\u001d\u0018\u000b" + counterpart + HexFormat.of().formatHex(unique);
    return "wamid." + Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
  }

  byte[] status(
      String whatsapp,
      String phoneNumberId,
      String wamid,
      String name,
      String to,
      String category,
      String type) {
    ObjectNode root = Json.object();
    ObjectNode value = value(root, whatsapp, phoneNumberId);
    value.putArray("contacts").addObject().put("wa_id", to).put("user_id", userId(to));
    ObjectNode status = value.putArray("statuses").addObject();
    status.put("id", wamid).put("status", name).put("timestamp", now());
    status.put("recipient_id", to).put("recipient_user_id", userId(to));
    if (!name.equals("read")) {
      ObjectNode pricing = status.putObject("pricing");
      pricing.put("billable", type.equals("regular")).put("pricing_model", "PMP");
      pricing.put("type", type).put("category", category);
    }
    return Json.bytes(root);
  }

  byte[] message(String whatsapp, String phoneNumberId, String wamid, String from, String text) {
    ObjectNode root = Json.object();
    ObjectNode value = value(root, whatsapp, phoneNumberId);
    ObjectNode contact = value.putArray("contacts").addObject();
    contact.putObject("profile").put("name", "Noor");
    contact.put("wa_id", from).put("user_id", userId(from));
    ObjectNode message = value.putArray("messages").addObject();
    message.put("from", from).put("from_user_id", userId(from)).put("id", wamid);
    message.put("timestamp", now()).put("type", "text");
    message.putObject("text").put("body", text);
    return Json.bytes(root);
  }

  private static ObjectNode value(ObjectNode root, String whatsapp, String phoneNumberId) {
    root.put("object", "whatsapp_business_account");
    ObjectNode entry = root.putArray("entry").addObject();
    ObjectNode change = entry.put("id", "204680135792468").putArray("changes").addObject();
    change.put("field", "messages");
    ObjectNode value = change.putObject("value").put("messaging_product", "whatsapp");
    value
        .putObject("metadata")
        .put("display_phone_number", whatsapp)
        .put("phone_number_id", phoneNumberId);
    return value;
  }

  private static String userId(String phone) {
    return "GB.4120" + phone;
  }

  private String now() {
    return Long.toString(clock.instant().getEpochSecond());
  }
}
