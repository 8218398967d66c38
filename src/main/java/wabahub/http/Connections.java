package wabahub.http;

import com.sun.management.UnixOperatingSystemMXBean;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.lang.management.ManagementFactory;
import java.util.Set;

/// Sets up the server library and puts a [Wire] between it and each socket.
final class Connections implements ServerConnectionSelector {
  private final Http.Settings settings;
  private final Requests requests;
  private final AcceptedSockets sockets = new AcceptedSockets();
  private final Http1ConnectionSelector http1 =
      Http1ConnectionSelector.builder()
          .config(
              Http1Config.builder()
                  .maxPrologueLength(8 * 1024)
                  // Never reached: the wire answers 431 before, the library would answer 400.
                  .maxHeadersSize(128 * 1024)
                  // The route table looks at the path itself, and answers in the right face.
                  .validatePath(false)
                  .validatePrologue(false)
                  // Checked when the handler's answer can still become a 500.
                  .validateResponseHeaders(false)
                  .sendKeepAliveHeader(false)
                  .build())
          .build();

  private final Router router;
  private volatile boolean closing;

  Connections(Http.Settings settings, Requests requests) {
    this.settings = settings;
    this.requests = requests;
    this.router = Router.builder().addRouting(new Given(requests)).build();
  }

  WebServer server() {
    return WebServer.builder()
        .host(settings.host())
        .port(settings.port())
        // With its NIO socket it writes 8 KB at a time: a list of 1,000 numbers (348 KB) had a
        // quarter of nginx's throughput and a p99 of 360 ms, with this two thirds (September 2026).
        .useNio(false)
        .connectionOptions(sockets)
        .maxTcpConnections(maxConnections())
        .idleConnectionTimeout(settings.idle())
        .idleConnectionPeriod(settings.idle().dividedBy(4))
        .shutdownGracePeriod(Http.GRACE)
        .shutdownHook(false)
        .protocolsDiscoverServices(false)
        .featuresDiscoverServices(false)
        .addConnectionSelector(this)
        .directHandlers(unparsed())
        .build();
  }

  /// The library stops listening for good when accepting fails, which it does without a free file
  /// descriptor: a quarter of them is kept for everything else.
  private int maxConnections() {
    long descriptors =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            ? system.getMaxFileDescriptorCount()
            : Long.MAX_VALUE;
    return (int) Math.min(settings.maxConnections(), Math.max(1, descriptors / 4 * 3));
  }

  /// What the parser cannot read is answered here.
  private DirectHandlers unparsed() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, requests);
    }
    return handlers.build();
  }

  /// Idle connections end, the others with the answer in hand.
  void close() {
    closing = true;
  }

  /// There are no connections any more.
  void letGo() {
    requests.close();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    Wire wire = new Wire(context.serverSocket(), sockets.take(context), settings, () -> closing);
    Context ours = new Context(context, DataReader.create(wire::pull), router);
    return new Connection(wire, http1.connection(ours), settings.idle());
  }

  @Override
  public int bytesToIdentifyConnection() {
    return 0;
  }

  @Override
  public Support supports(BufferData data) {
    return Support.SUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return Set.of("http/1.1");
  }

  /// The library wants a builder where we have the thing itself.
  private record Given(Requests build) implements io.helidon.common.Builder<Given, Requests> {}
}
