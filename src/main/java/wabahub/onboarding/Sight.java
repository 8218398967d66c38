package wabahub.onboarding;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import wabahub.pages.Pages;
import wabahub.partners.Partner;
import wabahub.partners.Partners;

/// What somebody sees who opens a link.
final class Sight {
  static final String STYLE = "onboard.css";
  static final String SCRIPT = "onboard.js";
  static final String ICON = "onboard.svg";

  private final SignIns signIns;
  private final Links links;
  private final Partners partners;
  private final Dialog dialog;
  private final Page.Files files;

  Sight(SignIns signIns, Links links, Partners partners, Dialog dialog, Pages pages) {
    this.signIns = signIns;
    this.links = links;
    this.partners = partners;
    this.dialog = dialog;
    this.files = new Page.Files(pages.address(STYLE), pages.address(SCRIPT), pages.address(ICON));
  }

  /// The page of a link.
  Page of(Link link, Language language) {
    Branding branding = signIns.branding(link);
    Map<String, String> words = Words.in(language);
    String host = partners.find(link.partnerId()).map(Partner::name).orElse("");
    String base = "/onboard/" + link.token().reveal();
    boolean pooled = !signIns.poolId(link).isEmpty();
    return new Page(
        tongue(language),
        view(link),
        host,
        Stream.of(link.wish().businessName(), link.wish().displayName())
            .filter(name -> !name.isEmpty())
            .findFirst()
            .orElse(""),
        branding.logo().isEmpty() ? "" : base + "/logo",
        link.temporary() ? "" : link.whatsapp(),
        texts(link, branding, words, language),
        needs(link, pooled),
        Stages.of(link, links.coexistence(link), links.step(link).map(Step::code).orElse("")),
        setUp(link, base, language),
        files);
  }

  /// What a client would see who opens a new link. `logo`: address of its picture, "" = none.
  Page preview(Partner partner, Branding branding, String logo, Language language) {
    Map<String, String> words = Words.in(language);
    return new Page(
        tongue(language),
        "start",
        partner.name(),
        "",
        logo,
        "",
        texts(branding, words),
        List.of("need.admin", "need.free", "need.code", "need.time"),
        List.of(),
        Page.SetUp.NONE,
        new Page.Files(files.style(), "", files.icon()));
  }

  /// A page without a link: `gone` or `busy`.
  Page without(String view, Language language) {
    return new Page(
        tongue(language),
        view,
        "",
        "",
        "",
        "",
        Page.Texts.NONE,
        List.of(),
        List.of(),
        Page.SetUp.NONE,
        files);
  }

  private static Page.Tongue tongue(Language language) {
    List<Page.Other> others =
        Stream.of(Language.values())
            .map(other -> new Page.Other(other.code(), other.self()))
            .toList();
    return new Page.Tongue(language.code(), language.direction(), Words.in(language), others);
  }

  private String view(Link link) {
    if (link.state() == State.FINISHED) {
      return "finished";
    }
    if (link.state() == State.WORKING) {
      return "working";
    }
    if (!dialog.isSetUp()) {
      return "unready";
    }
    return link.state() == State.STUCK || link.trouble() != null ? "failed" : "start";
  }

  private static Page.Texts texts(Branding branding, Map<String, String> words) {
    return new Page.Texts(
        words.getOrDefault("title", ""),
        own(branding.message(), words, "start.message"),
        own(branding.button(), words, "start.button"),
        own(branding.success(), words, "finished.message"),
        own(branding.failed(), words, "failed.message"),
        "",
        "");
  }

  private static Page.Texts texts(
      Link link, Branding branding, Map<String, String> words, Language language) {
    boolean again = link.reconnects() != null;
    String message = again ? "start.message.again" : "start.message";
    Link.Trouble trouble = link.trouble();
    return new Page.Texts(
        words.getOrDefault(again ? "title.again" : "title", ""),
        own(branding.message(), words, message),
        own(branding.button(), words, "start.button"),
        own(branding.success(), words, "finished.message"),
        own(branding.failed(), words, "failed.message"),
        trouble == null ? "" : Words.of(language, trouble),
        link.wish().landingPage());
  }

  private static String own(String text, Map<String, String> words, String key) {
    return text.isEmpty() ? words.getOrDefault(key, "") : text;
  }

  /// Only what applies.
  private static List<String> needs(Link link, boolean pooled) {
    List<String> needs = new ArrayList<>();
    needs.add("need.admin");
    if (link.reconnects() != null) {
      needs.add("need.same");
    } else if (link.wish().coexistence()) {
      needs.add("need.app");
      needs.add("need.phone");
    } else if (!pooled) {
      needs.add("need.free");
      needs.add("need.code");
    }
    needs.add("need.time");
    return needs;
  }

  private Page.SetUp setUp(Link link, String base, Language language) {
    return new Page.SetUp(
        base + "/state?lang=" + language.code(),
        base + "/sign-in?lang=" + language.code(),
        dialog.isSetUp() ? dialog.sdk() : "",
        dialog.origin(),
        dialog.appId(),
        dialog.configId(),
        dialog.version(),
        Extras.json(link, signIns.poolId(link)));
  }
}
