package wabahub.onboarding;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Face;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.pages.Pages;
import wabahub.pages.Policy;

/// The page of a link, `/onboard/{token}`, and the logo on it.
final class PageRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(PageRoutes.class);
  static final String TEMPLATE = "onboard/link.jte";
  private static final String LOGO_KEPT = "private, max-age=300";

  private final Pages pages;
  private final Sight sight;
  private final SignIns signIns;
  private final Logos logos;
  private final Dialog dialog;
  private final Opens opens;

  /// Once is enough for the operator; anybody may open pages.
  private final AtomicBoolean told = new AtomicBoolean();

  PageRoutes(
      Pages pages, Sight sight, SignIns signIns, Logos logos, Dialog dialog, InstantSource clock) {
    this.pages = pages;
    this.sight = sight;
    this.signIns = signIns;
    this.logos = logos;
    this.dialog = dialog;
    this.opens = new Opens(clock);
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/onboard/{token}", Face.PROBLEM, this::open),
        new Route("GET", "/onboard/{token}/logo", Face.PROBLEM, this::logo));
  }

  static Language language(Call call) {
    return Language.of(call.query("lang"), call.headers("Accept-Language"));
  }

  private Answer open(Call call) {
    Language language = language(call);
    Optional<Duration> wait = opens.open(call.address());
    if (wait.isPresent()) {
      long seconds = Math.max(1, wait.get().plusMillis(999).toSeconds());
      return page(Reason.TOO_MANY, sight.without("busy", language), Policy.OWN)
          .header("Retry-After", Long.toString(seconds));
    }
    Link link;
    try {
      link = signIns.find(call.path("token"));
    } catch (Refusal unknown) {
      return page(unknown.reason(), sight.without("gone", language), Policy.OWN);
    }
    Page page = sight.of(link, language);
    if (page.view().equals("unready") && told.compareAndSet(false, true)) {
      LOG.warn(
          "A client cannot sign up: set WABAHUB_META_APP_ID, and WABAHUB_META_CONFIG_ID to the"
              + " configuration of Facebook Login for Business.");
    }
    return page(Reason.OK, page, dialog.policy());
  }

  private Answer page(Reason reason, Page page, Policy policy) {
    return pages.page(reason, TEMPLATE, page, policy);
  }

  /// 204 when there is none: the page writes the name instead, and nothing has failed.
  private Answer logo(Call call) {
    return picture(logos, signIns.branding(signIns.find(call.path("token"))).logo());
  }

  static Answer picture(Logos logos, String address) {
    return Optional.of(address)
        .filter(given -> !given.isEmpty())
        .flatMap(logos::find)
        .map(picture -> Answer.of(200, picture.type(), picture.content()))
        .orElseGet(Answer::empty)
        .header("Cache-Control", LOGO_KEPT)
        .header("Content-Security-Policy", "default-src 'none'; sandbox")
        .header("Referrer-Policy", "no-referrer");
  }
}
