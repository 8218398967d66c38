package wabahub.feed;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Places and people.
final class Cards {
  private static final int CONTACTS = 100;

  private Cards() {}

  static Content location(JsonNode block) {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("locationName", Texts.text(block, "name"));
    more.put("address", Texts.text(block, "address"));
    more.values().removeIf(""::equals);
    String place = Texts.text(block, "latitude") + "," + Texts.text(block, "longitude");
    return Content.of("location", place).with(more);
  }

  /// `body` is the first phone number of all.
  static Content contacts(JsonNode block) {
    List<Map<String, Object>> people =
        Texts.list(block, CONTACTS).stream().map(Cards::person).toList();
    String first =
        Texts.list(block, CONTACTS).stream()
            .flatMap(person -> Texts.list(person.get("phones"), CONTACTS).stream())
            .map(Cards::phone)
            .filter(phone -> !phone.isEmpty())
            .findFirst()
            .orElse("");
    return Content.of("contacts", first).with(Map.of("contacts", people));
  }

  private static Map<String, Object> person(JsonNode person) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", Texts.first(person.path("name"), "formatted_name", "first_name"));
    fields.put(
        "phones", Texts.list(person.get("phones"), CONTACTS).stream().map(Cards::phone).toList());
    return fields;
  }

  /// Digits where the person has WhatsApp, else as it was written.
  private static String phone(JsonNode phone) {
    return Texts.first(phone, "wa_id", "phone");
  }
}
