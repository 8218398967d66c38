package wabahub.console;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import wabahub.http.Answer;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.pages.Pages;
import wabahub.pages.Policy;

/// How answers of the console look: pages, redirects, refusals.
final class Look {
  private static final String STYLE = "console.css";
  private static final String SCRIPT = "console.js";
  private static final String ICON = "onboard.svg";
  private static final String HTMX = "webjars/htmx.org/2.0.10/dist/htmx.min.js";
  private static final String CHART = "webjars/chart.js/4.5.1/dist/chart.umd.min.js";

  private final Pages pages =
      new Pages("/console/assets", List.of(STYLE, SCRIPT, ICON, HTMX, CHART));
  private final Frame.Files files =
      new Frame.Files(
          pages.address(STYLE),
          pages.address(SCRIPT),
          pages.address(HTMX),
          pages.address(CHART),
          pages.address(ICON));

  List<Route> routes() {
    return pages.routes();
  }

  Frame.Files files() {
    return files;
  }

  /// `template`: its name in the folder `console`; `model`: what it shows.
  Answer page(String template, Object model) {
    return page(Reason.OK, template, model);
  }

  Answer page(Reason reason, String template, Object model) {
    return page(reason, template, model, Policy.OWN);
  }

  /// A page that frames another one of the console's.
  Answer framing(Reason reason, String template, Object model) {
    return page(reason, template, model, Policy.OWN.framing());
  }

  private Answer page(Reason reason, String template, Object model, Policy policy) {
    Answer answer = pages.page(reason, "console/" + template + ".jte", model, policy);
    return answer.status() == 401 ? challenged(answer) : answer;
  }

  /// Every 401 names a way to prove oneself (RFC 9110, 15.5.2); at this one no browser asks.
  static Answer challenged(Answer answer) {
    return answer.header("WWW-Authenticate", "Bearer");
  }

  /// A refusal in words. `frame`: whatever is around it.
  Answer refusal(Frame frame, Refusal refusal) {
    Reason reason = refusal.reason();
    Answer answer =
        page(
            reason,
            "refusal",
            new RefusalPage(frame, text(frame.speech(), refusal), reason.problemStatus()));
    return refusal.retryAfter() == null
        ? answer
        : answer.header(
            "Retry-After", Long.toString(Math.max(1, refusal.retryAfter().toSeconds() + 1)));
  }

  /// Why not, in words: the reason in the reader's language, and what is said of this very case.
  static RefusalPage.Text text(Speech speech, Refusal refusal) {
    String key = "reason." + refusal.reason().name().toLowerCase(Locale.ROOT);
    String sentence = refusal.reason().sentence();
    String detail = String.valueOf(refusal.getMessage());
    return new RefusalPage.Text(
        speech.knows(key) ? speech.say(key) : sentence, detail.equals(sentence) ? "" : detail);
  }

  /// Goes on with another page, by GET.
  static Answer to(String address) {
    return new Answer(Reason.OK, 303, "", "".getBytes(StandardCharsets.UTF_8), Map.of())
        .header("Location", address);
  }
}
