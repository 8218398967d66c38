package wabahub.feed;

import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Face;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.numbers.Numbers;
import wabahub.numbers.WhatsAppNumber;
import wabahub.outbox.NumberWebhook.Owner;
import wabahub.partners.Partner;
import wabahub.partners.Partners;
import wabahub.secrets.Secret;

/// Stands in front of the calls of WhatsApp V2 here: the number and its key are in the body.
record Keyhole(Partners partners, Numbers numbers) {
  private static final int BODY_BYTES = 64 * 1024;

  /// A call of WhatsApp V2.
  @FunctionalInterface
  interface Handler {
    Answer handle(WhatsAppNumber number, ObjectNode body);
  }

  Route call(String name, Handler handler) {
    return new Route(
        Route.ANY, "/whatsapp/v2/" + name, Face.ENVELOPE, call -> answer(call, handler));
  }

  private Answer answer(Call call, Handler handler) {
    if (!call.method().equals("POST")) {
      throw new Refusal(Reason.WRONG_METHOD);
    }
    ObjectNode body = call.json(BODY_BYTES, Reason.MALFORMED);
    return handler.handle(number(body), body);
  }

  private WhatsAppNumber number(ObjectNode body) {
    String from = body.path("from").asString("");
    String key = body.path("apiKey").asString("");
    WhatsAppNumber number =
        numbers
            .byKey(new Secret(key))
            .filter(own -> own.whatsapp().digits().equals(from))
            .orElseThrow(() -> refusal(from));
    if (partners.find(number.partnerId()).map(Partner::suspended).orElse(true)) {
      throw new Refusal(Reason.SUSPENDED).with("from", from);
    }
    return number;
  }

  private Refusal refusal(String from) {
    Reason reason = numbers.find(from).isEmpty() ? Reason.V2_FROM : Reason.V2_KEY;
    Refusal refusal = new Refusal(reason);
    return from.matches("[0-9]{1,15}") ? refusal.with("from", from) : refusal;
  }

  static Owner owner(WhatsAppNumber number) {
    return new Owner(number.id(), number.whatsapp().digits(), number.partnerId());
  }
}
