package wabahub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// A request of each call of WhatsApp V2 that goes well; of some calls several, by a word behind
/// the call.
final class V2Requests {
  static final String IMAGE = "https://cdn.example.org/a.png";

  private V2Requests() {}

  /// The call of a request.
  static String call(String request) {
    return request.split(" ")[0];
  }

  /// The fields of each request but `from` and `apiKey`. `unique`: of a message of the customer's.
  static Map<String, Map<String, Object>> all(String customer, String unique) {
    Map<String, Map<String, Object>> all = new TreeMap<>();
    simple(all, unique);
    interactive(all);
    templates(all);
    all.put("readStatus", fields());
    all.put("getTimers", fields("number", customer));
    all.put("getTemplates", fields());
    all.put("getContacts", fields("page", 1));
    all.put("getHistory", fields("page", 1));
    all.put("getWebhook", fields());
    all.put("setWebhook", fields("readStatus", 1));
    all.values().forEach(fields -> fields.put("to", customer));
    return all;
  }

  private static void simple(Map<String, Map<String, Object>> all, String unique) {
    all.put("sendMessage", fields("body", "Hello"));
    all.put("sendFile", fields("body", IMAGE, "caption", "Look"));
    all.put("sendFile document", fields("body", "https://cdn.example.org/a.pdf"));
    all.put("sendLocation", fields("lat", "53.4808", "lng", "-2.2426"));
    all.put("sendContact", fields("contact_name", "Noor", "contact_phone", "447700900205"));
    all.put("sendReaction", fields("unique", unique, "reaction", "🎉"));
  }

  private static void interactive(Map<String, Map<String, Object>> all) {
    all.put("sendButtons", fields("body", "Which?", "button1", "A"));
    all.put(
        "sendButtons website",
        fields("body", "See", "websiteText", "Shop", "websiteURL", "https://example.org"));
    all.put("sendList", fields("body", "x", "button", "Go", "list", List.of(choice())));
    all.put("sendCarousel", fields("body", "New", "cards", List.of(card(), card())));
  }

  private static void templates(Map<String, Map<String, Object>> all) {
    Map<String, Object> plain = fields("name", "pickup_ready", "headerType", 1);
    all.put("sendMultiTemplate", new LinkedHashMap<>(plain));
    all.get("sendMultiTemplate").put("destinations", destinations(1));
    plain.put("bodyVariable1", "Noor");
    all.put("sendTemplate", plain);
    Map<String, Object> full = fields("name", "autumn", "headerType", 3, "headerLink", IMAGE);
    full.putAll(
        Map.of("websiteVariable", "sale", "websiteVariable2", "more", "couponCode", "PLUM10"));
    all.put("sendTemplate autumn", full);
    Map<String, Object> many = fields("name", "autumn", "headerType", 3, "headerLink", IMAGE);
    Map<String, Object> destination = new LinkedHashMap<>(full);
    destination.keySet().removeAll(many.keySet());
    destination.put("to", "447711910001");
    many.put("destinations", List.of(destination));
    all.put("sendMultiTemplate autumn", many);
  }

  /// The templates that the requests name.
  static List<ObjectNode> templates() {
    return List.of(
        GatewayTest.template(),
        Chat.json(
            """
            {"name": "autumn", "language": "he", "category": "MARKETING", "components": [
              {"type": "HEADER", "format": "IMAGE"},
              {"type": "BODY", "text": "Now"},
              {"type": "BUTTONS", "buttons": [
                {"type": "URL", "text": "Shop", "url": "https://example.org/{{1}}"},
                {"type": "URL", "text": "More", "url": "https://example.org/m/{{1}}"},
                {"type": "COPY_CODE", "text": "Copy"}]}]}
            """));
  }

  static Map<String, Object> fields(Object... fields) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      map.put((String) fields[i], fields[i + 1]);
    }
    return map;
  }

  static Map<String, Object> choice() {
    return fields("title", "Blue", "description", "Big");
  }

  static Map<String, Object> card() {
    return fields("image", IMAGE, "body", "x", "button", "Buy", "url", "https://example.org");
  }

  static List<Object> destinations(int count) {
    List<Object> destinations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      destinations.add(fields("to", "4477119" + (10_000 + i), "bodyVariable1", "Noor"));
    }
    return destinations;
  }
}
