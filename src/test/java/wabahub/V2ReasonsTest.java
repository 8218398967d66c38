package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Fault;

/// Every reason that is documented for a call of WhatsApp V2, from the call; and that a good
/// request is one that Meta describes.
final class V2ReasonsTest {
  /// Request: reasons; `429` is reason 6 with this status.
  private static final String TABLE =
      """
      sendMessage: 1 2 3 4 5 6 7 8 429
      sendFile: 1 2 3 4 5 6 7 8 429
      sendFile document: 1
      sendLocation: 1 2 3 4 5 6 7 8 429
      sendContact: 1 2 3 4 5 6 7 8 429
      sendButtons: 1 2 3 4 5 6 7 8 429
      sendButtons website: 1
      sendList: 1 2 3 4 5 6 7 8 429
      sendCarousel: 1 2 3 4 5 6 7 8 429
      sendReaction: 1 2 3 4 5 6 7 8 429
      sendTemplate: 1 2 3 4 5 6 429
      sendTemplate autumn: 1
      sendMultiTemplate: 1 2 3 5 6
      sendMultiTemplate autumn: 1
      readStatus: 1 2 3 4 6
      getTimers: 1 2 3 4
      getTemplates: 1 2 3 6
      getContacts: 1 2 3 5
      getHistory: 1 2 3 4 5
      setWebhook: 1 2 3 4 5
      getWebhook: 1 2 3
      """;

  private static final Set<String> NOT_DESCRIBED = Set.of("carousel", "cta_url");
  private static Chat chat;

  @BeforeEach
  void fresh() {
    if (chat == null) {
      chat = new Chat(Database.SQLITE);
      V2Requests.templates()
          .forEach(template -> chat.meta.sandbox.template(chat.signUp.wabaId(), template));
    }
    chat.meta.sandbox.clearFaults();
    // Long enough that the templates are asked for again.
    chat.meta.hub.clock.advance(Duration.ofMinutes(6));
  }

  @AfterAll
  static void close() {
    chat.close();
    chat = null;
  }

  static Stream<Arguments> rows() {
    return TABLE
        .lines()
        .flatMap(line -> {
          String[] halves = line.split(": ");
          return Stream.of(halves[1].split(" "))
              .map(reason -> Arguments.of(halves[0], Integer.parseInt(reason)));
        });
  }

  /// A customer who has just written, and the message's `unique`.
  private record Writer(String number, String unique) {
    static Writer of() {
      String number = chat.writer();
      var history = chat.call("getHistory", "to", number, "page", 1).json();
      return new Writer(number, history.get(0).get("unique").stringValue());
    }
  }

  private static Reply call(String request, Map<String, Object> fields) {
    List<Object> all = new ArrayList<>();
    fields.forEach((name, value) -> all.addAll(List.of(name, value)));
    return chat.call(V2Requests.call(request), all.toArray());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void reason_thatIsDocumented_isWhatTheCallSays(String request, int reason) {
    Writer writer = Writer.of();
    Map<String, Object> fields = V2Requests.all(writer.number(), writer.unique()).get(request);
    int before = chat.meta.sandbox.sent().size();
    Reply reply = call(request, arranged(request, reason, writer, fields));
    if (reason == 1) {
      expectDone(request, reply, before);
      return;
    }
    if (reason == 429) {
      work();
    }
    assertThat(reply.status()).as(reply.text()).isEqualTo(reason == 429 ? 429 : 200);
    assertThat(reply.reason()).as(reply.text()).isEqualTo(reason == 429 ? 6 : reason);
    assertThat(reply.json().get("status").stringValue()).isEqualTo("FAIL");
    assertThat(reply.json().get("from").isString()).as(reply.text()).isTrue();
    if (fields.containsKey("to") && reason != 2) {
      assertThat(reply.json().get("to").isString()).as(reply.text()).isTrue();
    }
  }

  private static void expectDone(String request, Reply reply, int before) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    if (reply.json().isObject()) {
      assertThat(reply.reason()).as(reply.text()).isEqualTo(1);
      assertThat(reply.json().get("status").stringValue()).isEqualTo("OK");
    }
    chat.meta.hub.settle();
    boolean sends = request.startsWith("send");
    assertThat(chat.meta.sandbox.sent()).hasSize(before + (sends ? 1 : 0));
    if (sends) {
      ObjectNode asked = chat.meta.sandbox.sent().getLast().body();
      if (!NOT_DESCRIBED.contains(asked.path("interactive").path("type").asString(""))) {
        assertThat(problems(asked)).isEmpty();
      }
    }
  }

