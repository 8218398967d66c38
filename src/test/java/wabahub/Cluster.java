package wabahub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Sandbox;

/// Real hubs in processes of their own on one PostgreSQL, with a stand-in for Meta. A call goes to
/// any of those that serve, as a load balancer would have it.
final class Cluster extends HubCalls {
  final Sandbox meta;
  final Postgres postgres = new Postgres();
  private final Map<String, String> settings;
  private final Path folder;
  private final List<HubProcess> serving = new CopyOnWriteArrayList<>();
  private final List<HubProcess> all = new ArrayList<>();
  private final HttpServer front;
  private int started;

  Cluster(Path folder, Sandbox meta, Map<String, String> more) {
    this.folder = folder;
    this.meta = meta;
    settings = new HashMap<>(HubProcess.settings(folder));
    settings.putAll(postgres.settings());
    settings.put("WABAHUB_META_GRAPH_URL", meta.url().toString());
    settings.put("WABAHUB_META_APP_ID", Meta.APP_ID);
    settings.put("WABAHUB_SANDBOX", "off");
    settings.put("WABAHUB_WEBHOOK_ALLOW_PRIVATE", "true");
    settings.put("WABAHUB_PUBLIC_URL", "https://hub.example.org");
    settings.putAll(more);
    front = front();
    meta.hub(URI.create("http://127.0.0.1:" + front.getAddress().getPort()));
  }

  /// Where Meta's webhooks go in: to one hub or another, until one has taken them.
  private HttpServer front() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::handOn);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handOn(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    int status = 503;
    for (int i = 0; i < 50 && status != 200; i++) {
      try {
        status = webhook(body).status();
      } catch (UncheckedIOException e) {
        status = 503;
      }
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  /// Starts one more hub; returns once it takes requests.
  HubProcess add() {
    Map<String, String> own = new HashMap<>(settings);
    synchronized (this) {
      own.put("WABAHUB_DATA", folder.resolve("hub" + ++started).toString());
    }
    HubProcess hub = HubProcess.serve(own);
    synchronized (this) {
      all.add(hub);
    }
    serving.add(hub);
    return hub;
  }

  /// No call goes to it from now on.
  void leaveOut(HubProcess hub) {
    serving.remove(hub);
  }

  void kill(HubProcess hub) {
    leaveOut(hub);
    hub.kill();
  }

  List<HubProcess> serving() {
    return List.copyOf(serving);
  }

  @Override
  int port() {
    List<HubProcess> now = serving();
    return now.get(ThreadLocalRandom.current().nextInt(now.size())).port();
  }

  /// Calls until one hub answers with 200, as a client does that may repeat its call.
  Reply untilTaken(Supplier<Reply> call) {
    AtomicReference<Reply> taken = new AtomicReference<>();
    Patience.until(
        () -> {
          try {
            Reply reply = call.get();
            taken.set(reply);
            return reply.status() + " " + reply.text();
          } catch (UncheckedIOException e) {
            return e.toString();
          }
        },
        said -> said.startsWith("2"));
    return taken.get();
  }

  /// Rows of the hubs' database, their columns with a space between.
  List<String> rows(String sql) {
    return Database.rows(settings, sql);
  }

  /// Waits until a query says this.
  void await(String sql, String... rows) {
    Patience.until(() -> rows(sql), List.of(rows)::equals, () -> sql + logs());
  }

  /// What the hubs have said, but for requests.
  synchronized String logs() {
    return all.stream()
        .flatMap(hub -> hub.lines().stream())
        .filter(line -> !line.contains("method="))
        .collect(Collectors.joining("\n", "\n", ""));
  }

  @Override
  public synchronized void close() {
    front.stop(0);
    all.forEach(HubProcess::close);
    postgres.close();
  }
}
