package wabahub.onboarding;

import static java.util.Objects.requireNonNullElse;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Face;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Route;
import wabahub.secrets.Secret;

/// What the page of a link asks and tells the hub: `/onboard/{token}/…`. The token is all that
/// proves who asks; nothing is shown that its holder does not know.
final class OwnerRoutes {
  private static final int BODY_BYTES = 64 * 1024;
  private static final int SAID = 300;

  private final SignIns signIns;
  private final Links links;
  private final Runnable wake;

  OwnerRoutes(SignIns signIns, Links links, Runnable wake) {
    this.signIns = signIns;
    this.links = links;
    this.wake = wake;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/onboard/{token}/state", Face.PROBLEM, this::state),
        new Route("POST", "/onboard/{token}/sign-in", Face.PROBLEM, this::signIn));
  }

  private Answer state(Call call) {
    return shown(200, signIns.find(call.path("token")), call);
  }

  /// `{code?, session?}`: the code of Meta's dialog, and the message that it posted to the window.
  private Answer signIn(Call call) {
    ObjectNode body = call.json(BODY_BYTES, Reason.BAD_REQUEST);
    String code = Json.text(body, "code");
    ObjectNode session = session(body.get("session"));
    String token = call.path("token");
    if (code == null || code.isEmpty()) {
      return shown(200, ended(token, session), call);
    }
    if (!code.matches("[\\x21-\\x7e]{1,2048}")) {
      throw Json.invalid("code", "has to be 1 to 2048 visible characters");
    }
    Link link = signIns.signIn(token, new Secret(code), hint(session));
    wake.run();
    return shown(202, link, call);
  }

  /// The message as an object, or as the text that the browser got.
  static ObjectNode session(@Nullable JsonNode session) {
    if (session instanceof ObjectNode object) {
      return object;
    }
    if (session != null && session.isString()) {
      byte[] text = session.stringValue().getBytes(StandardCharsets.UTF_8);
      if (Json.parseTolerantly(text).orElse(null) instanceof ObjectNode object) {
        return object;
      }
    }
    return Json.object();
  }

  static SignUp.Hint hint(ObjectNode session) {
    JsonNode data = session.path("data");
    return new SignUp.Hint(digits(data, "waba_id"), digits(data, "phone_number_id"));
  }

  private static String digits(JsonNode data, String field) {
    String text = data.path(field).asString("");
    return text.matches("[0-9]{1,32}") ? text : "";
  }

  private Link ended(String token, ObjectNode session) {
    JsonNode data = session.path("data");
    String message = text(data, "error_message");
    boolean error = message != null || session.path("event").asString("").equals("ERROR");
    String said = error ? message : text(data, "current_step");
    int code = data.path("error_id").asInt(0);
    return signIns.ended(
        token,
        error ? Problem.DIALOG_ERROR : Problem.CLOSED,
        error && code != 0 ? (Integer) code : null,
        requireNonNullElse(said, ""));
  }

  private static @Nullable String text(JsonNode data, String field) {
    String text = data.path(field).asString("");
    if (text.isEmpty()) {
      return null;
    }
    String plain = Json.isPlain(text) ? text : "";
    int length = plain.codePointCount(0, plain.length());
    return plain.substring(0, plain.offsetByCodePoints(0, Math.min(SAID, length)));
  }

  private Answer shown(int status, Link link, Call call) {
    Link.Trouble trouble = link.trouble();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("state", link.state().code());
    fields.put("coexistence", link.wish().coexistence());
    fields.put("whatsapp", link.temporary() ? null : link.whatsapp());
    fields.put("problem", trouble == null ? null : problem(trouble, PageRoutes.language(call)));
    fields.put("step", links.step(link).map(Step::code).orElse(null));
    fields.put(
        "steps",
        links.steps(link).stream()
            .map(done -> Map.of("step", done.step(), "state", done.state()))
            .toList());
    return Answer.json(status, fields)
        .header("Cache-Control", "no-store")
        .header("Referrer-Policy", "no-referrer");
  }

  private static Map<String, Object> problem(Link.Trouble trouble, Language language) {
    Problem.Shown shown = Problem.shown(trouble.problem());
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("code", shown.code());
    fields.put("sentence", shown.sentence());
    fields.put("cure", shown.cure());
    fields.put("advice", Words.of(language, trouble));
    return fields;
  }
}
