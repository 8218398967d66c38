package wabahub.outbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.partners.Partner;
import wabahub.partners.Partners;
import wabahub.secrets.Secret;

/// setWebhook and getWebhook of the Partners API.
final class SettingRoutes {
  private static final int BODY_BYTES = 64 * 1024;

  private final Partners partners;
  private final Outbox outbox;
  private final Webhooks webhooks;

  SettingRoutes(Partners partners, Outbox outbox, Webhooks webhooks) {
    this.partners = partners;
    this.outbox = outbox;
    this.webhooks = webhooks;
  }

  List<Route> routes() {
    return List.of(
        partners.call("POST", "settings/setWebhook", this::set),
        partners.call("GET", "settings/getWebhook", this::get));
  }

  /// A missing address is none.
  private Answer set(Partner partner, Call call) {
    JsonNode sent = call.json(BODY_BYTES, Reason.MALFORMED).path("url");
    if (!sent.isString()) {
      throw new Refusal(Reason.URL);
    }
    String url = sent.stringValue();
    outbox.setWebhook(partner.id(), url);
    return answer(url.isBlank() ? "" : url);
  }

  private Answer get(Partner partner, Call call) {
    return answer(webhooks.find(partner.id()).map(Webhook::url).map(Secret::reveal).orElse(""));
  }

  private static Answer answer(String url) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "OK");
    fields.put("url", url);
    fields.put("reason", Reason.OK.number());
    return Answer.json(fields);
  }
}
