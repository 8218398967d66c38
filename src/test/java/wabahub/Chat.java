package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.TestHub.Reply;
import wabahub.graph.OpenApi;
import wabahub.http.Json;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.Sent;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// A hub with a stand-in for Meta and a number that can send, known for longer than a day.
final class Chat implements AutoCloseable {
  private static final AtomicInteger CUSTOMERS = new AtomicInteger(447700);

  final Meta meta;
  final String whatsapp = "447700900177";
  final SignUp signUp;
  final String apiKey;

  Chat(Database database) {
    this(Meta.techProvider(database));
  }

  Chat(Meta meta) {
    this.meta = meta;
    signUp = meta.onboard(meta.link(Map.of()), Wanted.of("Northern Kites").on(whatsapp));
    apiKey = meta.hub.list(meta.partner).get("list").get(0).get("apiKey").stringValue();
    meta.hub.clock.advance(Duration.ofHours(25));
    meta.sandbox.tellsStatuses(false);
  }

  /// A customer that no test has had.
  static String customer() {
    return CUSTOMERS.incrementAndGet() + "555";
  }

  /// A customer who has just written.
  String writer() {
    String customer = customer();
    phone().receives(customer, "Hello");
    meta.hub.settle();
    return customer;
  }

  Sandbox.Phone phone() {
    return meta.sandbox.phone(whatsapp, signUp.phoneNumberId());
  }

  /// A call of WhatsApp V2 with `from` and `apiKey`, unless the fields name others.
  Reply call(String name, Object... fields) {
    return call(name, Map.of(), fields);
  }

  Reply call(String name, Map<String, String> headers, Object... fields) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("apiKey", apiKey);
    body.put("from", whatsapp);
    for (int i = 0; i < fields.length; i += 2) {
      body.put((String) fields[i], fields[i + 1]);
    }
    return meta.hub.call("POST", "/whatsapp/v2/" + name, headers, body);
  }

  /// The same, which has to go well; returns `unique`.
  String ok(String name, Object... fields) {
    Reply reply = call(name, fields);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.reason()).as(reply.text()).isEqualTo(1);
    assertThat(reply.json().get("status").stringValue()).isEqualTo("OK");
    return reply.json().path("unique").asString("");
  }

  List<Sent> sentTo(String customer) {
    return meta.sandbox.sent().stream().filter(sent -> sent.to().equals(customer)).toList();
  }

  ObjectNode lastTo(String customer) {
    return sentTo(customer).getLast().body();
  }

  /// How far a message got, as getHistory shows it.
  int state(String customer, String unique) {
    for (JsonNode message : call("getHistory", "to", customer, "page", 1).json()) {
      if (message.get("unique").stringValue().equals(unique)) {
        return message.get("state").asInt();
      }
    }
    throw new AssertionError(unique + " is not in the history");
  }

  /// The state in the database: in_doubt and the like.
  String kept(String unique) {
    List<String> rows = meta.hub.rows("SELECT state FROM message WHERE code = '" + unique + "'");
    assertThat(rows).hasSize(1);
    return rows.getFirst();
  }

  /// What is wrong with a request by Meta's description. That puts the types of messages side by
  /// side, each closed to the fields that all of them share: what another type misses says nothing.
  List<String> problems(ObjectNode asked) {
    String path = "/v25.0/" + signUp.phoneNumberId() + "/messages";
    return OpenApi.request("POST", path, Map.of(), asked).stream()
        .filter(problem -> !problem.startsWith("body: : "))
        .filter(problem -> !problem.startsWith("body: /type: "))
        .toList();
  }

  static ObjectNode json(String text) {
    return (ObjectNode) Json.parseTolerantly(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  static List<Object> list(Object... elements) {
    return new ArrayList<>(List.of(elements));
  }

  @Override
  public void close() {
    meta.close();
  }
}
