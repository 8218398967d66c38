package wabahub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;

/// A sandbox, a hub that writes down what is posted to it, and a client that speaks Graph.
final class Bench implements AutoCloseable {
  static final String APP = "900100200300400";
  static final String SECRET = "an-app-secret-for-tests";
  static final String SYSTEM = "the-system-users-token";
  static final String BUSINESS = "700100200300400";
  static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  final List<JsonNode> posted = new CopyOnWriteArrayList<>();
  private final HttpServer hub;
  private final Sandbox.Settings settings;
  volatile int hubAnswers = 200;
  volatile Instant now = START;
  Sandbox sandbox;

  record Reply(int status, JsonNode json, HttpResponse<byte[]> raw) {
    /// HTTP status, code and subcode of an error.
    String error() {
      JsonNode error = json.get("error");
      assertThat(error.get("fbtrace_id").stringValue()).isNotEmpty();
      return status + " " + error.get("code") + "/" + error.path("error_subcode").asInt(0);
    }
  }

  Bench(UnaryOperator<Sandbox.Settings> change) {
    settings = change.apply(Sandbox.Settings.of(APP, SECRET));
    try {
      hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    hub.createContext(
        "/webhooks/meta",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          String signature = exchange.getRequestHeaders().getFirst("X-Hub-Signature-256");
          if (signature.equals("sha256=" + Poster.hex(SECRET, body))) {
            posted.add(Json.parseTolerantly(body).orElseThrow());
          }
          exchange.sendResponseHeaders(hubAnswers, -1);
          exchange.close();
        });
    hub.start();
    sandbox = open();
  }

  static Bench techProvider() {
    return new Bench(settings -> settings);
  }

  static Bench solutionPartner() {
    return new Bench(settings -> settings.solutionPartner(SYSTEM, BUSINESS));
  }

  private Sandbox open() {
    Sandbox opened = new Sandbox(settings, () -> now);
    opened.hub(URI.create("http://127.0.0.1:" + hub.getAddress().getPort()));
    return opened;
  }

  void restart() {
    sandbox.close();
    sandbox = open();
  }

  void advance(Duration duration) {
    now = now.plus(duration);
  }

  static String query(Map<String, String> params) {
    return params.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /// `body`: null or anything that becomes JSON.
  Reply call(String method, String path, String token, @Nullable Object body) {
    try {
      return send(method, sandbox.url() + "/v25.0/" + path, token, body, Duration.ofSeconds(20));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Reply get(String path, String token) {
    return call("GET", path, token, null);
  }

  Reply post(String path, String token, Map<String, ?> body) {
    return call("POST", path, token, body);
  }

  Reply control(String method, String path, @Nullable Object body) {
    try {
      return send(method, sandbox.url() + "/sandbox/" + path, "", body, Duration.ofSeconds(20));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Reply send(
      String method, String url, String token, @Nullable Object body, Duration timeout)
      throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(timeout);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    request.method(
        method,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)));
    try {
      HttpResponse<byte[]> raw =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      JsonNode json = Json.parseTolerantly(raw.body()).orElseGet(Json::object);
      return new Reply(raw.statusCode(), json, raw);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Reply exchange(String code) {
    return exchange(code, APP, SECRET);
  }

  Reply exchange(String code, String appId, String secret) {
    return get(
        "oauth/access_token?"
            + query(Map.of("client_id", appId, "client_secret", secret, "code", code)),
        "");
  }

  String exchangePath(String code) {
    return "/v25.0/oauth/access_token?"
        + query(Map.of("client_id", APP, "client_secret", SECRET, "code", code));
  }

  /// The client's token.
  String token(SignUp signUp) {
    return exchange(signUp.code()).json().get("access_token").stringValue();
  }

  JsonNode debug(String token) {
    return get("debug_token?" + query(Map.of("input_token", token)), APP + "|" + SECRET)
        .json()
        .get("data");
  }

  /// Field and event of what was posted.
  List<String> told() {
    return posted.stream()
        .map(body -> body.at("/entry/0/changes/0"))
        .map(change -> change.get("field").stringValue() + event(change.get("value")))
        .toList();
  }

  private static String event(JsonNode value) {
    return value.has("event") ? " " + value.get("event").stringValue() : "";
  }

  @Override
  public void close() {
    sandbox.close();
    hub.stop(0);
  }
}
