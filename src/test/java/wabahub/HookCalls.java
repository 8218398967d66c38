package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// What tests do with the webhooks of numbers. A hub with one partner and one number.
final class HookCalls implements AutoCloseable {
  final TestHub hub;
  final Account partner;
  final String whatsapp = TestHub.whatsapp();
  final String phone = TestHub.phone();
  final Receiver receiver = new Receiver();

  HookCalls(Database database) {
    hub = new TestHub(database, WebhookCalls.PRIVATE);
    partner = hub.partner("One", null);
    assertThat(hub.number(partner, whatsapp, phone).status()).isEqualTo(201);
  }

  String apiKey() {
    return apiKey(partner, whatsapp);
  }

  String apiKey(Account account, String digits) {
    return hub.list(account)
        .get("list")
        .valueStream()
        .filter(number -> number.get("whatsapp").stringValue().equals(digits))
        .findFirst()
        .orElseThrow()
        .get("apiKey")
        .stringValue();
  }

  /// A call of WhatsApp V2 for the number.
  JsonNode v2(String name, Map<String, ?> fields) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("apiKey", apiKey());
    body.put("from", whatsapp);
    body.putAll(fields);
    Reply reply = hub.call("POST", "/whatsapp/v2/" + name, Map.of(), body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json();
  }

  /// Sets the main webhook to where the receiver is.
  void listen(Map<String, ?> more) {
    Map<String, Object> fields = new LinkedHashMap<>(more);
    fields.put("url", receiver.url());
    assertThat(v2("setWebhook", fields).get("reason").asInt()).isEqualTo(1);
  }

  /// A call of the hub's own API; `path` behind `webhooks`.
  Reply own(String method, String path, Object body) {
    return own(partner, method, path, body);
  }

  Reply own(Account account, String method, String path, Object body) {
    return hub.call(
        method,
        "/api/v1/numbers/" + whatsapp + "/webhooks" + path,
        Map.of("Authorization", account.bearer()),
        body);
  }

  /// A further webhook; returns it with its secret.
  JsonNode add(String url, String... events) {
    Reply reply = own("POST", "", Map.of("url", url, "events", List.of(events)));
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    return reply.json();
  }

  /// A webhook of Meta's about the number; `content` with single quotes.
  static byte[] value(String phone, String content) {
    return WebhookTest.value(phone, content.replace('\'', '"'));
  }

  /// It comes, and everything that follows from it is done.
  void meta(byte[] body) {
    assertThat(hub.webhook(body).status()).isEqualTo(200);
    hub.settle();
  }

  void meta(String content) {
    meta(value(phone, content));
  }

  /// A webhook with another field.
  void field(String field, String content) {
    meta(
        new String(value(phone, content), StandardCharsets.UTF_8)
            .replace("\"field\":\"messages\"", "\"field\":\"" + field + "\"")
            .getBytes(StandardCharsets.UTF_8));
  }

  String text(String id, String from, long at, String body) {
    return "{'id':'%s','from':'%s','timestamp':'%d','type':'text','text':{'body':'%s'}}"
        .formatted(id, from, at, body);
  }

  long now() {
    return hub.clock.instant().getEpochSecond();
  }

  /// What the receiver has got, as JSON.
  List<JsonNode> got() {
    return receiver.deliveries().stream().map(Receiver.Delivery::json).toList();
  }

  List<String> got(String field) {
    return got().stream().map(body -> body.path(field).asString("")).toList();
  }

  @Override
  public void close() {
    receiver.close();
    hub.close();
  }
}
