package wabahub.sandbox;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// Requests in, answers out.
final class Wire {
  private static final int MAX_BODY = 1024 * 1024;

  private Wire() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// @throws IOException when it is too long
  static byte[] body(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw new IOException("The body is too long.");
    }
    return body;
  }

  static Ask read(HttpExchange exchange, List<String> path) throws IOException {
    Map<String, String> params = new HashMap<>();
    form(exchange.getRequestURI().getRawQuery(), params);
    byte[] body = body(exchange);
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
      form(new String(body, StandardCharsets.UTF_8), params);
    } else if (Json.parseTolerantly(body).orElse(null) instanceof ObjectNode object) {
      object
          .properties()
          .forEach(field -> {
            var value = field.getValue();
            params.put(field.getKey(), value.isString() ? value.stringValue() : value.toString());
          });
    }
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    String token =
        header != null && header.startsWith("Bearer ")
            ? header.substring("Bearer ".length())
            : params.getOrDefault("access_token", "");
    return new Ask(exchange.getRequestMethod(), path, params, token);
  }

  static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> params = new HashMap<>();
    form(exchange.getRequestURI().getRawQuery(), params);
    return params;
  }

  private static void form(@Nullable String text, Map<String, String> to) {
    if (text == null || text.isEmpty()) {
      return;
    }
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      to.put(decoded(name), decoded(value));
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}
