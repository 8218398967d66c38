package wabahub.console;

import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Face;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.partners.Partner;
import wabahub.partners.Partners;
import wabahub.secrets.Secret;

/// Stands in front of the pages: session, whose numbers, the token of forms, language. A partner
/// sees what is its own; for anything else there is nothing there.
final class Gate {
  private static final String LANGUAGE = "wabahub_language";
  private static final String TOKEN = "[A-Za-z0-9_-]{20,100}";
  private static final String OWN = "/console/[A-Za-z0-9/_.~%?=&+-]{0,1000}";

  private final Sessions sessions;
  private final Partners partners;
  private final Look look;
  private final Settings settings;
  private final InstantSource clock;

  Gate(Sessions sessions, Partners partners, Look look, Settings settings, InstantSource clock) {
    this.sessions = sessions;
    this.partners = partners;
    this.look = look;
    this.settings = settings;
    this.clock = clock;
  }

  /// A page, or an action, about one partner.
  @FunctionalInterface
  interface OfPartner {
    Answer answer(Visit visit, Partner partner);
  }

  /// One of the operator's, or for whoever is signed in.
  @FunctionalInterface
  interface Work {
    Answer answer(Visit visit);
  }

  /// One for anybody.
  @FunctionalInterface
  interface Open {
    Answer answer(Call call, Speech speech);
  }

  /// `GET /console/{partner}/…`
  Route page(String path, OfPartner page) {
    return ofPartner("GET", path, page);
  }

  /// `POST /console/{partner}/…` with the session's token.
  Route action(String path, OfPartner action) {
    return ofPartner("POST", path, action);
  }

  private Route ofPartner(String method, String path, OfPartner work) {
    return guarded(
        method,
        "/console/{partner}/" + path,
        call -> call.path("partner"),
        (visit, partner) -> {
          if (partner == null) {
            throw new Refusal(Reason.NOT_FOUND);
          }
          return work.answer(visit, partner);
        });
  }

  /// `GET /console/hub…`: the operator's.
  Route hubPage(String path, Work page) {
    return ofHub("GET", path, page);
  }

  /// `POST /console/hub…`: the operator's, with the session's token.
  Route hubAction(String path, Work action) {
    return ofHub("POST", path, action);
  }

  private Route ofHub(String method, String path, Work work) {
    return signedIn(
        method,
        "/console/hub" + path,
        visit -> {
          if (!visit.session().isOperator()) {
            throw new Refusal(Reason.NOT_FOUND);
          }
          return work.answer(visit);
        });
  }

  /// For whoever is signed in.
  Route signedIn(String method, String pattern, Work work) {
    return guarded(method, pattern, call -> "", (visit, partner) -> work.answer(visit));
  }

  /// For anybody.
  Route open(String method, String pattern, Open work) {
    return new Route(
        method,
        pattern,
        Face.PAGE,
        call -> {
          Speech speech = speech(call);
          try {
            return work.answer(call, speech);
          } catch (Refusal refusal) {
            return look.refusal(nobody(speech), refusal);
          }
        });
  }

  @FunctionalInterface
  private interface Whose {
    String partner(Call call);
  }

  @FunctionalInterface
  private interface Either {
    Answer answer(Visit visit, @Nullable Partner partner);
  }

  private Route guarded(String method, String pattern, Whose whose, Either work) {
    return new Route(
        method,
        pattern,
        Face.PAGE,
        call -> {
          Session session = session(call).orElse(null);
          if (session == null) {
            return toSignIn(call);
          }
          Visit visit = visit(call, session, null);
          try {
            Partner partner = partner(session, whose.partner(call));
            visit = visit(call, session, partner);
            checkForm(method, call, session);
            return work.answer(visit, partner);
          } catch (Refusal refusal) {
            return look.refusal(visit.frame(null, visit.say("refusal.title"), ""), refusal);
          }
        });
  }

