package wabahub.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import tools.jackson.databind.node.ArrayNode;
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

  byte[] status(Line line, String wamid, String name, String to, String category, String type) {
    return status(line, wamid, name, to, category, type, "");
  }

  /// `opaque`: what the send carried, "" = nothing.
  byte[] status(
      Line line,
      String wamid,
      String name,
      String to,
      String category,
      String type,
      String opaque) {
    ObjectNode root = Json.object();
    ObjectNode value = value(root, line, "messages");
    value.putArray("contacts").addObject().put("wa_id", to).put("user_id", userId(to));
    ObjectNode status = value.putArray("statuses").addObject();
    status.put("id", wamid).put("status", name).put("timestamp", now());
    status.put("recipient_id", to).put("recipient_user_id", userId(to));
    if (!opaque.isEmpty()) {
      status.put("biz_opaque_callback_data", opaque);
    }
    if (!name.equals("read")) {
      ObjectNode pricing = status.putObject("pricing");
      pricing.put("billable", type.equals("regular")).put("pricing_model", "PMP");
      pricing.put("type", type).put("category", category);
    }
    return Json.bytes(root);
  }

  byte[] failed(Line line, String wamid, String to, int code, String opaque) {
    ObjectNode root = Json.object();
    ObjectNode status = value(root, line, "messages").putArray("statuses").addObject();
    status.put("id", wamid).put("status", "failed").put("timestamp", now());
    status.put("recipient_id", to).put("biz_opaque_callback_data", opaque);
    ObjectNode error = status.putArray("errors").addObject().put("code", code);
    error.put("title", "Message failed").put("message", "Message failed");
    error.putObject("error_data").put("details", "Error " + code + " of the sandbox.");
    return Json.bytes(root);
  }

  byte[] message(Line line, String wamid, String from, String text) {
    ObjectNode content = Json.object().put("type", "text");
    content.putObject("text").put("body", text);
    return message(line, wamid, from, content);
  }

  /// `content`: with `type` and its block.
  byte[] message(Line line, String wamid, String from, ObjectNode content) {
    ObjectNode root = Json.object();
    ObjectNode value = value(root, line, "messages");
    ObjectNode contact = value.putArray("contacts").addObject();
    contact.putObject("profile").put("name", "Noor");
    contact.put("wa_id", from).put("user_id", userId(from));
    ObjectNode message = value.putArray("messages").addObject();
    message.put("from", from).put("from_user_id", userId(from)).put("id", wamid);
    message.put("timestamp", now());
    message.setAll(content);
    return Json.bytes(root);
  }

  /// A change of an account.
  byte[] change(String entryId, String field, ObjectNode value) {
    ObjectNode root = Json.object().put("object", "whatsapp_business_account");
    ObjectNode entry = root.putArray("entry").addObject().put("id", entryId);
    entry.put("time", clock.instant().getEpochSecond());
    entry.putArray("changes").addObject().put("field", field).set("value", value);
    return Json.bytes(root);
  }

  /// Two contacts of a coexistence number.
  byte[] contacts(PhoneNode phone) {
    ObjectNode root = Json.object();
    ArrayNode contacts = value(root, Line.of(phone), "smb_app_state_sync").putArray("state_sync");
    for (String[] person : new String[][] {{"Noor", "447700900210"}, {"Ira", "447700900211"}}) {
      ObjectNode item = contacts.addObject().put("type", "contact").put("action", "add");
      ObjectNode contact = item.putObject("contact").put("full_name", person[0]);
      contact.put("first_name", person[0]).put("phone_number", person[1]);
      item.putObject("metadata").put("timestamp", now());
    }
    return Json.bytes(root);
  }

  /// A phase (0 to 2) of the history of a coexistence number, or that it is not handed over.
  byte[] history(PhoneNode phone, int phase) {
    ObjectNode root = Json.object();
    ObjectNode chunk = value(root, Line.of(phone), "history").putArray("history").addObject();
    if (phone.historyDeclined) {
      ObjectNode error = chunk.putArray("errors").addObject().put("code", 2593109);
      error.put("title", "History sharing is turned off by the business");
      error.put("message", "History sharing is turned off by the business");
      return Json.bytes(root);
    }
    ObjectNode metadata = chunk.putObject("metadata").put("phase", phase);
    metadata.put("chunk_order", 1).put("progress", phase == 2 ? 100 : 33 * (phase + 1));
    ObjectNode thread = chunk.putArray("threads").addObject().put("id", "447700900210");
    ObjectNode message = thread.putArray("messages").addObject().put("from", "447700900210");
    long days = new long[] {0, 30, 120}[phase];
    long at = clock.instant().getEpochSecond() - 3600 - days * 86_400;
    message.put("id", wamid("447700900210")).put("timestamp", Long.toString(at));
    message.put("type", "text").putObject("text").put("body", "Are you open today?");
    message.putObject("history_context").put("status", "READ");
    return Json.bytes(root);
  }

  private static ObjectNode value(ObjectNode root, Line line, String field) {
    root.put("object", "whatsapp_business_account");
    ObjectNode entry = root.putArray("entry").addObject();
    ObjectNode change = entry.put("id", line.wabaId()).putArray("changes").addObject();
    change.put("field", field);
    ObjectNode value = change.putObject("value").put("messaging_product", "whatsapp");
    value
        .putObject("metadata")
        .put("display_phone_number", line.whatsapp())
        .put("phone_number_id", line.phoneNumberId());
    return value;
  }

  /// Meta's id of a customer.
  static String userId(String phone) {
    return "GB.4120" + phone;
  }

  /// UNIX seconds.
  long seconds() {
    return clock.instant().getEpochSecond();
  }

  private String now() {
    return Long.toString(seconds());
  }
}
