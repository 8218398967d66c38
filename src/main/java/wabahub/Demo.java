package wabahub;

import java.io.IOException;
import java.io.PrintStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// Two minutes of the product: a partner, two clients who connect their numbers, a little traffic
/// by signed webhooks, and the one call that says what it came to. Everything goes over HTTP, as it
/// does in earnest.
final class Demo implements AutoCloseable {
  private static final String FIRST = "972501234567";
  private static final String SECOND = "972507654321";
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int MOST_LOOKS = 1_500;

  private final App app;
  private final PrintStream out;
  private final URI hub;
  private final HttpClient client = HttpClient.newHttpClient();

  private Demo(App app, String host, PrintStream out) {
    this.app = app;
    this.out = out;
    this.hub = URI.create("http://" + host + ":" + app.port());
  }

  /// Starts a hub for the demo.
  ///
  /// @throws ConfigException when HOST or PORT are wrong
  static Demo open(Map<String, String> environment, @Nullable Integer port, PrintStream out)
      throws IOException {
    Path folder = Files.createTempDirectory("wabahub-demo");
    try {
      LogLine.sendTo(new PrintStream(Files.newOutputStream(log(folder)), true));
      Config config = config(environment, folder, port);
      App app = new App(config, InstantSource.system()).start();
      return new Demo(app, reachable(config.host()), out);
    } catch (RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  /// As a part of an address.
  private static String reachable(String host) throws IOException {
    InetAddress address = InetAddress.getByName(host);
    if (address.isAnyLocalAddress()) {
      return "127.0.0.1";
    }
    return address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : host;
  }

  /// Nothing of the environment but HOST and PORT, and a folder of its own.
  private static Config config(
      Map<String, String> environment, Path folder, @Nullable Integer port) {
    Map<String, String> settings = new HashMap<>();
    for (Key key : List.of(Key.HOST, Key.PORT)) {
      if (environment.containsKey(key.variable())) {
        settings.put(key.variable(), environment.get(key.variable()));
      }
    }
    if (port != null) {
      settings.put(Key.PORT.variable(), port.toString());
    }
    settings.put(Key.DATA.variable(), folder.toString());
    settings.put(Key.SANDBOX.variable(), "on");
    return Config.load(settings);
  }

  void play() throws IOException, InterruptedException {
    String admin = "Bearer " + app.adminToken().reveal();
    JsonNode partner = call("POST", "/admin/partners", admin, Map.of("name", "Demo partner"));
    JsonNode token =
        call(
            "POST",
            "/api/settings/accessToken",
            "",
            Map.of(
                "client_id", partner.get("client_id").stringValue(),
                "client_secret", partner.get("client_secret").stringValue()));
    String bearer = "Bearer " + token.get("access_token").stringValue();
    Wanted bakery = Wanted.of("Olive Tree Bakery Ltd").named("Olive Tree").on(FIRST);
    Wanted kites = Wanted.of("Northern Kites GmbH").named("Northern Kites").on(SECOND);
    SignUp first = onboard(bearer, bakery);
    SignUp second = onboard(bearer, kites.with(Wanted.Trait.COEXISTENCE));
    call(
        "PUT",
        "/admin/numbers/" + FIRST + "/online",
        admin,
        Map.of("account", 1, "inbox", 2, "server", "online"));
    traffic(first, second);
    out.println(Json.pretty(Json.bytes(list(bearer))));
    out.printf("%nA new token, and the list with it:%n%n");
    out.printf(
        "  curl -s %s/api/settings/accessToken -d"
            + " '{\"client_id\":\"%s\",\"client_secret\":\"%s\"}'%n",
        hub, partner.get("client_id").stringValue(), partner.get("client_secret").stringValue());
    out.printf("  curl -s %s/api/whatsapp/getWhatsApp -H 'Authorization: %s'%n", hub, bearer);
    out.printf(
        "%nA link for a client, with a stand-in for Meta behind it:%n%n  %s%n", link(bearer));
    out.printf("%nThe console, for the partner and for the operator:%n%n  %s/console%n%n", hub);
    out.printf("  client id      %s%n", partner.get("client_id").stringValue());
    out.printf("  client secret  %s%n", partner.get("client_secret").stringValue());
    out.printf("  admin token    %s%n", app.adminToken().reveal());
    out.flush();
  }

  /// Says that it goes on running.
  void invite() {
    Path log = log(app.data().path());
    out.printf("%nThe hub runs on %s until you press Ctrl-C. Its log: %s%n", hub, log);
    out.flush();
  }

  private static Path log(Path folder) {
    return folder.resolve("hub.log");
  }

  /// A client opens its link and goes through the dialog of the sandbox.
  private SignUp onboard(String bearer, Wanted client) throws IOException, InterruptedException {
    int coexistence = client.traits().contains(Wanted.Trait.COEXISTENCE) ? 1 : 0;
    JsonNode link =
        call(
            "POST",
            "/api/whatsapp/createAccount",
            bearer,
            Map.of("business_name", client.businessName(), "coexistence", coexistence));
    String page = URI.create(link.get("onboarding_link").stringValue()).getPath();
    SignUp signUp = sandbox().signUp(client);
    call("POST", page + "/sign-in", "", Map.of("code", signUp.code(), "session", signUp.session()));
    for (int i = 0; i < MOST_LOOKS; i++) {
      if (call("GET", page + "/state", "", null).path("state").asString().equals("finished")) {
        return signUp;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    throw new IOException(client.businessName() + " could not be connected; the log says why.");
  }

  private Sandbox sandbox() {
    return app.sandbox().orElseThrow();
  }

  /// Ten conversations: four marketing, five service, one incoming; and what is not counted.
  private void traffic(SignUp bakery, SignUp kites) {
    Sandbox.Phone first = sandbox().phone(FIRST, bakery.phoneNumberId());
    Sandbox.Phone second = sandbox().phone(SECOND, kites.phoneNumberId());
    for (int i = 0; i < 3; i++) {
      first.delivers("44770090020" + i, "marketing", "regular");
      first.delivers("44770090020" + i, "utility", "regular");
    }
    second.receives("447700900210", "Is it back in stock?");
    second.receives("447700900210", "The blue one.");
    second.delivers("447700900210", "service", "free_customer_service");
    second.delivers("447700900210", "marketing", "regular");
    second.delivers("447700900211", "authentication", "regular");
    second.delivers("447700900212", "utility", "regular");
  }

  /// What a partner sends to a client who is to be connected.
  private String link(String bearer) throws IOException, InterruptedException {
    Map<String, String> client = Map.of("business_name", "Harbour Lights Café");
    JsonNode made = call("POST", "/api/whatsapp/createAccount", bearer, client);
    String link = made.get("onboarding_link").stringValue();
    return hub + link.substring(link.indexOf("/onboard/"));
  }

  /// The list waits for events acknowledged a second ago; a demo wants the very last one, too.
  private JsonNode list(String bearer) throws IOException, InterruptedException {
    JsonNode list = call("GET", "/api/whatsapp/getWhatsApp", bearer, null);
    for (int i = 0; i < MOST_LOOKS && list.get("totalConversationsThisMonth").asInt() < 10; i++) {
      LockSupport.parkNanos(PAUSE.toNanos());
      list = call("GET", "/api/whatsapp/getWhatsApp", bearer, null);
    }
    return list;
  }

  private JsonNode call(String method, String path, String authorization, @Nullable Object body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(hub.resolve(path));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    request.method(
        method,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)));
    HttpResponse<byte[]> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    return Json.parseTolerantly(response.body())
        .filter(answer -> response.statusCode() < 300)
        .orElseThrow(() -> new IOException(method + " " + path + ": " + response.statusCode()));
  }

  /// Stops the hub and deletes what it kept.
  @Override
  public void close() throws IOException {
    app.close();
    delete(app.data().path());
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