  /// Null when none is asked for.
  private @Nullable Partner partner(Session session, String id) {
    if (id.isEmpty()) {
      return null;
    }
    return Optional.of(id)
        .filter(text -> text.matches("[1-9][0-9]{0,17}"))
        .map(Long::parseLong)
        .filter(wanted -> session.isOperator() || session.partnerId() == wanted)
        .flatMap(partners::current)
        .orElseThrow(() -> new Refusal(Reason.NOT_FOUND));
  }

  private Visit visit(Call call, Session session, @Nullable Partner partner) {
    Partner own =
        partner != null || session.isOperator()
            ? partner
            : partners.find(session.partnerId()).orElse(null);
    Speech speech = speech(call);
    ZoneId zone =
        own == null ? speech.zone() : own.zones().zoneAt(clock.instant().getEpochSecond());
    Frame.Who who =
        new Frame.Who(
            true,
            session.isOperator(),
            own == null ? "" : own.name(),
            own == null ? "" : "/console/" + own.id(),
            session.csrf());
    return new Visit(call, speech.in(zone), session, who, look.files());
  }

  private static void checkForm(String method, Call call, Session session) {
    if (!method.equals("GET") && !session.isOwn(Visit.form(call).text("csrf"))) {
      throw new Refusal(Reason.FORBIDDEN, "This form is not of your session; load its page again.");
    }
  }

  /// The live session of the browser; none when its partner is suspended.
  Optional<Session> session(Call call) {
    return call.cookie(cookie())
        .filter(token -> token.matches(TOKEN))
        .flatMap(token -> sessions.find(new Secret(token)))
        .filter(session -> session.isOperator() || isActive(session.partnerId()));
  }

  private boolean isActive(long partnerId) {
    return partners.current(partnerId).filter(partner -> !partner.suspended()).isPresent();
  }

  private String cookie() {
    return own(settings.isSecure() ? "wabahub" : "wabahub_session");
  }

  /// A browser takes a cookie of this prefix from its very host alone, and only by TLS.
  String own(String name) {
    return settings.isSecure() ? "__Host-" + name : name;
  }

  /// The header `Set-Cookie` of a session; null ends it.
  String cookie(@Nullable Session session) {
    String token = session == null ? "" : session.token().reveal();
    long seconds = session == null ? 0 : Sessions.LIFE.toSeconds();
    return cookie(cookie(), token, seconds);
  }

  /// A cookie that no script reads and no other site sends.
  String cookie(String name, String value, long seconds) {
    String secure = settings.isSecure() ? "; Secure" : "";
    return name + "=" + value + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + seconds + secure;
  }

  private static Answer toSignIn(Call call) {
    if (call.headers("HX-Request").isEmpty()) {
      return Look.to("/console/sign-in");
    }
    // In the place of a part of a page a whole one would appear: the browser is told to go there.
    Answer answer = new Answer(Reason.UNAUTHORIZED, 401, Answer.TEXT, new byte[0], Map.of());
    return Look.challenged(answer).header("HX-Redirect", "/console/sign-in");
  }

  /// What nobody in particular is shown around a page.
  Frame nobody(Speech speech) {
    return new Frame(
        speech, speech.say("refusal.title"), null, Frame.Who.NOBODY, "/console", look.files(), "");
  }

  /// Whether an address is one of the console's, to be gone to.
  static boolean isOwn(String address) {
    return address.matches(OWN) && !address.contains("//");
  }

  /// The language that was chosen, else the one that the browser prefers.
  static Speech speech(Call call) {
    String code =
        call.cookie(LANGUAGE)
            .filter(Words.LANGUAGES::contains)
            .orElseGet(() -> preferred(call.headers("Accept-Language")));
    return new Speech(code, Words.in(code), ZoneOffset.UTC);
  }

  /// The header `Set-Cookie` for a language.
  String language(String code) {
    return cookie(LANGUAGE, code, 365L * 86_400);
  }

  private static String preferred(List<String> accepted) {
    try {
      return accepted.stream()
          .findFirst()
          .map(Locale.LanguageRange::parse)
          .map(ranges -> Locale.lookupTag(ranges, Words.LANGUAGES))
          .orElse(Words.LANGUAGES.getFirst());
    } catch (IllegalArgumentException malformed) {
      return Words.LANGUAGES.getFirst();
    }
  }
}
