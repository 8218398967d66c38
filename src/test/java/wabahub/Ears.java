package wabahub;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;

/// A partner's program that hears webhooks and answers 200.
final class Ears implements AutoCloseable {
  private final HttpServer server;
  private final List<JsonNode> heard = new CopyOnWriteArrayList<>();

  Ears() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          heard.add(Json.parseTolerantly(body).orElseThrow());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
  }

  List<JsonNode> heard() {
    return heard;
  }

  /// What was heard of this event.
  List<JsonNode> heard(String event) {
    return heard.stream().filter(e -> e.path("event").asString("").equals(event)).toList();
  }

  List<String> events() {
    return heard.stream().map(e -> e.path("event").asString("")).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
