package wabahub.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wabahub.http.Answer;
import wabahub.http.Form;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.onboarding.Branding;
import wabahub.onboarding.Onboarding;
import wabahub.partners.Partner;

/// What a partner's links look like, with the page as a client would see it beside.
final class BrandingPages {
  private static final String LOGO = "onboarding_logo";
  private static final String MESSAGE = "onboarding_message";
  private static final String BUTTON = "onboarding_button";
  private static final String SUCCESS = "onboarding_success";
  private static final String FAILED = "onboarding_failed";
  private static final List<String> FIELDS = List.of(LOGO, MESSAGE, BUTTON, SUCCESS, FAILED);

  private final Gate gate;
  private final Onboarding onboarding;
  private final Look look;

  BrandingPages(Gate gate, Console.Doors doors, Look look) {
    this.gate = gate;
    this.onboarding = doors.onboarding();
    this.look = look;
  }

  List<Route> routes() {
    return List.of(
        gate.page("branding", (visit, partner) -> form(visit, saved(partner), Reason.OK)),
        gate.action("branding", this::save),
        gate.page("branding/preview", this::preview),
        gate.page("branding/logo", this::logo));
  }

  private Typed saved(Partner partner) {
    Branding branding = onboarding.branding(partner.id());
    Map<String, String> values = new HashMap<>();
    values.put(LOGO, branding.logo());
    values.put(MESSAGE, branding.message());
    values.put(BUTTON, branding.button());
    values.put(SUCCESS, branding.success());
    values.put(FAILED, branding.failed());
    return new Typed(values, "");
  }

  private Answer form(Visit visit, Typed typed, Reason reason) {
    return look.framing(
        reason,
        "branding",
        new BrandingPage(
            visit.frame(Section.SETTINGS, visit.say("branding.title"), "/branding"),
            typed,
            visit.who().base() + "/branding/preview",
            onboarding.languages()));
  }

  private Answer save(Visit visit, Partner partner) {
    Form form = visit.form();
    try {
      onboarding.brand(partner.id(), Typed.json(form, FIELDS));
      return Look.to(visit.who().base() + "/branding?said=branding");
    } catch (Refusal refusal) {
      return form(
          visit, Typed.of(form, FIELDS, Typed.wrong(visit.speech(), refusal)), refusal.reason());
    }
  }

  /// With what is typed in its place, as far as it is in the address; the rest as it is saved.
  private Answer preview(Visit visit, Partner partner) {
    Typed saved = saved(partner);
    Branding branding =
        new Branding(
            asked(visit, saved, LOGO),
            asked(visit, saved, MESSAGE),
            asked(visit, saved, BUTTON),
            asked(visit, saved, SUCCESS),
            asked(visit, saved, FAILED));
    String address = URLEncoder.encode(branding.logo(), StandardCharsets.UTF_8);
    return onboarding.preview(
        partner,
        branding,
        branding.logo().isEmpty() ? "" : visit.who().base() + "/branding/logo?address=" + address,
        visit.call().query("lang").orElse(visit.speech().code()));
  }

  private static String asked(Visit visit, Typed saved, String name) {
    return visit.call().query(name).map(String::strip).orElseGet(() -> saved.get(name));
  }

  private Answer logo(Visit visit, Partner partner) {
    return onboarding.logo(visit.call().query("address").orElse(""));
  }
}
