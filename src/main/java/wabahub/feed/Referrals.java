package wabahub.feed;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The advertisement that a customer came by.
final class Referrals {
  private static final List<String> FIELDS =
      List.of(
          "source_url", "source_id", "source_type", "headline", "body", "media_type", "ctwa_clid");

  private Referrals() {}

  /// Adds `referral` under Meta's names, when there is one.
  static void add(Map<String, Object> fields, JsonNode referral) {
    Map<String, Object> known = new LinkedHashMap<>();
    for (String field : FIELDS) {
      String text = Texts.text(referral, field);
      if (!text.isEmpty()) {
        known.put(field, text);
      }
    }
    if (!known.isEmpty()) {
      fields.put("referral", known);
    }
  }
}
