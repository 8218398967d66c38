package wabahub.onboarding;

import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// What Meta's dialog is told beforehand, so that the client types less (Meta's documentation of
/// Embedded Signup, autumn 2026).
final class Extras {
  private Extras() {}

  /// `poolId`: Meta's id of the verified number that the link is for, "" = none.
  static String json(Link link, String poolId) {
    ObjectNode setup = Json.object();
    ObjectNode business = business(link.wish());
    if (!business.isEmpty()) {
      setup.set("business", business);
    }
    if (!link.wish().displayName().isEmpty()) {
      setup.set("phone", Json.object().put("displayName", link.wish().displayName()));
    }
    if (!poolId.isEmpty()) {
      ObjectNode verified = Json.object();
      verified.putArray("ids").add(poolId);
      setup.set("preVerifiedPhone", verified);
    }
    ObjectNode extras = Json.object();
    extras.set("setup", setup);
    extras.put("featureType", link.wish().coexistence() ? "whatsapp_business_app_onboarding" : "");
    return Json.text(extras.put("sessionInfoVersion", "3"));
  }

  private static ObjectNode business(Wish wish) {
    ObjectNode business = Json.object();
    put(business, "id", wish.businessId());
    put(business, "name", wish.businessName());
    put(business, "email", wish.businessEmail());
    if (!wish.businessAddress().isEmpty()) {
      business.set("address", Json.object().put("streetAddress1", wish.businessAddress()));
    }
    return business;
  }

  private static void put(ObjectNode object, String field, String value) {
    if (!value.isEmpty()) {
      object.put(field, value);
    }
  }
}
