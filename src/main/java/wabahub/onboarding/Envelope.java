package wabahub.onboarding;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.partners.Partner;
import wabahub.partners.PartnerHandler;

/// The form of the calls of the Partners API: parameters in a JSON body (of GET and DELETE also in
/// the query, decision P7), and answers that say again what the request named (P4).
final class Envelope {
  private static final int BODY_BYTES = 64 * 1024;

  private Envelope() {}

  /// A handler of read parameters; `echo`: those that a refusal says again.
  static PartnerHandler of(BiFunction<Partner, Fields, Answer> handler, String... echo) {
    return (partner, call) -> {
      ObjectNode body = parameters(call);
      try {
        return handler.apply(partner, new Fields(body));
      } catch (Refusal refusal) {
        for (String field : echo) {
          JsonNode given = body.get(field);
          if (given != null && given.isValueNode() && !given.isNull()) {
            refusal.with(field, given.isString() ? given.stringValue() : given);
          }
        }
        throw refusal;
      }
    };
  }

  private static ObjectNode parameters(Call call) {
    ObjectNode body = call.json(BODY_BYTES, Reason.MALFORMED);
    if (call.method().equals("DELETE") && !body.has("whatsapp")) {
      call.query("whatsapp").ifPresent(whatsapp -> body.put("whatsapp", whatsapp));
    }
    return body;
  }

  static Map<String, Object> ok() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "OK");
    return fields;
  }

  /// Ends with the reason, as the documented samples do.
  static Answer answer(Map<String, Object> fields) {
    fields.put("reason", Reason.OK.number());
    return Answer.of(200, Answer.JSON, Json.bytes(fields));
  }
}
