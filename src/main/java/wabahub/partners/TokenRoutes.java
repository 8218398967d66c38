package wabahub.partners;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;

/// `POST /api/settings/accessToken`: client id and secret for a token of one hour.
final class TokenRoutes {
  private static final int BODY_BYTES = 64 * 1024;

  private final Tokens tokens;
  private final Guard guard;

  TokenRoutes(Tokens tokens, Guard guard) {
    this.tokens = tokens;
    this.guard = guard;
  }

  List<Route> routes() {
    return List.of(guard.open("POST", "settings/accessToken", this::accessToken));
  }

  private Answer accessToken(Call call) {
    ObjectNode body = call.json(BODY_BYTES, Reason.MALFORMED);
    String clientId = text(body, "client_id");
    String clientSecret = text(body, "client_secret");
    Partner partner = guard.signIn(call, clientId, clientSecret);
    return answer(tokens.issue(partner, clientSecret));
  }

  /// A missing or wrongly typed credential is a wrong one.
  private static String text(ObjectNode body, String field) {
    try {
      String text = Json.text(body, field);
      return text == null ? "" : text;
    } catch (Refusal refusal) {
      return "";
    }
  }

  private static Answer answer(Tokens.Issued issued) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "OK");
    fields.put("access_token", issued.token().reveal());
    fields.put("expiration_time", Long.toString(issued.expiresAt()));
    fields.put("token_type", "Bearer");
    fields.put("reason", 1);
    return Answer.json(fields);
  }
}
