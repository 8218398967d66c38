package wabahub.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Form;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.partners.Partner;
import wabahub.partners.Partners;
import wabahub.secrets.Secret;

/// Signing in and out, and the language. The form to sign in with carries the value of a cookie of
/// its own: no other site can sign a browser in.
final class SignInPages {
  private static final String PATH = "/console/sign-in";
  private static final String COOKIE = "wabahub_form";
  private static final long FORM_SECONDS = 86_400;

  private final Gate gate;
  private final Sessions sessions;
  private final Partners partners;
  private final Look look;

  SignInPages(Gate gate, Sessions sessions, Partners partners, Look look) {
    this.gate = gate;
    this.sessions = sessions;
    this.partners = partners;
    this.look = look;
  }

  List<Route> routes() {
    return List.of(
        gate.signedIn("GET", "/console", this::home),
        gate.open("GET", PATH, this::form),
        gate.open("POST", PATH, this::signIn),
        gate.signedIn("POST", "/console/sign-out", this::signOut),
        gate.open("GET", "/console/language/{code}", this::language));
  }

  private Answer home(Visit visit) {
    return Look.to(home(visit.session()));
  }

  private static String home(Session session) {
    return session.isOperator() ? "/console/hub" : "/console/" + session.partnerId() + "/numbers";
  }

  private Answer form(Call call, Speech speech) {
    if (gate.session(call).isPresent()) {
      return Look.to("/console");
    }
    return form(call, speech, Reason.OK, new Tried("partner", "", ""));
  }

  /// What was typed, and why it did not work.
  private record Tried(String kind, String clientId, String wrong) {}

  private Answer form(Call call, Speech speech, Reason reason, Tried tried) {
    String token =
        call.cookie(gate.own(COOKIE))
            .filter(value -> value.matches("[A-Za-z0-9_-]{43}"))
            .orElseGet(() -> Secret.random().reveal());
    Frame frame =
        new Frame(
            speech,
            speech.say("sign_in.title"),
            null,
            Frame.Who.NOBODY,
            PATH,
            look.files(),
            call.query("said").orElse("").equals("signed_out") ? "signed_out" : "");
    SignInPage page = new SignInPage(frame, token, tried.kind(), tried.clientId(), tried.wrong());
    return look.page(reason, "signIn", page)
        .header("Set-Cookie", gate.cookie(gate.own(COOKIE), token, FORM_SECONDS));
  }

  private Answer signIn(Call call, Speech speech) {
    Form form = Visit.form(call);
    boolean operator = form.text("kind").equals("operator");
    try {
      checkForm(call, form);
      Session session = operator ? operator(call, form) : partner(call, form);
      // Whatever session the browser had is over, and none that it came with is taken over.
      gate.session(call).ifPresent(sessions::end);
      return Look.to(home(session)).header("Set-Cookie", gate.cookie(session));
    } catch (Refusal refusal) {
      RefusalPage.Text text = Look.text(speech, refusal);
      Tried tried =
          new Tried(
              operator ? "operator" : "partner",
              form.text("client_id"),
              text.detail().isEmpty() ? text.sentence() : text.detail());
      return form(call, speech, refusal.reason(), tried);
    }
  }

  private void checkForm(Call call, Form form) {
    byte[] sent = form.text("csrf").getBytes(StandardCharsets.UTF_8);
    byte[] kept = call.cookie(gate.own(COOKIE)).orElse("").getBytes(StandardCharsets.UTF_8);
    if (kept.length == 0 || !MessageDigest.isEqual(sent, kept)) {
      throw new Refusal(Reason.FORBIDDEN);
    }
  }

  private Session partner(Call call, Form form) {
    String secret = form.text("client_secret");
    Partner partner = partners.signIn(call, form.text("client_id"), secret);
    return sessions.begin(partner, secret);
  }

  private Session operator(Call call, Form form) {
    partners.signInOperator(call, new Secret(form.text("admin_token")));
    return sessions.beginOperator();
  }

  private Answer signOut(Visit visit) {
    if (visit.form().text("where").equals("everywhere")) {
      sessions.endAll(visit.session());
    } else {
      sessions.end(visit.session());
    }
    return Look.to(PATH + "?said=signed_out").header("Set-Cookie", gate.cookie((Session) null));
  }

  private Answer language(Call call, Speech speech) {
    String code = call.path("code");
    if (!Words.LANGUAGES.contains(code)) {
      throw new Refusal(Reason.NOT_FOUND);
    }
    String to = call.query("to").filter(Gate::isOwn).orElse("/console");
    return Look.to(to).header("Set-Cookie", gate.language(code));
  }
}
