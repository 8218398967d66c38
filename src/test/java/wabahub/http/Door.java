package wabahub.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A server on a free port, and clients for it.
final class Door implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(30);
  static final Duration SHORT = Duration.ofMillis(300);

  final BlockingQueue<Http.Exchange> exchanges = new LinkedBlockingQueue<>();
  final Http http;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Door(Http.Settings settings, List<Route> routes) {
    http = new Http(settings, routes, exchanges::add, Door::classify);
    http.start();
  }

  /// Nothing times out.
  static Door open(Route... routes) {
    return open(LONG, LONG, 100, routes);
  }

  static Door open(Duration receive, Duration idle, int connections, Route... routes) {
    return new Door(
        new Http.Settings("127.0.0.1", 0, List.of("127.0.0.1"), receive, idle, connections),
        List.of(routes));
  }

  private static Reason classify(Throwable unexpected) {
    return unexpected.getCause() instanceof SQLTransientConnectionException
        ? Reason.NOT_READY
        : Reason.INTERNAL;
  }

  static Route get(String path, Handler handler) {
    return new Route("GET", path, RequestPath.face(path), handler);
  }

  static Route post(String path, Handler handler) {
    return new Route("POST", path, RequestPath.face(path), handler);
  }

  static Route any(String path, Handler handler) {
    return new Route(Route.ANY, path, RequestPath.face(path), handler);
  }

  static Answer text(byte[] text) {
    return Answer.text(200, new String(text, StandardCharsets.UTF_8));
  }

  /// What a handler says that has not been reached.
  static final Handler OK = call -> Answer.text(200, "ok");

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path))
        .timeout(LONG);
  }

  HttpResponse<String> get(String path) {
    return send(request(path));
  }

  HttpResponse<String> post(String path, byte[] body) {
    return send(request(path).POST(BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// A connection on which anything can be said.
  Raw raw() {
    return new Raw(http.port());
  }

  Http.Exchange exchange() throws InterruptedException {
    Http.Exchange exchange = exchanges.poll(LONG.toSeconds(), TimeUnit.SECONDS);
    if (exchange == null) {
      throw new AssertionError("nothing observed");
    }
    return exchange;
  }

  @Override
  public void close() {
    client.close();
    http.close();
  }
}
