package wabahub.onboarding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import wabahub.graph.CodeMethod;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.partners.Partner;
import wabahub.partners.Partners;

/// `registerNumber`, `verifyNumber` and `getRegisteredNumbers`.
final class PoolRoutes {
  private static final int COMMENT = 200;

  private final Partners partners;
  private final Pool pool;
  private final Links links;

  PoolRoutes(Partners partners, Pool pool, Links links) {
    this.partners = partners;
    this.pool = pool;
    this.links = links;
  }

  List<Route> routes() {
    return List.of(
        partners.call(
            "POST", "whatsapp/registerNumber", Envelope.of(this::register, "whatsapp", "method")),
        partners.call("POST", "whatsapp/verifyNumber", Envelope.of(this::verify, "whatsapp")),
        partners.call("GET", "whatsapp/getRegisteredNumbers", this::list));
  }

  private Answer register(Partner partner, Fields fields) {
    if (fields.has("code")) {
      return verify(partner, fields);
    }
    String whatsapp = fields.number();
    String method = Objects.requireNonNullElse(fields.given("method", Reason.CODE_METHOD), "1");
    CodeMethod chosen =
        switch (method) {
          case "1" -> CodeMethod.SMS;
          case "2" -> CodeMethod.VOICE;
          default -> throw new Refusal(Reason.CODE_METHOD);
        };
    String comment = fields.text("comment", COMMENT, Reason.COMMENT, "");
    pool.register(partner.id(), whatsapp, chosen, comment);
    Map<String, Object> echo = new LinkedHashMap<>();
    echo.put("whatsapp", whatsapp);
    echo.put("method", Integer.parseInt(method));
    return Envelope.echo(echo);
  }

  private Answer verify(Partner partner, Fields fields) {
    String whatsapp = fields.number();
    String given = Objects.requireNonNullElse(fields.given("code", Reason.CODE), "");
    // Meta's message has a hyphen or a space in it.
    String code = given.replaceAll("[- ]", "");
    if (!code.matches("[0-9]{6}")) {
      throw new Refusal(Reason.CODE);
    }
    pool.verify(partner.id(), whatsapp, code);
    return Envelope.echo(Map.of("whatsapp", whatsapp));
  }

  private Answer list(Partner partner, Call call) {
    Map<String, String> addresses = links.liveAddresses(partner.id());
    return Envelope.found(
        Map.of(
            "list",
            pool.of(partner.id()).stream()
                .map(registered -> fields(registered, addresses))
                .toList()));
  }

  private static Map<String, Object> fields(Registered registered, Map<String, String> addresses) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("whatsapp", registered.whatsapp());
    fields.put("expiration", registered.expiresAt());
    fields.put("onboarding_link", addresses.get(registered.whatsapp()));
    fields.put("comment", registered.comment());
    return fields;
  }
}