  /// By a pattern that its own example breaks, buttons of templates begin at 2; and coupons are
  /// newer than it is.
  private static List<String> problems(ObjectNode asked) {
    return chat.problems(asked).stream()
        .filter(problem -> !problem.matches("body: /template/components/\\d/(index|sub_type): .*"))
        .toList();
  }

  /// Makes it so that the request gets the reason.
  private static Map<String, Object> arranged(
      String request, int reason, Writer writer, Map<String, Object> good) {
    Map<String, Object> fields = new HashMap<>(good);
    switch (reason) {
      case 1 -> {
        // It is good.
      }
      case 2 -> fields.put("from", "447700900999");
      case 3 -> fields.put("apiKey", "wrong");
      case 4 -> fields.put(request.equals("getTimers") ? "number" : four(request), "x");
      case 5 -> fields.put(five(request), "\u0007");
      case 6 -> refuse(request);
      case 7 -> chat.meta.hub.clock.advance(Duration.ofHours(24));
      case 8 -> fields.put("to", Chat.customer());
      case 429 -> useUp(writer.number());
      default -> throw new AssertionError(reason);
    }
    return fields;
  }

  private static String four(String request) {
    return request.equals("setWebhook") ? "url" : "to";
  }

  private static String five(String request) {
    return switch (request) {
      case "sendLocation" -> "lat";
      case "sendContact" -> "contact_name";
      case "sendReaction" -> "reaction";
      case "sendTemplate", "sendMultiTemplate" -> "name";
      case "getContacts", "getHistory" -> "page";
      case "setWebhook" -> "retry";
      default -> "body";
    };
  }

  private static void refuse(String request) {
    String call =
        switch (request) {
          case "readStatus" -> "mark_read";
          case "getTemplates", "sendMultiTemplate" -> "templates";
          default -> "send";
        };
    chat.meta.sandbox.fault(Fault.error(call, call.equals("send") ? 132015 : 100));
  }

  /// What waits goes out.
  private static void work() {
    for (int i = 0; i < 8; i++) {
      chat.meta.hub.clock.advance(Duration.ofSeconds(1));
      chat.meta.hub.settle();
    }
  }

  /// What a recipient may get at once is on its way.
  private static void useUp(String customer) {
    List<Object> destinations = new ArrayList<>();
    IntStream.range(0, 45)
        .forEach(i -> destinations.add(Map.of("to", customer, "bodyVariable1", "Noor")));
    assertThat(
            chat.call(
                    "sendMultiTemplate",
                    "name",
                    "pickup_ready",
                    "headerType",
                    1,
                    "destinations",
                    destinations)
                .reason())
        .isEqualTo(1);
  }

  @Test
  void refusal_ofMeta_hasTheReasonOfItsCode() {
    Map<Integer, Integer> reasons = new HashMap<>();
    for (int code : new int[] {131026, 131021, 131062}) {
      reasons.put(code, 4);
    }
    for (int code : new int[] {131009, 131008, 100, 131051, 131052, 131053}) {
      reasons.put(code, 5);
    }
    reasons.put(131047, 7);
    for (int code = 132000; code <= 132016; code++) {
      reasons.put(code, 6);
    }
    for (int code :
        new int[] {190, 10, 200, 299, 131031, 368, 131042, 133010, 33, 131049, 131050}) {
      reasons.put(code, 6);
    }
    String customer = chat.writer();
    reasons.forEach((code, reason) -> {
      chat.meta.hub.clock.advance(Duration.ofSeconds(6));
      chat.meta.sandbox.fault(Fault.error("send", code));
      Reply reply = chat.call("sendMessage", "to", customer, "body", "x");
      assertThat(reply.reason()).as("%d %s", code, reply.text()).isEqualTo(reason);
    });
    assertThat(chat.sentTo(customer)).isEmpty();
  }
}
