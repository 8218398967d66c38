package wabahub.partners;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;
import wabahub.partners.Partner.ApiKeys;

/// Reads what is to be different about a partner.
final class ChangeJson {
  private static final int NAME_CHARS = 200;

  private ChangeJson() {}

  static Partners.Change read(ObjectNode body) {
    return new Partners.Change(name(body), zone(body), Json.flag(body, "suspended"), apiKeys(body));
  }

  private static @Nullable String name(ObjectNode body) {
    String name = Json.text(body, "name");
    if (name != null && (name.isBlank() || name.length() > NAME_CHARS)) {
      throw Json.invalid("name", "has to have 1 to " + NAME_CHARS + " characters");
    }
    return name == null ? null : name.strip();
  }

  private static @Nullable ZoneId zone(ObjectNode body) {
    String zone = Json.text(body, "time_zone");
    if (zone == null) {
      return null;
    }
    if (!ZoneId.getAvailableZoneIds().contains(zone)) {
      throw Json.invalid("time_zone", "has to be an IANA name such as Asia/Jerusalem");
    }
    return ZoneId.of(zone);
  }

  private static @Nullable ApiKeys apiKeys(ObjectNode body) {
    String value = Json.text(body, "api_keys");
    return switch (value) {
      case null -> null;
      case "clear" -> ApiKeys.CLEAR;
      case "masked" -> ApiKeys.MASKED;
      default -> throw Json.invalid("api_keys", "has to be `clear` or `masked`");
    };
  }
}
