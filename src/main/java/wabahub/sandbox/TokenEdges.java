package wabahub.sandbox;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// Codes and tokens.
final class TokenEdges {
  /// How long the code of an Embedded Signup is good.
  private static final long CODE_SECONDS = 30;

  private static final List<String> SCOPES =
      List.of("whatsapp_business_management", "whatsapp_business_messaging");

  private final Directory directory;

  TokenEdges(Directory directory) {
    this.directory = directory;
  }

  List<Edges.Row> rows() {
    return List.of(
        Edges.edge("exchange", "GET", "access_token", this::exchange),
        new Edges.Row("debug_token", "GET", Edges.Kind.WORD, "debug_token", this::debug),
        new Edges.Row("me", "GET", Edges.Kind.WORD, "me", this::me));
  }

  private ObjectNode exchange(Ask ask) {
    if (!ask.id().equals("oauth")) {
      throw MetaError.missing(ask.id());
    }
    if (!ask.need("client_id").equals(directory.settings().appId())) {
      throw MetaError.plain(
          101,
          0,
          "Error validating application. Cannot get application info due to a system error.");
    }
    if (!ask.need("client_secret").equals(directory.settings().appSecret())) {
      throw MetaError.plain(1, 0, "Error validating client secret.");
    }
    CodeNode code = directory.state().codes.get(ask.need("code"));
    if (code == null) {
      throw MetaError.plain(100, 0, "Invalid verification code format.");
    }
    if (code.used()) {
      throw MetaError.plain(100, 36009, "This authorization code has been used.");
    }
    if (directory.now() > code.issuedAt() + CODE_SECONDS) {
      throw MetaError.plain(100, 36007, "This authorization code has expired.");
    }
    directory.state().codes.put(code.value(), code.usedNow());
    return issue(code);
  }

  private ObjectNode issue(CodeNode code) {
    long now = directory.now();
    String value = directory.freshText("EAA", 180);
    long expires = code.seconds() == 0 ? 0 : now + code.seconds();
    String user = directory.freshId();
    directory
        .state()
        .tokens
        .put(value, new TokenNode(value, code.businessId(), user, false, now, expires));
    ObjectNode answer = Json.object();
    answer.put("access_token", value).put("token_type", "bearer");
    if (expires != 0) {
      answer.put("expires_in", code.seconds());
    }
    return answer;
  }

  private ObjectNode debug(Ask ask) {
    if (!(directory.caller(ask.token()) instanceof Caller.App)) {
      throw MetaError.of(
          100,
          "You must provide an app access token, or a user access token that is an owner or"
              + " developer of the app",
          "");
    }
    ObjectNode root = Json.object();
    ObjectNode data = root.putObject("data");
    try {
      describe(data, directory.caller(ask.need("input_token")));
    } catch (MetaError e) {
      if (e.code() != 190) {
        throw e;
      }
      ObjectNode error = data.putObject("error");
      error.put("code", 190).put("message", e.getMessage());
      data.put("is_valid", false).putArray("scopes");
    }
    return root;
  }

  private void describe(ObjectNode data, Caller caller) {
    data.put("app_id", directory.settings().appId()).put("application", "Wabahub");
    switch (caller) {
      case Caller.App() -> data.put("type", "APP").put("is_valid", true).putArray("scopes");
      case Caller.SystemUser() -> {
        data.put("type", "SYSTEM_USER").put("is_valid", true).put("expires_at", 0);
        ArrayNode scopes = data.putArray("scopes").add("business_management");
        SCOPES.forEach(scopes::add);
        data.put("user_id", directory.state().systemUserId);
      }
      case Caller.Client(TokenNode node) -> {
        data.put("type", "SYSTEM_USER").put("is_valid", true);
        data.put("expires_at", node.expiresAt()).put("data_access_expires_at", 0);
        data.put("issued_at", node.issuedAt()).put("user_id", node.userId());
        ArrayNode scopes = data.putArray("scopes");
        ArrayNode granular = data.putArray("granular_scopes");
        for (String scope : SCOPES) {
          scopes.add(scope);
          ArrayNode targets = granular.addObject().put("scope", scope).putArray("target_ids");
          directory.shared(node.businessId()).forEach(targets::add);
        }
      }
    }
  }

  private ObjectNode me(Ask ask) {
    return switch (directory.caller(ask.token())) {
      case Caller.App() ->
          throw MetaError.plain(
              2500,
              0,
              "An active access token must be used to query information about the current user.");
      case Caller.SystemUser() ->
          Json.object().put("id", directory.state().systemUserId).put("name", "System user");
      case Caller.Client(TokenNode node) ->
          Json.object().put("id", node.userId()).put("name", "Integration user");
    };
  }
}
