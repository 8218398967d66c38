package wabahub.messages;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Face;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.numbers.Numbers;
import wabahub.numbers.PhoneNumber;
import wabahub.numbers.WhatsAppNumber;
import wabahub.partners.Partner;
import wabahub.partners.Partners;
import wabahub.secrets.Secret;

/// Stands in front of the calls of WhatsApp V2: `from` and `apiKey` of the body open one number.
final class Keyhole {
  /// A list of 1,000 recipients with ten values each.
  private static final int BODY_BYTES = 1024 * 1024;

  private final Numbers numbers;
  private final Partners partners;

  Keyhole(Numbers numbers, Partners partners) {
    this.numbers = numbers;
    this.partners = partners;
  }

  /// Answers a call for a number.
  @FunctionalInterface
  interface Handler {
    Answer handle(Caller caller);
  }

  /// Who calls: a number, with what parameters.
  record Caller(WhatsAppNumber number, Fields fields, ObjectNode body, Call call) {}

  /// `POST /whatsapp/v2/{name}`. A refusal says `from` and `to` again.
  Route route(String name, Handler handler) {
    return new Route(
        Route.ANY,
        "/whatsapp/v2/" + name,
        Face.ENVELOPE,
        call -> {
          if (!call.method().equals("POST")) {
            throw new Refusal(Reason.WRONG_METHOD);
          }
          ObjectNode body = call.json(BODY_BYTES, Reason.MALFORMED);
          try {
            return handler.handle(new Caller(open(body), new Fields(body), body, call));
          } catch (Refusal refusal) {
            throw echoed(echoed(refusal, body, "from"), body, "to");
          }
        });
  }

  private WhatsAppNumber open(ObjectNode body) {
    String from = new Fields(body).optional("from", 32, Reason.V2_FROM);
    WhatsAppNumber number =
        PhoneNumber.parse(from)
            .flatMap(digits -> numbers.find(digits.digits()))
            .orElseThrow(() -> new Refusal(Reason.V2_FROM));
    String key = new Fields(body).optional("apiKey", 256, Reason.V2_KEY);
    boolean opens =
        !key.isBlank()
            && numbers.byKey(new Secret(key)).filter(n -> n.id() == number.id()).isPresent();
    if (!opens) {
      throw new Refusal(Reason.V2_KEY);
    }
    if (partners.current(number.partnerId()).filter(Partner::suspended).isPresent()) {
      throw new Refusal(Reason.SUSPENDED);
    }
    return number;
  }

  private static Refusal echoed(Refusal refusal, ObjectNode body, String field) {
    JsonNode given = body.get(field);
    boolean fits = given != null && (given.isString() || given.isIntegralNumber());
    if (fits && given.asString().length() <= 160) {
      refusal.with(field, given.asString());
    }
    return refusal;
  }
}
