package wabahub.messages;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;

/// Texts, places, people and reactions.
final class Simple {
  private static final int TEXT = 4096;
  private static final int NAME = 256;

  private Simple() {}

  static Content text(Fields fields) {
    String body = fields.text("body", TEXT, Reason.V2_CONTENT);
    return Content.of("text", "text", Json.object().put("body", body).put("preview_url", true));
  }

  static Content location(Fields fields) {
    ObjectNode place = Json.object();
    place.put("latitude", fields.decimal("lat", 90).toPlainString());
    place.put("longitude", fields.decimal("lng", 180).toPlainString());
    String caption = fields.optional("caption", 1000, Reason.V2_CONTENT);
    if (!caption.isBlank()) {
      place.put("name", caption);
    }
    return Content.of("location", "location", place);
  }

  static Content contact(Fields fields) {
    String name = fields.text("contact_name", NAME, Reason.V2_CONTENT);
    String phone = fields.text("contact_phone", 32, Reason.V2_CONTENT);
    if (!phone.matches("[+0-9() ./-]{3,32}")) {
      throw new Refusal(Reason.V2_CONTENT, "`contact_phone` is not a phone number.");
    }
    ObjectNode contact = Json.object();
    contact.putObject("name").put("formatted_name", name).put("first_name", name);
    contact.putArray("phones").addObject().put("phone", phone);
    String email = fields.optional("contact_email", 254, Reason.V2_CONTENT).strip();
    if (!email.isEmpty()) {
      if (!email.matches("[^@\\s]+@[^@\\s]+")) {
        throw new Refusal(Reason.V2_CONTENT, "`contact_email` is not an e-mail address.");
      }
      contact.putArray("emails").addObject().put("email", email);
    }
    String birthday = fields.optional("contact_birthday", 10, Reason.V2_CONTENT).strip();
    if (!birthday.isEmpty()) {
      contact.put("birthday", date(birthday));
    }
    Content content = Content.of("contacts", "contacts", Json.object());
    content.ask().putArray("contacts").add(contact);
    return content;
  }

  private static String date(String text) {
    try {
      return LocalDate.parse(text).toString();
    } catch (DateTimeParseException e) {
      throw new Refusal(Reason.V2_CONTENT, "`contact_birthday` is not a date such as 1990-12-31.");
    }
  }

  /// `wamid`: of the message that it is about.
  static Content reaction(String wamid, String emoji) {
    ObjectNode block = Json.object().put("message_id", wamid).put("emoji", emoji);
    return Content.of("reaction", "reaction", block);
  }

  /// One emoji as itself or in `\\u` escapes; "" removes a reaction.
  static String emoji(Fields fields) {
    String given = fields.optional("reaction", 64, Reason.V2_EMOJI).strip();
    String emoji = given.contains("\\u") ? unescaped(given) : given;
    boolean fits =
        emoji.isEmpty() || isOneSign(emoji) && emoji.codePoints().anyMatch(Simple::isPictographic);
    if (!fits) {
      throw new Refusal(Reason.V2_EMOJI);
    }
    return emoji;
  }

  /// One sign for a person, of however many characters: a grapheme cluster.
  private static boolean isOneSign(String text) {
    return text.matches("\\X");
  }

  /// `#`, `*` and digits are emoji to Unicode, but only the keycap behind them makes them a sign.
  private static boolean isPictographic(int c) {
    return c == 0x20E3 || c > 0x7F && Character.isEmoji(c);
  }

  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      boolean escape =
          text.startsWith("\\u", i)
              && i + 6 <= text.length()
              && text.substring(i + 2, i + 6).matches("[0-9A-Fa-f]{4}");
      if (escape) {
        plain.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
        i += 5;
      } else {
        plain.append(text.charAt(i));
      }
    }
    String result = plain.toString();
    if (result.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
      throw new Refusal(Reason.V2_EMOJI);
    }
    return result;
  }
}
