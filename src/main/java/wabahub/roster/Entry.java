package wabahub.roster;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import wabahub.http.Json;
import wabahub.metering.Figures;
import wabahub.numbers.Online;
import wabahub.numbers.WhatsAppNumber;
import wabahub.partners.Partner.ApiKeys;

/// One number of a sheet, as JSON: what stays, and behind it the figures, which move.
final class Entry {
  private final WhatsAppNumber number;
  private final int fixed;
  private byte[] encoded;
  private Figures figures;

  Entry(WhatsAppNumber number, ApiKeys keys) {
    this.number = number;
    encoded = Json.bytes(fields(number, keys));
    // Without its closing brace: the figures follow.
    fixed = encoded.length - 1;
    figures(Figures.NONE);
  }

  private static Map<String, Object> fields(WhatsAppNumber number, ApiKeys keys) {
    Online online = number.online();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("create_time", number.createTime());
    fields.put("whatsapp", number.whatsapp().digits());
    fields.put("apiKey", shown(number.apiKey().reveal(), keys));
    fields.put("display_name", number.displayName());
    fields.put("business_name", number.businessName());
    fields.put("isOnline", online == null ? 0 : 1);
    fields.put("onlineAccount", online == null ? 0 : online.account());
    fields.put("onlineInbox", online == null ? 0 : online.inbox());
    if (online != null) {
      fields.put("onlineServer", online.server());
    }
    fields.put("coexistence", number.coexistence() ? 1 : 0);
    return fields;
  }

  private static String shown(String key, ApiKeys keys) {
    return switch (keys) {
      case CLEAR -> key;
      case MASKED -> "••••" + key.substring(key.length() - 4);
    };
  }

  Line line() {
    return new Line(number, figures);
  }

  /// The object; the array is never written again.
  byte[] encoded() {
    return encoded;
  }

  Figures figures() {
    return figures;
  }

  void figures(Figures now) {
    figures = now;
    String moving =
        ",\"conversationsThisMonth\":"
            + now.conversations()
            + ",\"marketingThisMonth\":"
            + now.marketing()
            + ",\"serviceThisMonth\":"
            + now.service()
            + ",\"incomingThisMonth\":"
            + now.incoming()
            + "}";
    byte[] tail = moving.getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(encoded, fixed + tail.length);
    System.arraycopy(tail, 0, whole, fixed, tail.length);
    encoded = whole;
  }
}
