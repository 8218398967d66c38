package wabahub.onboarding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.numbers.Numbers;
import wabahub.partners.Partner;
import wabahub.partners.Partners;

/// The calls of the Partners API around links: `createAccount`, `editAccount`, `getAccounts`,
/// `deleteAccount`; and `deleteWhatsApp`.
final class AccountRoutes {
  private final Partners partners;
  private final Numbers numbers;
  private final Links links;

  AccountRoutes(Partners partners, Numbers numbers, Links links) {
    this.partners = partners;
    this.numbers = numbers;
    this.links = links;
  }

  List<Route> routes() {
    return List.of(
        partners.call(
            "POST", "whatsapp/createAccount", Envelope.of(this::create, "whatsapp", "reference")),
        partners.call(
            "PATCH", "whatsapp/editAccount", Envelope.of(this::edit, "whatsapp", "reference")),
        partners.call("GET", "whatsapp/getAccounts", this::list),
        partners.call(
            "DELETE", "whatsapp/deleteAccount", Envelope.of(this::deleteAccount, "whatsapp")),
        partners.call(
            "DELETE", "whatsapp/deleteWhatsApp", Envelope.of(this::deleteNumber, "whatsapp")));
  }

  private Answer create(Partner partner, Fields fields) {
    Optional<String> whatsapp = fields.anyNumber();
    Wish wish = WishJson.read(fields, Wish.NONE);
    return answer(links.create(partner.id(), whatsapp, wish));
  }

  private Answer edit(Partner partner, Fields fields) {
    String whatsapp = fields.number();
    // Read once before the link is looked for: what is wrong in itself is said first (P8).
    WishJson.read(fields, Wish.NONE);
    return answer(links.edit(partner.id(), whatsapp, before -> WishJson.read(fields, before)));
  }

  private Answer answer(Link link) {
    Map<String, Object> echo = new LinkedHashMap<>();
    echo.put("whatsapp", link.whatsapp());
    echo.put("onboarding_link", links.address(link));
    echo.put("reference", link.wish().reference());
    return Envelope.echo(echo);
  }

  private Answer list(Partner partner, Call call) {
    return Envelope.found(
        Map.of("list", links.of(partner.id()).stream().map(this::fields).toList()));
  }

  private Map<String, Object> fields(Link link) {
    Wish wish = link.wish();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("create_time", link.createdAt());
    fields.put("whatsapp", link.whatsapp());
    fields.put("coexistence", wish.coexistence() ? 1 : 0);
    fields.put("business_name", wish.businessName());
    fields.put("business_email", wish.businessEmail());
    fields.put("business_id", wish.businessId());
    fields.put("business_address", wish.businessAddress());
    fields.put("landing_page", wish.landingPage());
    fields.put("onboarding_link", links.address(link));
    fields.put("display_name", wish.displayName());
    fields.put("reference", wish.reference());
    fields.put("status", link.state() == State.FINISHED ? 1 : 0);
    return fields;
  }

  private Answer deleteAccount(Partner partner, Fields fields) {
    String whatsapp = fields.number();
    links.delete(partner.id(), whatsapp);
    return Envelope.echo(Map.of("whatsapp", whatsapp));
  }

  private Answer deleteNumber(Partner partner, Fields fields) {
    String whatsapp = fields.number();
    if (!numbers.delete(partner.id(), whatsapp)) {
      throw new Refusal(Reason.NOT_YOURS);
    }
    return Envelope.echo(Map.of("whatsapp", whatsapp));
  }
}
