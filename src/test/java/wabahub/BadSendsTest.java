package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// Bad input for every call of WhatsApp V2: one documented reason, and nothing goes out.
final class BadSendsTest {
  private static final String CUSTOMER = "447700900204";
  private static final String LONG = "x".repeat(5_000);

  private static Chat chat;

  @BeforeAll
  static void open() {
    chat = new Chat(Database.SQLITE);
    chat.phone().receives(CUSTOMER, "Hello");
    chat.meta.sandbox.template(chat.signUp.wabaId(), GatewayTest.template());
    chat.meta.hub.settle();
  }

  @AfterAll
  static void close() {
    chat.close();
  }

  private static Map<String, Map<String, Object>> good() {
    return V2Requests.all(CUSTOMER, "A");
  }

  static Stream<String> calls() {
    return good().keySet().stream().filter(request -> !request.contains(" "));
  }

  private static Reply call(String call, Map<String, Object> fields) {
    return chat.call(
        call,
        fields.entrySet().stream()
            .flatMap(field -> Stream.of(field.getKey(), field.getValue()))
            .toArray());
  }

  private static Reply with(String call, String field, Object value) {
    Map<String, Object> fields = good().get(call);
    fields.put(field, value);
    return call(call, fields);
  }

  private static void expect(Reply reply, int reason) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.reason()).as(reply.text()).isEqualTo(reason);
    assertThat(reply.json().get("status").stringValue()).isEqualTo("FAIL");
  }

  private static void expectNothingSent(long before) {
    assertThat(chat.meta.sandbox.sent()).hasSize((int) before);
  }

  private static long sent() {
    return chat.meta.sandbox.sent().size();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void from_thatIsNoNumberOfTheHub_isReason2(String call) {
    long before = sent();
    for (Object from :
        List.of(
            "", " ", "x", "447700900999", List.of(), Map.of(), true, 1.5, LONG, "4477\u00070")) {
      expect(with(call, "from", from), 2);
    }
    expectNothingSent(before);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void apiKey_thatIsNotTheNumbers_isReason3(String call) {
    long before = sent();
    for (Object key : List.of("", " ", "x", List.of(), Map.of(), true, 1, LONG, "k\u0007")) {
      expect(with(call, "apiKey", key), 3);
    }
    expectNothingSent(before);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void halfASurrogatePair_isNoJson(String call) {
    long before = sent();
    for (String field : List.of("from", "apiKey", "to", "body", "name", "reaction", "unknown")) {
      String body =
          "{\"from\":\"%s\",\"apiKey\":\"%s\",\"to\":\"%s\",\"x\":[{\"%s\":\"a\\ud83c\"}]}"
              .formatted(chat.whatsapp, chat.apiKey, CUSTOMER, field);
      expect(chat.meta.hub.call("POST", "/whatsapp/v2/" + call, Map.of(), body), 2);
    }
    expectNothingSent(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://192.168.1.1/a.png",
        "https://172.16.0.1/a.png",
        "https://169.254.169.254/a.png",
        "https://100.64.0.1/a.png",
        "https://0.0.0.0/a.png",
        "https://224.0.0.1/a.png",
        "https://[::ffff:10.0.0.1]/a.png",
        "https://[fe80::1]/a.png",
        "https://[::]/a.png",
        "https://LOCALHOST/a.png",
        "https://localhost./a.png",
        "https://printer.local/a.png",
        "https://vault.internal/a.png",
        "https://0x7f000001/a.png",
        "https://127.1/a.png",
        "https://0177.0.0.1/a.png",
        "https://0x7f.0.0.1/a.png",
        "https://127.0.0.1./a.png",
        "https://user@cdn.example.org/a.png",
        "https://user:pass@cdn.example.org/a.png",
        "ftp://cdn.example.org/a.png",
        "file:///etc/a.png",
        "//cdn.example.org/a.png",
        "https:///a.png"
      })
  void link_thatWhatsAppCouldNotOpen_isReason5(String link) {
    long before = sent();
    expect(with("sendFile", "body", link), 5);
    Map<String, Object> card = V2Requests.card();
    card.put("image", link);
    expect(with("sendCarousel", "cards", List.of(V2Requests.card(), card)), 5);
    expectNothingSent(before);
  }

  @Test
  void reaction_escapedHalfAPair_isReason5() {
    long before = sent();
    for (String reaction : List.of("\\ud83c", "\\udf89", "\\ud83c\\ud83c", "\\u0007", "\\uzzzz")) {
      expect(with("sendReaction", "reaction", reaction), 5);
    }
    expectNothingSent(before);
  }

  @Test
  void destinations_moreThanAThousand_areRefusedAltogether() {
    long before = sent();
    expect(with("sendMultiTemplate", "destinations", V2Requests.destinations(1_001)), 5);
    chat.meta.hub.settle();
    expectNothingSent(before);
  }

  @Test
  void destination_thatIsWrong_isToldAndStopsNoOther() {
    long before = sent();
    List<Object> destinations = V2Requests.destinations(1);
    for (Object to : List.of("", "x", LONG, true, List.of(), "4477\u0007")) {
      destinations.add(Map.of("to", to, "bodyVariable1", "Noor"));
    }
    destinations.add(Map.of("bodyVariable1", "Noor"));
    destinations.add(Map.of("to", "447711910999", "bodyVariable1", "a\u0007"));
    Reply reply = with("sendMultiTemplate", "destinations", destinations);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().get("list").valueStream().map(row -> row.get("reason").asInt()))
        .containsExactly(1, 4, 4, 4, 4, 4, 4, 4, 5);
    chat.meta.hub.settle();
    expectNothingSent(before + 1);
  }

  @ParameterizedTest
  @EnumSource
  void key_thatWasRevoked_opensNothing(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      String old = number.apiKey();
      Reply rotated =
          number.hub.admin(
              "POST", "/admin/numbers/" + number.whatsapp + "/key", Map.of("grace_hours", 0));
      assertThat(rotated.status()).as(rotated.text()).isEqualTo(200);
      for (String call : calls().toList()) {
        assertThat(reason(number.hub, call, number.whatsapp, old)).as(call).isEqualTo(3);
      }
      assertThat(reason(number.hub, "getContacts", number.whatsapp, number.apiKey())).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void numberOfSomebodyElse_isNotReachedByAKey(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      Account other = number.hub.partner("Two", null);
      String theirs = HubCalls.whatsapp();
      number.hub.number(other, theirs, HubCalls.phone());
      number.meta(
          "\"messages\":[" + number.text("wamid.S", CUSTOMER, number.now(), "Secret") + "]");
      String key = number.apiKey();
      String theirKey = number.apiKey(other, theirs);
      String unique = history(number.hub, number.whatsapp, key).get(0).get("unique").stringValue();
      for (String call : calls().toList()) {
        assertThat(reason(number.hub, call, number.whatsapp, theirKey)).as(call).isEqualTo(3);
        assertThat(reason(number.hub, call, theirs, key)).as(call).isEqualTo(3);
      }
      assertThat(history(number.hub, theirs, theirKey)).isEmpty();
      // Nor by the id of a message.
      Map<String, Object> fields = new LinkedHashMap<>(good().get("sendReaction"));
      fields.putAll(Map.of("from", theirs, "apiKey", theirKey, "unique", unique));
      assertThat(post(number.hub, "sendReaction", fields).reason()).isEqualTo(4);
      fields = new LinkedHashMap<>(good().get("sendMessage"));
      fields.putAll(Map.of("from", theirs, "apiKey", theirKey, "replyTo", unique));
      assertThat(post(number.hub, "sendMessage", fields).reason()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void partner_thatIsSuspended_isRefusedByEveryCall(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      String key = number.apiKey();
      number.hub.admin("PATCH", "/admin/partners/" + number.partner.id(), Map.of("suspended", 1));
      for (String call : calls().toList()) {
        assertThat(reason(number.hub, call, number.whatsapp, key)).as(call).isEqualTo(2);
      }
    }
  }

  private static JsonNode history(TestHub hub, String from, String key) {
    return post(hub, "getHistory", Map.of("from", from, "apiKey", key, "page", 1)).json();
  }

  /// 0 when the answer is a list.
  private static int reason(TestHub hub, String call, String from, String key) {
    Map<String, Object> fields = new LinkedHashMap<>(good().get(call));
    fields.put("from", from);
    fields.put("apiKey", key);
    JsonNode answer = post(hub, call, fields).json();
    return answer.isArray() ? 0 : answer.get("reason").asInt();
  }

  private static Reply post(TestHub hub, String call, Map<String, Object> fields) {
    return hub.call("POST", "/whatsapp/v2/" + call, Map.of(), fields);
  }
}
