package wabahub.http;

import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The HTTP server of the hub: takes requests to their routes and turns refusals and failures into
/// answers. HTTP/1.1 without TLS, which ends at the reverse proxy; HTTP/1.0 is understood.
public final class Http implements AutoCloseable {
  /// A request in flight has this long to finish once the server is closing.
  static final Duration GRACE = Duration.ofSeconds(15);

  // Held here because the logging library forgets the level of a logger that nobody holds.
  private static final Logger SERVER_LOG = Logger.getLogger("io.helidon");

  // What it says at INFO is about itself.
  private static final Level SERVER_LEVEL =
      Objects.requireNonNullElse(SERVER_LOG.getLevel(), Level.WARNING);

  private final Settings settings;
  private final Connections connections;
  private @Nullable WebServer server;

  /// @param routes every endpoint; the same method and pattern twice is an error
  /// @param observer told of each request once it has been answered
  /// @param classify the reason for an exception that no handler expected: NOT_READY when it will
  ///   pass by itself (the database is away), else INTERNAL
  public Http(
      Settings settings,
      List<Route> routes,
      Observer observer,
      Function<Throwable, Reason> classify) {
    this.settings = settings;
    this.connections =
        new Connections(
            settings,
            new Requests(
                new Requests.Served(
                    new RouteTable(routes),
                    new TrustedProxies(settings.trustedProxies()),
                    observer,
                    classify)));
  }

  /// Listens from here on.
  ///
  /// @throws UncheckedIOException when the port is taken or the host is not of this machine
  public void start() {
    if (server != null) {
      throw new IllegalStateException("started already");
    }
    // It logs a failure to bind, with its stack trace, and returns as if nothing had happened.
    quietly(() -> {
      try {
        server = connections.server().start();
      } catch (IllegalArgumentException unknownHost) {
        server = null;
      }
    });
    if (server == null || !server.isRunning()) {
      server = null;
      throw new UncheckedIOException(whyNot());
    }
  }

  private static void quietly(Runnable action) {
    try {
      SERVER_LOG.setLevel(Level.OFF);
      action.run();
    } finally {
      SERVER_LOG.setLevel(SERVER_LEVEL);
    }
  }

  private IOException whyNot() {
    String where = "Cannot listen on " + settings.host() + ":" + settings.port();
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(settings.host(), settings.port()));
      return new IOException(where);
    } catch (IOException e) {
      return new IOException(where + ": " + e.getMessage(), e);
    }
  }

  /// The port it listens on, also when the settings said 0.
  public int port() {
    WebServer running = server;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running.port();
  }

  /// Takes no more requests, lets those in flight finish (15 seconds at most), closes all
  /// connections. Closing twice, or without having started, does nothing.
  @Override
  public void close() {
    WebServer running = server;
    if (running != null) {
      server = null;
      connections.close();
      // A listener that had all its connections in use takes its end for a failure.
      quietly(running::stop);
      connections.letGo();
    }
  }

  /// Where to listen, whom to believe, how long to wait.
  ///
  /// @param port 0 = any free one
  /// @param trustedProxies addresses and networks (`10.0.0.0/8`, `::1`) whose `X-Forwarded-For` is
  ///   believed
  /// @param receive within this the head of a request has to arrive, and again its body
  /// @param idle so long a connection may wait for its next request, and for its client to take an
  ///   answer
  /// @param maxConnections further ones wait in the backlog of the system; fewer where the system
  ///   allows the process fewer open files
  public record Settings(
      String host,
      int port,
      List<String> trustedProxies,
      Duration receive,
      Duration idle,
      int maxConnections) {
    /// @throws IllegalArgumentException names the proxy that is neither an address nor a network
    public Settings {
      trustedProxies = List.copyOf(trustedProxies);
      var _ = new TrustedProxies(trustedProxies);
    }

    /// 10 s for head and body, 60 s idle, 4,096 connections.
    public Settings(String host, int port, List<String> trustedProxies) {
      this(host, port, trustedProxies, Duration.ofSeconds(10), Duration.ofSeconds(60), 4096);
    }
  }

  /// Told of each request. It runs in the thread of the request: it has to be quick.
  @FunctionalInterface
  public interface Observer {
    void observe(Exchange exchange);
  }

  /// One request and its answer, without anything that could tell who asked for what.
  ///
  /// @param method one of the usual methods, else `OTHER`
  /// @param routePattern empty when no route has this path, or the request could not be read
  /// @param reasonNumber see [Reason#number()]
  /// @param durationNanos from the end of the head to the end of the answer
  /// @param bytes length of the answer's body
  public record Exchange(
      String method,
      String routePattern,
      int status,
      int reasonNumber,
      long durationNanos,
      long bytes) {}
}
