import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A conversation by WhatsApp V2, with nothing but the JDK (17 or newer): sends a template, waits
/// for what the customer answers, checks that it comes from the hub, and replies.
///
/// `java Client.java [hub [apiKey [number [customer [secret]]]]]`, or the environment: see
/// ../README.md.
/// Exits 0 when the reply was accepted, 1 when something went wrong, 2 when a setting is missing.
public final class Client {
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_ATTEMPTS = 5;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Settings settings;
  private final Inbox inbox;

  private Client(Settings settings, Inbox inbox) {
    this.settings = settings;
    this.inbox = inbox;
  }

  public static void main(String[] arguments) throws InterruptedException {
    // Messages are in any script, whatever the machine's locale is.
    System.setOut(
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
    int code = 1;
    try {
      Settings settings = Settings.of(arguments);
      Inbox inbox = new Inbox(settings.secret(), settings.port());
      try {
        new Client(settings, inbox).run();
        code = 0;
      } finally {
        inbox.close();
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      code = 2;
    } catch (IOException e) {
      System.err.println("failed: " + (e.getMessage() == null ? e : e.getMessage()));
    }
    // The connections of the HTTP client would keep the program alive.
    System.exit(code);
  }

  /// Where the hub is, and who talks to whom.
  private record Settings(
      String hub,
      String apiKey,
      String number,
      String customer,
      String secret,
      String template,
      String webhookUrl,
      int port,
      int waitSeconds) {

    static Settings of(String[] arguments) {
      return new Settings(
          text(arguments, 0, "HUB").replaceAll("/+$", ""),
          text(arguments, 1, "KEY"),
          text(arguments, 2, "NUMBER"),
          text(arguments, 3, "CUSTOMER"),
          text(arguments, 4, "SECRET"),
          System.getenv().getOrDefault("TEMPLATE", "hello_world"),
          System.getenv().getOrDefault("WEBHOOK_URL", ""),
          whole("PORT", "0"),
          whole("WAIT_SECONDS", "300"));
    }

    private static String text(String[] arguments, int index, String name) {
      String given = index < arguments.length ? arguments[index] : System.getenv(name);
      if (given == null || given.isBlank()) {
        throw new IllegalArgumentException(name + " is missing.");
      }
      return given;
    }

    private static int whole(String name, String otherwise) {
      String given = System.getenv().getOrDefault(name, otherwise);
      if (!given.matches("[0-9]{1,5}")) {
        throw new IllegalArgumentException(name + " is not a number: " + given);
      }
      return Integer.parseInt(given);
    }
  }

  private void run() throws IOException, InterruptedException {
    Map<String, Object> before = call("getWebhook", Map.of());
    // A space clears; nothing would leave it as it is.
    Object oldUrl = before.get("url").equals("") ? " " : before.get("url");
    String url = settings.webhookUrl().isEmpty() ? inbox.url() : settings.webhookUrl();
    try (Undo undo = () -> setWebhook(oldUrl, before.get("retry"))) {
      setWebhook(url, 1);
      System.out.println("webhook: " + url);
      converse();
    }
  }

  /// What is done at the end, whatever happened.
  private interface Undo extends AutoCloseable {
    @Override
    void close() throws IOException, InterruptedException;
  }

  private void setWebhook(Object url, Object retry) throws IOException, InterruptedException {
    call("setWebhook", Map.of("url", url, "retry", retry));
  }

  private void converse() throws IOException, InterruptedException {
    Map<String, Object> template =
        Map.of("to", settings.customer(), "name", settings.template(), "headerType", 1);
    Object unique = call("sendTemplate", template).get("unique");
    System.out.println("template: " + settings.template() + " is " + unique);
    Map<String, Object> message = awaitMessage(unique);
    System.out.println("message: " + message.get("type") + " " + message.get("body"));
    Map<String, Object> reply =
        Map.of(
            "to", message.get("from"),
            "replyTo", message.get("unique"),
            "body", "Thank you, we have got your message.");
    System.out.println("reply: " + call("sendMessage", reply).get("unique"));
  }

  /// The first message of the customer.
  private Map<String, Object> awaitMessage(Object template)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(settings.waitSeconds());
    while (true) {
      byte[] body = inbox.next(end - System.nanoTime());
      if (body == null) {
        throw new IOException("nothing came within " + settings.waitSeconds() + " seconds");
      }
      Map<String, Object> event = new Json(text(body)).object();
      if ("new".equals(event.get("hook")) && isCustomer(event)) {
        return event;
      }
      if ("failed".equals(event.get("state")) && template.equals(event.get("unique"))) {
        throw new IOException("the template did not arrive: " + event.get("error"));
      }
    }
  }

  /// Who hides the number is known by `from_id` alone.
  private boolean isCustomer(Map<String, Object> event) {
    return settings.customer().equals(event.get("from"))
        || settings.customer().equals(event.get("from_id"));
  }

  /// A call of WhatsApp V2; waits and tries again when it was too fast.
  private Map<String, Object> call(String name, Map<String, ?> fields)
      throws IOException, InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("apiKey", settings.apiKey());
    body.put("from", settings.number());
    body.putAll(fields);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(settings.hub() + "/whatsapp/v2/" + name))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.text(body)))
            .build();
    for (int attempt = 1; ; attempt++) {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == 429 && attempt < MOST_ATTEMPTS) {
        String seconds = response.headers().firstValue("Retry-After").orElse("1");
        Thread.sleep(1_000L * (seconds.matches("[0-9]{1,2}") ? Integer.parseInt(seconds) : 60));
      } else if (response.statusCode() != 200) {
        throw new IOException(name + ": HTTP " + response.statusCode() + " " + response.body());
      } else {
        Map<String, Object> answer = new Json(response.body()).object();
        if (!"OK".equals(answer.get("status"))) {
          throw new IOException(name + ": reason " + answer.get("reason"));
        }
        return answer;
      }
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// The little server that webhooks come to, on loopback: what is reached from elsewhere stands
  /// behind a reverse proxy with TLS.
  private static final class Inbox {
    private static final int MOST_IDS = 1_000;
    private static final long TOLERANCE_SECONDS = 300;

    private final String secret;
    private final HttpServer server;
    private final BlockingQueue<byte[]> events = new ArrayBlockingQueue<>(100);
    private final Set<String> ids = new LinkedHashSet<>();

    Inbox(String secret, int port) throws IOException {
      this.secret = secret;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server.createContext("/", this::handle);
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /// The body of the next event, null when none comes in time.
    byte[] next(long nanos) throws InterruptedException {
      return events.poll(nanos, TimeUnit.NANOSECONDS);
    }

    private void handle(HttpExchange exchange) throws IOException {
      try (exchange) {
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        exchange.sendResponseHeaders(status(exchange, body), -1);
      }
    }

    /// What a delivery is answered with: at once, the work comes later.
    private int status(HttpExchange exchange, byte[] body) {
      String signature = exchange.getRequestHeaders().getFirst("X-Wabahub-Signature");
      String id = exchange.getRequestHeaders().getFirst("X-Wabahub-Id");
      if (body.length > MOST_BYTES) {
        return 413;
      }
      if (id == null || signature == null || !isGenuine(signature, body)) {
        System.out.println("refused: a webhook that the hub has not signed");
        return 401;
      }
      synchronized (ids) {
        // A delivery comes at least once: what was taken already is done.
        if (ids.contains(id)) {
          return 200;
        }
        if (!events.offer(body)) {
          return 503;
        }
        ids.add(id);
        if (ids.size() > MOST_IDS) {
          ids.remove(ids.iterator().next());
        }
        return 200;
      }
    }

    private boolean isGenuine(String header, byte[] body) {
      String[] parts = header.split(",");
      if (!parts[0].matches("t=[0-9]{1,18}")) {
        return false;
      }
      String signedAt = parts[0].substring(2);
      byte[] expected = ("v1=" + hmac(signedAt, body)).getBytes(StandardCharsets.UTF_8);
      boolean genuine = false;
      // Two while the secret is being changed.
      for (int i = 1; i < parts.length; i++) {
        genuine |= MessageDigest.isEqual(expected, parts[i].getBytes(StandardCharsets.UTF_8));
      }
      long ageSeconds = System.currentTimeMillis() / 1_000 - Long.parseLong(signedAt);
      return genuine && Math.abs(ageSeconds) <= TOLERANCE_SECONDS;
    }

    private String hmac(String signedAt, byte[] body) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((signedAt + ".").getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(mac.doFinal(body));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    void close() {
      server.stop(0);
    }
  }

  /// As much of JSON as the API needs: objects as maps, lists, texts, whole numbers as long, others
  /// as double, true and false; null is "null".
  private static final class Json {
    private static final int MOST_DEPTH = 50;

    private final String text;
    private int at;
    private int depth;

    Json(String text) {
      this.text = text;
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> object() throws IOException {
      try {
        if (value() instanceof Map<?, ?> map && peek() == '\0') {
          return (Map<String, Object>) map;
        }
      } catch (RuntimeException e) {
        throw new IOException("not JSON: " + text, e);
      }
      throw new IOException("not a JSON object: " + text);
    }

    private char peek() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean skip(char c) {
      if (peek() != c) {
        return false;
      }
      at++;
      return true;
    }

    private void expect(char c) {
      if (!skip(c)) {
        throw new IllegalStateException(c + " is missing at " + at);
      }
    }

    private Object value() {
      if (++depth > MOST_DEPTH) {
        throw new IllegalStateException("too deep");
      }
      Object value =
          switch (peek()) {
            case '{' -> map();
            case '[' -> list();
            case '"' -> string();
            default -> word();
          };
      depth--;
      return value;
    }

    private Map<String, Object> map() {
      Map<String, Object> map = new LinkedHashMap<>();
      expect('{');
      while (!skip('}')) {
        if (!map.isEmpty()) {
          expect(',');
        }
        peek();
        String name = string();
        expect(':');
        map.put(name, value());
      }
      return map;
    }

    private List<Object> list() {
      List<Object> list = new ArrayList<>();
      expect('[');
      while (!skip(']')) {
        if (!list.isEmpty()) {
          expect(',');
        }
        list.add(value());
      }
      return list;
    }

    private String string() {
      expect('"');
      StringBuilder read = new StringBuilder();
      for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
        read.append(c == '\\' ? escaped(text.charAt(at++)) : c);
      }
      return read.toString();
    }

    private char escaped(char c) {
      if (c == 'u') {
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      int known = "\"\\/bfnrt".indexOf(c);
      return "\"\\/\b\f\n\r\t".charAt(known);
    }

    private Object word() {
      int from = at;
      while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String word = text.substring(from, at);
      if (word.equals("true") || word.equals("false")) {
        return Boolean.valueOf(word);
      }
      if (word.equals("null")) {
        return word;
      }
      return word.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(word) : Double.valueOf(word);
    }

    /// An object of texts and numbers.
    static String text(Map<String, ?> object) {
      StringBuilder written = new StringBuilder();
      object.forEach((name, value) -> {
        written.append(written.isEmpty() ? "{" : ",").append(quoted(name)).append(':');
        written.append(value instanceof Number ? value.toString() : quoted(value.toString()));
      });
      return written.append('}').toString();
    }

    private static String quoted(String text) {
      StringBuilder quoted = new StringBuilder("\"");
      for (char c : text.toCharArray()) {
        if (c == '"' || c == '\\') {
          quoted.append('\\').append(c);
        } else {
          quoted.append(c < ' ' ? "\\u%04x".formatted((int) c) : c);
        }
      }
      return quoted.append('"').toString();
    }
  }
}
