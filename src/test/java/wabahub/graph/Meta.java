package wabahub.graph;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A server in Meta's place that answers what a test has written down, in that order.
final class Meta implements AutoCloseable {
  /// A request as it came. `query`: decoded.
  record Seen(
      String method,
      String path,
      Map<String, String> query,
      Map<String, List<String>> headers,
      String body) {
    String header(String name) {
      return String.join(",", headers.getOrDefault(name, List.of()));
    }
  }

  interface Reply {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
  private final CountDownLatch end = new CountDownLatch(1);

  Meta() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// All requests so far; forgets them.
  List<Seen> seen() {
    List<Seen> all = List.copyOf(seen);
    seen.clear();
    return all;
  }

  Seen only() {
    List<Seen> all = seen();
    if (all.size() != 1) {
      throw new AssertionError("not one request, but " + all);
    }
    return all.getFirst();
  }

  Meta then(Reply reply) {
    replies.add(reply);
    return this;
  }

  Meta answer(String json) {
    return answer(200, json);
  }

  Meta answer(int status, String body, String... headers) {
    return then(exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    });
  }

  Meta error(int status, int code, String message, String... headers) {
    return answer(
        status,
        "{\"error\":{\"message\":\"%s\",\"type\":\"OAuthException\",\"code\":%d,\"fbtrace_id\":\"A\"}}"
            .formatted(message, code),
        headers);
  }

  /// The connection ends without an answer.
  Meta drop() {
    return then(exchange -> {});
  }

  /// No answer until the end of the test.
  Meta silence() {
    return then(exchange -> pause(1, TimeUnit.HOURS));
  }

  /// An answer of a byte now and then, without end.
  Meta drip() {
    return then(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      while (!pause(20, TimeUnit.MILLISECONDS)) {
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
      }
    });
  }

  /// Waits for the end of the test; false when the time is over before.
  private boolean pause(long time, TimeUnit unit) {
    try {
      return end.await(time, unit);
    } catch (InterruptedException e) {
      return true;
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      URI uri = exchange.getRequestURI();
      seen.add(
          new Seen(
              exchange.getRequestMethod(), uri.getRawPath(), query(uri), headers(exchange), body));
      Reply reply = replies.poll();
      if (reply == null) {
        exchange.sendResponseHeaders(501, -1);
      } else {
        reply.to(exchange);
      }
    }
  }

  private static Map<String, List<String>> headers(HttpExchange exchange) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(exchange.getRequestHeaders());
    return headers;
  }

  private static Map<String, String> query(URI uri) {
    Map<String, String> query = new LinkedHashMap<>();
    if (uri.getRawQuery() != null) {
      for (String pair : uri.getRawQuery().split("&")) {
        String[] both = pair.split("=", 2);
        query.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
