package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.outbox.Event;

/// What tests do with the webhooks of partners.
final class WebhookCalls {
  static final Map<String, String> PRIVATE = Map.of("WABAHUB_WEBHOOK_ALLOW_PRIVATE", "true");

  private WebhookCalls() {}

  static Reply set(TestHub hub, Account account, Object body) {
    return hub.call(
        "POST", "/api/settings/setWebhook", Map.of("Authorization", account.bearer()), body);
  }

  /// A partner whose webhook leads there.
  static Account partner(TestHub hub, String url) {
    Account account = hub.partner("One", null);
    assertThat(set(hub, account, Map.of("url", url)).reason()).isEqualTo(1);
    return account;
  }

  static Reply post(TestHub hub, Account account, String path) {
    return hub.call(
        "POST", "/api/v1/webhook" + path, Map.of("Authorization", account.bearer()), null);
  }

  static JsonNode delivery(TestHub hub, Account account, String id) {
    return hub.get("/api/v1/webhook/deliveries/" + id, account).json();
  }

  static Event event(TestHub hub, Account account, String id, String whatsapp) {
    return new Event(
        account.id(),
        id,
        "whatsapp",
        "number.changed",
        hub.clock.instant().getEpochSecond(),
        whatsapp,
        "ref-1",
        Map.of("quality", "green"));
  }

  /// Writes events with these ids down, in one transaction.
  static void add(TestHub hub, Account account, String whatsapp, List<String> ids) {
    hub.app()
        .storage()
        .useWrite(
            tx -> ids.forEach(id -> hub.app().outbox().add(tx, event(hub, account, id, whatsapp))));
  }

  static List<String> ids(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }

  /// A fresh secret.
  static String secret(TestHub hub, Account account) {
    return post(hub, account, "/secret").json().get("secret").stringValue();
  }
}
