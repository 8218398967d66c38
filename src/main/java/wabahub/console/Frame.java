package wabahub.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is around every page.
///
/// @param title of the page
/// @param section which entry of the navigation is lit; null = none
/// @param address of the page itself, with its query
/// @param said key of what has just been done, "" = nothing
public record Frame(
    Speech speech,
    String title,
    @Nullable Section section,
    Who who,
    String address,
    Files files,
    String said) {

  /// Who looks, and at whose numbers. `base`: the beginning of the partner's addresses, "" when
  /// none is chosen; `csrf`: what forms carry.
  public record Who(boolean signedIn, boolean operator, String partner, String base, String csrf) {
    static final Who NOBODY = new Who(false, false, "", "", "");
  }

  /// Addresses of what pages load.
  public record Files(String style, String script, String htmx, String chart, String icon) {}

  public String say(String key) {
    return speech.say(key);
  }

  /// The entries of the navigation.
  public List<Section> sections() {
    List<Section> ofPartner =
        List.of(Section.NUMBERS, Section.ONBOARDING, Section.USAGE, Section.SETTINGS);
    if (who.base().isEmpty()) {
      return who.operator() ? List.of(Section.HUB) : List.of();
    }
    return who.operator()
        ? List.of(Section.NUMBERS, Section.ONBOARDING, Section.USAGE, Section.SETTINGS, Section.HUB)
        : ofPartner;
  }

  /// Where an entry of the navigation leads.
  public String link(Section to) {
    return to == Section.HUB ? "/console/hub" : who.base() + "/" + to.code();
  }

  /// The other languages.
  public List<String> languages() {
    return Words.LANGUAGES.stream().filter(code -> !code.equals(speech.code())).toList();
  }

  /// Shows this page in another language.
  public String link(String language) {
    String here = URLEncoder.encode(address, StandardCharsets.UTF_8);
    return "/console/language/" + language + "?to=" + here;
  }
}
