package wabahub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;

/// A partner's program that takes webhooks.
final class Receiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Delivery> arrivals = new LinkedBlockingQueue<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile ToIntFunction<Delivery> answers = delivery -> 200;

  /// A request that came.
  record Delivery(String id, int attempt, String signature, String body, HttpExchange exchange) {
    JsonNode json() {
      return Json.parseTolerantly(body.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    String header(String name) {
      return exchange.getRequestHeaders().getFirst(name);
    }
  }

  Receiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Delivery delivery =
        new Delivery(
            exchange.getRequestHeaders().getFirst("X-Wabahub-Id"),
            Integer.parseInt(exchange.getRequestHeaders().getFirst("X-Wabahub-Attempt")),
            exchange.getRequestHeaders().getFirst("X-Wabahub-Signature"),
            body,
            exchange);
    deliveries.add(delivery);
    arrivals.add(delivery);
    exchange.sendResponseHeaders(answers.applyAsInt(delivery), -1);
    exchange.close();
  }

  /// The status that a delivery is answered with.
  void answers(ToIntFunction<Delivery> status) {
    answers = status;
  }

  /// Answers nothing until [#release].
  void hangs() {
    answers =
        delivery -> {
          await(60_000);
          return 200;
        };
  }

  /// Waits that long, or until [#release].
  void await(long ms) {
    try {
      end.await(ms, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void release() {
    end.countDown();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  List<Delivery> deliveries() {
    return deliveries;
  }

  List<String> ids() {
    return deliveries.stream().map(Delivery::id).toList();
  }

  /// The next delivery, as soon as it is there.
  Delivery next() {
    try {
      Delivery next = arrivals.poll(20, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing has come");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    release();
    server.stop(0);
  }
}
