package wabahub.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The product, as a process of its own, started as `./wabahub serve` is.
final class Hub implements AutoCloseable {
  static final String APP_SECRET = "a-secret-of-the-benchmark";
  static final int FIRST_PHONE = 100_000_000;

  private static final String ADMIN_TOKEN = "an-admin-token-of-the-benchmark";
  private static final Path LAUNCHER = Path.of("..", "wabahub").toAbsolutePath().normalize();
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final Path log;
  final int port;

  /// A partner with a token.
  record Partner(long id, String token, String clientId, String clientSecret) {}

  private Hub(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /// Starts a hub on `engine`; returns when it is ready.
  static Hub start(Engine engine) {
    return start(engine.settings());
  }

  static Hub start(Map<String, String> settings) {
    try {
      Path folder = Path.of(settings.get("WABAHUB_DATA"));
      Files.createDirectories(folder);
      Path address = folder.resolve("address");
      Files.deleteIfExists(address);
      Path log = folder.resolve("hub.log");
      ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toString(), "serve");
      builder.environment().putAll(settings);
      builder.environment().put("WABAHUB_PORT", "0");
      builder.environment().put("WABAHUB_META_APP_SECRET", APP_SECRET);
      builder.environment().put("WABAHUB_META_VERIFY_TOKEN", "verify");
      builder.environment().put("WABAHUB_META_GRAPH_URL", "http://127.0.0.1:9");
      builder.environment().put("WABAHUB_ADMIN_TOKEN", ADMIN_TOKEN);
      builder.environment().put("WABAHUB_PARTNER_RATE", "0");
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      Process process = builder.start();
      long until = System.nanoTime() + Duration.ofMinutes(5).toNanos();
      while (!Files.exists(address) || Files.size(address) == 0) {
        if (!process.isAlive() || System.nanoTime() > until) {
          throw new IllegalStateException("the hub does not start:\n" + Files.readString(log));
        }
        Thread.sleep(5);
      }
      int port = URI.create(Files.readString(address).strip()).getPort();
      return new Hub(process, log, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A partner with `count` numbers, whose phone number ids begin at `first`.
  Partner partner(int first, int count) {
    JsonNode partner = admin("POST", "/admin/partners", Map.of("name", "Bench"));
    long id = partner.get("id").asLong();
    List<Map<String, Object>> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, Object> number = new LinkedHashMap<>();
      number.put("whatsapp", "972" + (first + i));
      number.put("phone_number_id", "310020" + (first + i));
      number.put("waba_id", "204680135" + (first + i) % 1_000);
      number.put("display_name", "Olive Tree " + i);
      number.put("business_name", "Olive Tree Bakery No. " + i + " Ltd");
      number.put("online", Map.of("account", 1 + i, "inbox", 2 + i, "server", "chat.example.org"));
      numbers.add(number);
    }
    if (count > 0) {
      admin("POST", "/admin/partners/" + id + "/numbers", numbers);
    }
    JsonNode token =
        call(
            "POST",
            "/api/settings/accessToken",
            "",
            Map.of(
                "client_id", partner.get("client_id").stringValue(),
                "client_secret", partner.get("client_secret").stringValue()));
    return new Partner(
        id,
        token.get("access_token").stringValue(),
        partner.get("client_id").stringValue(),
        partner.get("client_secret").stringValue());
  }

  /// The documented list.
  byte[] list(Partner partner) {
    return send("GET", "/api/whatsapp/getWhatsApp", partner.token(), null).body();
  }

  /// How many marketing conversations the partner's list says were used this month.
  long marketing(Partner partner) {
    return JSON.readTree(list(partner)).get("totalMarketingThisMonth").asLong();
  }

  /// How old the figures are that the partner is shown, in milliseconds.
  double ageMillis(Partner partner) {
    JsonNode list = call("GET", "/api/v1/numbers?limit=1", partner.token(), null);
    Instant asOf = Instant.parse(list.get("as_of").stringValue());
    return Duration.between(asOf, Instant.now()).toNanos() / 1e6;
  }

  /// A figure of `/metrics`, such as `wabahub_journal_lag_seconds`.
  double metric(String name) {
    String text = new String(send("GET", "/metrics", ADMIN_TOKEN, null).body());
    Matcher found =
        Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE).matcher(text);
    if (!found.find()) {
      throw new IllegalStateException("no metric " + name);
    }
    return Double.parseDouble(found.group(1));
  }

  /// Resident memory in MB.
  double residentMegabytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        }
      }
      throw new IllegalStateException("no VmRSS");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  private JsonNode admin(String method, String path, Object body) {
    return call(method, path, ADMIN_TOKEN, body);
  }

  private JsonNode call(String method, String path, String token, Object body) {
    return JSON.readTree(send(method, path, token, body).body());
  }

  private HttpResponse<byte[]> send(String method, String path, String token, Object body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      HttpResponse<byte[]> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(
            path + ": " + answer.statusCode() + " " + new String(answer.body()));
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
