package wabahub.onboarding;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.partners.Partner;
import wabahub.partners.PartnerHandler;

/// The form of the calls of the Partners API: parameters in a JSON body (of DELETE also in the
/// query, decision P7; no GET here has any), and answers that say again what the request named
/// (P4).
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
          JsonNode given = body.path(field);
          if (given.isValueNode() && !given.isNull()) {
            refusal.with(field, given);
          }
        }
        throw refusal;
      }
    };
  }

  private static ObjectNode parameters(Call call) {
    ObjectNode body = call.json(BODY_BYTES, Reason.MALFORMED);
    if (call.method().equals("DELETE") && !body.hasNonNull("whatsapp")) {
      call.query("whatsapp").ifPresent(whatsapp -> body.put("whatsapp", whatsapp));
    }
    return body;
  }

  /// What was found or set, behind the reason, as in the documented samples.
  static Answer found(Map<String, Object> fields) {
    Map<String, Object> answer = ok();
    answer.put("reason", Reason.OK.number());
    answer.putAll(fields);
    return Answer.json(answer);
  }

  /// What the request named, in front of the reason, as in the documented samples.
  static Answer echo(Map<String, Object> fields) {
    Map<String, Object> answer = ok();
    answer.putAll(fields);
    answer.put("reason", Reason.OK.number());
    return Answer.json(answer);
  }

  private static Map<String, Object> ok() {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("status", "OK");
    return answer;
  }
}
