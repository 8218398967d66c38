package wabahub.partners;

import java.util.List;
import java.util.StringTokenizer;
import wabahub.http.Call;
import wabahub.http.Face;
import wabahub.http.Handler;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.secrets.Secret;

/// Stands in front of the calls: method, token, rate.
final class Guard {
  private static final String ADMIN = "admin";

  private final Partners partners;
  private final Settings settings;
  private final Attempts attempts;
  private final Rates rates;

  Guard(Partners partners, Settings settings, Rates rates, Attempts attempts) {
    this.partners = partners;
    this.settings = settings;
    this.rates = rates;
    this.attempts = attempts;
  }

  Route call(String method, String path, PartnerHandler handler) {
    return call(method, path, Reason.WRONG_METHOD, handler);
  }

  /// `wrongMethod`: what another method is answered with.
  Route call(String method, String path, Reason wrongMethod, PartnerHandler handler) {
    return open(method, path, wrongMethod, call -> handler.handle(partner(call), call));
  }

  /// A call of the Partners API without a token.
  Route open(String method, String path, Handler handler) {
    return open(method, path, Reason.WRONG_METHOD, handler);
  }

  private static Route open(String method, String path, Reason wrongMethod, Handler handler) {
    return new Route(
        Route.ANY,
        "/api/" + path,
        Face.ENVELOPE,
        call -> {
          if (!call.method().equals(method)) {
            throw new Refusal(wrongMethod);
          }
          return handler.handle(call);
        });
  }

  /// An endpoint of the hub's own API.
  Route resource(String method, String pattern, PartnerHandler handler) {
    return new Route(
        method, "/api/v1/" + pattern, Face.PROBLEM, call -> handler.handle(partner(call), call));
  }

  Route admin(String method, String pattern, Handler handler) {
    return new Route(
        method,
        pattern,
        Face.PROBLEM,
        call -> {
          checkAdmin(call);
          return handler.handle(call);
        });
  }

  private Partner partner(Call call) {
    String token = bearer(call);
    Partner partner = partners.owner(token).orElseThrow(() -> new Refusal(Reason.TOKEN));
    if (partner.suspended()) {
      throw new Refusal(Reason.SUSPENDED);
    }
    rates.take(partner.id());
    return partner;
  }

  /// The token of the one `Authorization: Bearer …` header.
  private static String bearer(Call call) {
    List<String> headers = call.headers("Authorization");
    if (headers.isEmpty()) {
      throw new Refusal(Reason.TOKEN);
    }
    StringTokenizer words = new StringTokenizer(headers.getFirst());
    boolean good =
        headers.size() == 1
            && words.countTokens() == 2
            && words.nextToken().equalsIgnoreCase("Bearer");
    if (!good) {
      throw new Refusal(Reason.WRONG_SCHEME);
    }
    return words.nextToken();
  }

  boolean isAdmin(Call call) {
    try {
      checkAdmin(call);
      return true;
    } catch (Refusal refusal) {
      return false;
    }
  }

  private void checkAdmin(Call call) {
    if (attempts.isBlocked(call.address(), ADMIN)) {
      throw new Refusal(Reason.BLOCKED);
    }
    if (call.headers("Authorization").isEmpty()) {
      throw new Refusal(Reason.UNAUTHORIZED);
    }
    checkAdmin(call, new Secret(bearer(call)));
  }

  /// @throws Refusal BLOCKED or UNAUTHORIZED
  void checkAdmin(Call call, Secret token) {
    if (attempts.isBlocked(call.address(), ADMIN)) {
      throw new Refusal(Reason.BLOCKED);
    }
    if (!token.equals(settings.adminToken())) {
      attempts.failed(call.address(), ADMIN);
      throw new Refusal(Reason.UNAUTHORIZED);
    }
  }

  /// @throws Refusal BLOCKED, WRONG_CREDENTIALS or SUSPENDED
  Partner signIn(Call call, String clientId, String clientSecret) {
    String account = "client " + clientId;
    if (attempts.isBlocked(call.address(), account)) {
      throw new Refusal(Reason.BLOCKED);
    }
    Partner partner =
        partners
            .byCredentials(clientId, clientSecret)
            .orElseThrow(() -> {
              attempts.failed(call.address(), account);
              return new Refusal(Reason.WRONG_CREDENTIALS);
            });
    if (partner.suspended()) {
      throw new Refusal(Reason.SUSPENDED);
    }
    return partner;
  }
}
