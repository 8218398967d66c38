package wabahub.outbox;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Route;
import wabahub.partners.Partner;
import wabahub.partners.Partners;
import wabahub.secrets.Secret;

/// A partner's webhook in the hub's own API: how it stands, its secret, a test.
final class SecretRoutes {
  private final Partners partners;
  private final Outbox outbox;
  private final Webhooks webhooks;
  private final InstantSource clock;

  SecretRoutes(Partners partners, Outbox outbox, Webhooks webhooks, InstantSource clock) {
    this.partners = partners;
    this.outbox = outbox;
    this.webhooks = webhooks;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        partners.resource("GET", "webhook", this::show),
        partners.resource("POST", "webhook/secret", this::rotate),
        partners.resource("POST", "webhook/test", this::test));
  }

  private Answer show(Partner partner, Call call) {
    return Answer.json(fields(webhooks.find(partner.id()).orElse(null)));
  }

  /// The one answer that shows the secret.
  private Answer rotate(Partner partner, Call call) {
    Webhook webhook = webhooks.rotate(partner.id());
    Map<String, Object> fields = fields(webhook);
    fields.put("secret", webhook.secret().reveal());
    return Answer.json(fields);
  }

  private Map<String, Object> fields(@Nullable Webhook webhook) {
    Secret url = webhook == null ? null : webhook.url();
    Long until = webhook == null ? null : webhook.oldUntil();
    boolean over = until == null || until <= clock.instant().getEpochSecond();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("url", url == null ? "" : url.reveal());
    fields.put(
        "secret_created_at",
        webhook == null ? null : Instant.ofEpochSecond(webhook.secretAt()).toString());
    fields.put("old_secret_until", over ? null : until);
    return fields;
  }

  private Answer test(Partner partner, Call call) {
    return Answer.json(202, Map.of("id", outbox.test(partner.id())));
  }
}
