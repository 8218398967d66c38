package wabahub.onboarding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Reason;
import wabahub.http.Route;
import wabahub.partners.Partner;
import wabahub.partners.Partners;

/// `setBusiness` and `getBusiness`: what links show where they have no value of their own.
final class BusinessRoutes {
  private final Brands brands;
  private final Partners partners;

  BusinessRoutes(Brands brands, Partners partners) {
    this.brands = brands;
    this.partners = partners;
  }

  List<Route> routes() {
    return List.of(
        partners.call(
            "PATCH",
            "settings/setBusiness",
            Reason.NOT_PATCH,
            Envelope.of(
                this::set,
                "onboarding_logo",
                "onboarding_message",
                "onboarding_button",
                "onboarding_success",
                "onboarding_failed")),
        partners.call("GET", "settings/getBusiness", this::get));
  }

  private Answer set(Partner partner, Fields fields) {
    Branding changed = brands.change(partner.id(), fields);
    Map<String, Object> all = new LinkedHashMap<>();
    WishJson.write(changed, all);
    all.keySet().removeIf(name -> !fields.has(name));
    return Envelope.found(all);
  }

  private Answer get(Partner partner, Call call) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("business_name", partner.name());
    WishJson.write(brands.find(partner.id()), fields);
    return Envelope.found(fields);
  }
}
