package wabahub.sandbox;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/// What a browser loads of the sandbox: the stand-ins for Meta's script and for Meta's dialog, and
/// the page to write as a customer.
final class Stage {
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String PAGE = "text/html; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";

  private static final Map<String, String> TYPES =
      Map.of(
          "sdk.js",
          SCRIPT,
          "dialog",
          PAGE,
          "dialog.js",
          SCRIPT,
          "dialog.css",
          STYLE,
          "chat",
          PAGE,
          "chat.js",
          SCRIPT,
          "chat.css",
          STYLE);

  private Stage() {}

  /// Whether it has the file of this path, `/sandbox/…`.
  static boolean has(String path) {
    return TYPES.containsKey(name(path));
  }

  static void show(HttpExchange exchange) throws IOException {
    String name = name(exchange.getRequestURI().getPath());
    byte[] content = load(name.contains(".") ? name : name + ".html");
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", TYPES.getOrDefault(name, ""));
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content);
  }

  private static String name(String path) {
    return path.substring("/sandbox/".length());
  }

  private static byte[] load(String file) throws IOException {
    try (InputStream in = Stage.class.getResourceAsStream("/sandbox/" + file)) {
      if (in == null) {
        throw new IOException("no file " + file);
      }
      return in.readAllBytes();
    }
  }
}
