package wabahub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;

/// A whole hub for a test: the same `App` as in production with another `Config`, on a real
/// database, spoken to over HTTP. Its loops run when the test says [#settle].
final class TestHub implements AutoCloseable {
  /// Long enough that no test meets the end of a month by accident.
  static final Instant START = Instant.parse("2026-10-14T09:30:00Z");

  static final String APP_SECRET = "wabahub_test_secret";
  static final String VERIFY_TOKEN = "verify-me";
  static final String ADMIN_TOKEN = "an-admin-token-for-tests-only";

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  final SettableClock clock;
  private final Path folder;
  private final Map<String, String> settings = new HashMap<>();
  private App app;

  /// An answer, its body parsed when it is JSON.
  record Reply(int status, String text, HttpResponse<byte[]> raw) {
    JsonNode json() {
      return Json.parseTolerantly(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    /// The `reason` of the Partners API.
    int reason() {
      return json().get("reason").asInt();
    }
  }

  /// A partner with a token.
  record Account(long id, String clientId, String clientSecret, String token) {
    String bearer() {
      return "Bearer " + token;
    }
  }

  TestHub(Database database, Map<String, String> more) {
    try {
      folder = Files.createTempDirectory("wabahub-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    clock = new SettableClock(START);
    settings.put("WABAHUB_PORT", "0");
    settings.put("WABAHUB_DATA", folder.resolve("data").toString());
    settings.put("WABAHUB_META_APP_SECRET", APP_SECRET);
    settings.put("WABAHUB_META_VERIFY_TOKEN", VERIFY_TOKEN);
    settings.put("WABAHUB_ADMIN_TOKEN", ADMIN_TOKEN);
    settings.put("WABAHUB_PARTNER_RATE", "0");
    settings.putAll(database.settings());
    settings.putAll(more);
    app = new App(Config.load(settings), clock).serve();
  }

  TestHub(Database database) {
    this(database, Map.of());
  }

  /// Stops the hub and starts another one on the same data.
  void restart() {
    app.close();
    app = new App(Config.load(settings), clock).serve();
  }

  App app() {
    return app;
  }

  Path data() {
    return folder.resolve("data");
  }

  /// Runs all loops until there is nothing to do.
  void settle() {
    app.settle();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + app.port() + path);
  }

  /// `body`: null, bytes, a String, or anything that becomes JSON.
  Reply call(String method, String path, Map<String, String> headers, @Nullable Object body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    headers.forEach(request::header);
    request.method(
        method,
        switch (body) {
          case null -> HttpRequest.BodyPublishers.noBody();
          case byte[] bytes -> HttpRequest.BodyPublishers.ofByteArray(bytes);
          case String text -> HttpRequest.BodyPublishers.ofString(text);
          default -> HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body));
        });
    try {
      HttpResponse<byte[]> response =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      String text = new String(response.body(), StandardCharsets.UTF_8);
      return new Reply(response.statusCode(), text, response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Reply admin(String method, String path, @Nullable Object body) {
    return call(method, path, Map.of("Authorization", "Bearer " + ADMIN_TOKEN), body);
  }

  Reply get(String path, Account account) {
    return call("GET", path, Map.of("Authorization", account.bearer()), null);
  }

  /// A new partner; `zone` null = the hub's.
  Account partner(String name, @Nullable String zone) {
    Map<String, Object> body = new HashMap<>(Map.of("name", name));
    if (zone != null) {
      body.put("time_zone", zone);
    }
    JsonNode created = admin("POST", "/admin/partners", body).json();
    String clientId = created.get("client_id").stringValue();
    String secret = created.get("client_secret").stringValue();
    return new Account(created.get("id").asLong(), clientId, secret, token(clientId, secret));
  }

  String token(String clientId, String clientSecret) {
    Map<String, String> body = Map.of("client_id", clientId, "client_secret", clientSecret);
    return call("POST", "/api/settings/accessToken", Map.of(), body)
        .json()
        .get("access_token")
        .stringValue();
  }

  /// Takes a number over with names made of its digits.
  Reply number(Account account, String whatsapp, String phoneNumberId) {
    return admin(
        "POST",
        "/admin/partners/" + account.id() + "/numbers",
        Map.of(
            "whatsapp",
            whatsapp,
            "phone_number_id",
            phoneNumberId,
            "waba_id",
            "204680135792468",
            "display_name",
            "Display " + whatsapp,
            "business_name",
            "Business " + whatsapp));
  }

  /// Posts a webhook signed as Meta signs.
  Reply webhook(byte[] body) {
    return webhook(body, "sha256=" + sign(body));
  }

  Reply webhook(byte[] body, String signature) {
    return call("POST", "/webhooks/meta", Map.of("X-Hub-Signature-256", signature), body);
  }

  static String sign(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(APP_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// getWhatsApp, after everything that came in is applied.
  JsonNode list(Account account) {
    settle();
    return get("/api/whatsapp/getWhatsApp", account).json();
  }

  /// marketing, service and incoming of a number this month.
  List<Long> figures(Account account, String whatsapp) {
    for (JsonNode number : list(account).get("list")) {
      if (number.get("whatsapp").stringValue().equals(whatsapp)) {
        return List.of(
            number.get("marketingThisMonth").asLong(),
            number.get("serviceThisMonth").asLong(),
            number.get("incomingThisMonth").asLong());
      }
    }
    throw new AssertionError(whatsapp + " is not in the list");
  }

  @Override
  public void close() {
    app.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
