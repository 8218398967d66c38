package wabahub.sandbox;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// What is not Meta's: the sandbox's own calls under `/sandbox/`.
final class Control {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost");

  private final Sandbox sandbox;
  private final ChatCalls chat;

  Control(Sandbox sandbox, ChatCalls chat) {
    this.sandbox = sandbox;
    this.chat = chat;
  }

  void handle(HttpExchange exchange) throws IOException {
    String host = exchange.getRequestHeaders().getFirst("Host");
    if (host == null || !LOOPBACK.contains(host.replaceFirst(":[0-9]+$", ""))) {
      // A page of the internet whose name points here.
      refuse(exchange, 403, "The sandbox is for loopback only.");
      return;
    }
    String path = exchange.getRequestURI().getPath();
    if (exchange.getRequestMethod().equals("GET") && Stage.has(path)) {
      Stage.show(exchange);
      return;
    }
    try {
      Wire.answer(exchange, 200, Json.bytes(answer(exchange)));
    } catch (NoSuchElementException e) {
      refuse(exchange, 404, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      refuse(exchange, 400, String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      refuse(exchange, 502, String.valueOf(e.getMessage()));
    }
  }

  private static void refuse(HttpExchange exchange, int status, String sentence)
      throws IOException {
    Wire.answer(exchange, status, Json.bytes(Map.of("error", sentence)));
  }

  private Object answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith("/sandbox/code/") && exchange.getRequestMethod().equals("GET")) {
      String whatsapp = path.substring("/sandbox/code/".length());
      return sandbox
          .codeOf(whatsapp)
          .map(code -> Map.of("code", code))
          .orElseThrow(() -> new NoSuchElementException("No code is waiting for that number."));
    }
    return switch (exchange.getRequestMethod() + " " + path) {
      case "POST /sandbox/signup" -> signUp(body(exchange));
      case "POST /sandbox/faults" -> {
        sandbox.fault(Fault.read(body(exchange)));
        yield Map.of("success", true);
      }
      case "DELETE /sandbox/faults" -> {
        sandbox.clearFaults();
        yield Map.of("success", true);
      }
      case "GET /sandbox/calls" -> Map.of("calls", sandbox.calls());
      case "POST /sandbox/events" -> event(body(exchange));
      case "POST /sandbox/messages" -> message(body(exchange));
      case "GET /sandbox/numbers" -> chat.numbers();
      case "GET /sandbox/conversation" -> {
        Map<String, String> query = Wire.query(exchange);
        String number = query.getOrDefault("phone_number_id", "");
        yield chat.conversation(number, query.getOrDefault("customer", ""));
      }
      case "GET /sandbox/messages" -> Map.of("messages", sandbox.sent());
      case "POST /sandbox/statuses" -> {
        ObjectNode body = body(exchange);
        phone(body).tells(text(body, "wamid"), text(body, "status"), body.path("code").asInt(0));
        yield Map.of("success", true);
      }
      case "POST /sandbox/templates" -> {
        ObjectNode body = body(exchange);
        sandbox.template(text(body, "waba_id"), object(body, "template"));
        yield Map.of("success", true);
      }
      case "POST /sandbox/revoke" -> {
        sandbox.waba(text(body(exchange), "waba_id")).revokes();
        yield Map.of("success", true);
      }
      default -> throw new NoSuchElementException("The sandbox has no such call.");
    };
  }

  private static ObjectNode body(HttpExchange exchange) throws IOException {
    if (Json.parseTolerantly(Wire.body(exchange)).orElse(null) instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException("The body has to be a JSON object.");
  }

  private static String text(ObjectNode body, String field) {
    String text = body.path(field).asString("");
    if (text.isEmpty()) {
      throw new IllegalArgumentException("`" + field + "` is missing.");
    }
    return text;
  }

  private ObjectNode signUp(ObjectNode body) {
    SignUp signUp = sandbox.signUp(Wanted.read(body));
    ObjectNode answer = Json.object().put("code", signUp.code()).put("waba_id", signUp.wabaId());
    answer.put("phone_number_id", signUp.phoneNumberId());
    return answer.put("business_id", signUp.businessId()).put("session", signUp.session());
  }

  private Sandbox.Phone phone(ObjectNode body) {
    return sandbox.phone(text(body, "whatsapp"), text(body, "phone_number_id"));
  }

  /// A customer writes: `text`, or `message` with `type` and its block.
  private Map<String, Object> message(ObjectNode body) {
    ObjectNode content = Json.object().put("type", "text");
    if (body.has("message")) {
      content = object(body, "message");
    } else {
      content.putObject("text").put("body", text(body, "text"));
    }
    return Map.of("wamid", phone(body).receives(text(body, "from"), content));
  }

  private static ObjectNode object(ObjectNode body, String field) {
    if (body.get(field) instanceof ObjectNode value) {
      return value;
    }
    throw new IllegalArgumentException("`" + field + "` has to be a JSON object.");
  }

  private Map<String, Object> event(ObjectNode body) {
    ObjectNode value = object(body, "value");
    boolean posted = sandbox.event(text(body, "field"), text(body, "waba_id"), value);
    return Map.of("posted", posted);
  }
}
