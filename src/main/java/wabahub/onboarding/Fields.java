package wabahub.onboarding;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.numbers.PhoneNumber;

/// Reads parameters of the Partners API; each wrong one has a reason of its own.
final class Fields {
  private final ObjectNode body;

  Fields(ObjectNode body) {
    this.body = body;
  }

  boolean has(String field) {
    return body.hasNonNull(field);
  }

  /// A text of up to `max` characters (an emoji is one), or `absent`. Spaces around it go, so that
  /// " " clears.
  String text(String field, int max, Reason wrong, String absent) {
    String text = given(field, wrong);
    if (text == null) {
      return absent;
    }
    String stripped = text.strip();
    if (stripped.codePointCount(0, stripped.length()) > max || !Json.isPlain(stripped)) {
      throw new Refusal(wrong);
    }
    return stripped;
  }

  /// The same, of which `form` says what it has to look like when it is not empty.
  String text(String field, int max, Reason wrong, String absent, String form) {
    String text = text(field, max, wrong, absent);
    if (!text.isEmpty() && !text.matches(form)) {
      throw new Refusal(wrong);
    }
    return text;
  }

  /// An address with one of these schemes.
  String address(String field, int max, Reason wrong, String absent, String schemes) {
    String text = text(field, max, wrong, absent);
    if (!text.isEmpty() && !isAddress(text, schemes)) {
      throw new Refusal(wrong);
    }
    return text;
  }

  private static boolean isAddress(String text, String schemes) {
    try {
      URI uri = new URI(text);
      return uri.getScheme() != null
          && uri.getScheme().toLowerCase(Locale.ROOT).matches(schemes)
          && uri.getHost() != null
          && uri.getUserInfo() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  boolean flag(String field, Reason wrong, boolean absent) {
    try {
      Boolean flag = Json.flag(body, field);
      return flag == null ? absent : flag;
    } catch (Refusal refusal) {
      throw new Refusal(wrong);
    }
  }

  /// The number in `whatsapp`; empty or absent is wrong, too.
  String number() {
    String text = given("whatsapp", Reason.NUMBER);
    return PhoneNumber.parse(text == null ? "" : text)
        .orElseThrow(() -> new Refusal(Reason.NUMBER))
        .digits();
  }

  /// The number in `whatsapp`; empty when none is given.
  Optional<String> anyNumber() {
    String text = given("whatsapp", Reason.NUMBER);
    return text == null || text.isBlank() ? Optional.empty() : Optional.of(number());
  }

  /// The text of a field, null when it is absent.
  @Nullable String given(String field, Reason wrong) {
    try {
      return Json.text(body, field);
    } catch (Refusal refusal) {
      throw new Refusal(wrong);
    }
  }
}
