package wabahub.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wabahub.http.Json;

/// Meta's Graph API on a port of loopback. The JDK's server, for it lets a connection be dropped or
/// held at any moment.
final class GraphServer implements AutoCloseable {
  private static final Pattern GRAPH = Pattern.compile("/v[0-9]+\\.[0-9]+/(.+)");
  private static final long TIMEOUT_MS = 60_000;
  private static final int AT_ONCE = 1000;

  private final Directory directory;
  private final Edges edges;
  private final Faults faults;
  private final CallLog log;
  private final Control control;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);

  private volatile Consumer<Made> onCall = call -> {};
  private final Semaphore room = new Semaphore(AT_ONCE);

  /// One permit for each call that is not yet through with what comes after its answer.
  private final Semaphore following = new Semaphore(AT_ONCE, true);

  GraphServer(Directory directory, Edges edges, Faults faults, CallLog log, Control control) {
    this.directory = directory;
    this.edges = edges;
    this.faults = faults;
    this.log = log;
    this.control = control;
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

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Matcher graph = GRAPH.matcher(path);
      if (path.startsWith("/sandbox/")) {
        control.handle(exchange);
      } else if (!graph.matches()) {
        Wire.answer(exchange, 404, new byte[0]);
      } else if (room.tryAcquire()) {
        try {
          graph(exchange, Wire.read(exchange, List.of(graph.group(1).split("/"))));
        } finally {
          room.release();
        }
      } else {
        Wire.answer(exchange, 503, new byte[0]);
      }
    }
  }

  /// Waits until what comes after the answers given so far is done, too.
  void settle() {
    following.acquireUninterruptibly(AT_ONCE);
    following.release(AT_ONCE);
  }

  /// `heard`: runs before each call is done, in its thread.
  void onCall(Consumer<Made> heard) {
    onCall = heard;
  }

  private void graph(HttpExchange exchange, Ask ask) throws IOException {
    Edges.Row row = edges.find(ask);
    onCall.accept(made(row, exchange, ""));
    Fault fault = faults.take(row.name(), ask.id()).orElse(null);
    if (fault == null) {
      Outcome outcome = done(row, ask);
      log(row, exchange, outcome.said());
      send(exchange, outcome, ask);
    } else {
      fail(exchange, row, ask, fault);
    }
  }

  /// An answer, and what the log says of it.
  private record Outcome(int status, byte[] body, String said) {
    static Outcome of(Ask ask, MetaError error, int status) {
      return new Outcome(status, Json.bytes(error.json(ask.method())), status + " " + error.code());
    }

    static Outcome of(String body) {
      return new Outcome(200, Wire.bytes(body), "200");
    }
  }

  /// Before the answer is out: who has the answer finds the call in the log.
  private void log(Edges.Row row, HttpExchange exchange, String outcome) {
    log.add(made(row, exchange, outcome));
  }

  private Made made(Edges.Row row, HttpExchange exchange, String outcome) {
    String path = exchange.getRequestURI().getPath();
    return new Made(directory.now(), row.name(), row.method(), path, outcome);
  }

  private void send(HttpExchange exchange, Outcome outcome, Ask ask) throws IOException {
    following.acquireUninterruptibly();
    try {
      Wire.answer(exchange, outcome.status(), outcome.body());
    } finally {
      ask.after().forEach(Runnable::run);
      following.release();
    }
  }

  private Outcome done(Edges.Row row, Ask ask) {
    try {
      checkProof(ask);
      return new Outcome(200, Json.bytes(edges.answer(row, ask)), "200");
    } catch (MetaError e) {
      return Outcome.of(ask, e, e.status());
    } catch (IllegalArgumentException e) {
      MetaError full = MetaError.of(4, "Application request limit reached", "" + e.getMessage());
      return Outcome.of(ask, full, full.status());
    }
  }

  private void checkProof(Ask ask) {
    String proof = ask.param("appsecret_proof");
    String right = Poster.hex(directory.settings().appSecret(), Wire.bytes(ask.token()));
    if (!proof.isEmpty() && !proof.equals(right)) {
      throw MetaError.plain(100, 0, "Invalid appsecret_proof provided in the API argument");
    }
  }

  private void fail(HttpExchange exchange, Edges.Row row, Ask ask, Fault fault) throws IOException {
    Outcome outcome = outcome(row, ask, fault);
    log(row, exchange, outcome.said());
    switch (fault.kind()) {
      case TIMEOUT -> hold(TIMEOUT_MS);
      case DROP -> {
        // The caller closes the connection.
      }
      case DROP_AFTER -> ask.after().forEach(Runnable::run);
      case SLOW -> {
        if (hold(fault.ms())) {
          send(exchange, outcome, ask);
        }
      }
      case ERROR, HTML, TRUNCATED, EMPTY -> {
        fault.headers().forEach(exchange.getResponseHeaders()::set);
        send(exchange, outcome, ask);
      }
    }
  }

  private Outcome outcome(Edges.Row row, Ask ask, Fault fault) {
    return switch (fault.kind()) {
      case ERROR -> {
        MetaError error = MetaError.of(fault.code(), "Something went wrong", "A wanted fault.");
        yield Outcome.of(ask, error, fault.http() == 0 ? error.status() : fault.http());
      }
      case TIMEOUT, DROP -> silence(fault);
      case DROP_AFTER -> {
        done(row, ask);
        yield silence(fault);
      }
      case SLOW -> done(row, ask);
      case HTML -> Outcome.of("<!DOCTYPE html><html><body>Something went wrong.</body></html>");
      case TRUNCATED -> Outcome.of("{\"success\":tr");
      case EMPTY -> Outcome.of("");
    };
  }

  private static Outcome silence(Fault fault) {
    return new Outcome(0, new byte[0], fault.kind().name().toLowerCase(Locale.ROOT));
  }

  /// Waits; false when the sandbox closes meanwhile.
  private boolean hold(long ms) {
    try {
      return !closing.await(ms, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
