package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.Sent;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// The clients of docs/clients, as programs of their own, against a hub that runs by itself: what
/// was written from the contract alone works.
@Timeout(180)
final class ClientsTest {
  private static final String WHATSAPP = "447700900177";
  private static final String OWN_URL = "https://crm.example.org/wa";

  private static RunningHub hub;
  private static Sandbox.Phone phone;
  private static String apiKey;
  private static String secret;

  /// In what a client is written.
  enum Language {
    JAVA,
    NODE;

    List<String> command() {
      return switch (this) {
        case JAVA ->
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "docs/clients/java/Client.java");
        case NODE -> List.of(Tools.need("node").toString(), "docs/clients/node/client.mjs");
      };
    }
  }

  @BeforeAll
  static void connect() {
    hub = new RunningHub(Map.of());
    try (Receiver partner = new Receiver()) {
      api("POST", "/api/settings/setWebhook", Map.of("url", partner.url()));
      SignUp signUp = hub.meta().signUp(Wanted.of("Northern Kites").on(WHATSAPP));
      Map<String, ?> signIn = Map.of("code", signUp.code(), "session", signUp.session());
      hub.call("POST", hub.link(Map.of()) + "/sign-in", Map.of(), signIn);
      JsonNode event = partner.next().json();
      while (!event.path("event").asString("").equals("onboarding.finished")) {
        event = partner.next().json();
      }
      api("POST", "/api/settings/setWebhook", Map.of("url", " "));
      phone = hub.meta().phone(WHATSAPP, signUp.phoneNumberId());
    }
    apiKey = hub.list(hub.partner).get("list").get(0).get("apiKey").stringValue();
    // A message that was delivered cannot fail any more.
    hub.meta().tellsStatuses(false);
    v2("setWebhook", Map.of("url", OWN_URL));
    String webhooks = "/api/v1/numbers/" + WHATSAPP + "/webhooks";
    String id = api("GET", webhooks, Map.of()).get("list").get(0).get("id").stringValue();
    secret = api("POST", webhooks + "/" + id + "/secret", Map.of()).get("secret").stringValue();
  }

  @BeforeEach
  void reset() {
    v2("setWebhook", Map.of("url", OWN_URL, "retry", 0));
  }

  @AfterAll
  static void close() {
    if (hub != null) {
      hub.close();
    }
  }

  private static JsonNode api(String method, String path, Map<String, ?> body) {
    Map<String, String> bearer = Map.of("Authorization", hub.partner.bearer());
    Reply reply = hub.call(method, path, bearer, method.equals("GET") ? null : body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json();
  }

  private static JsonNode v2(String call, Map<String, ?> more) {
    Map<String, Object> body = new LinkedHashMap<>(Map.of("apiKey", apiKey, "from", WHATSAPP));
    body.putAll(more);
    return hub.call("POST", "/whatsapp/v2/" + call, Map.of(), body).json();
  }

  private static ClientProcess start(Language language, String customer, String... more) {
    return start(language, List.of(hub.uri("").toString(), apiKey, WHATSAPP, customer), more);
  }

  /// `more`: names and values of its environment in turn.
  private static ClientProcess start(Language language, List<String> arguments, String... more) {
    Map<String, String> environment = new LinkedHashMap<>(Map.of("SECRET", secret));
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    List<String> command = new ArrayList<>(language.command());
    command.addAll(arguments);
    return new ClientProcess(command, environment);
  }

  private static List<Sent> sentTo(String customer) {
    return hub.meta().sent().stream().filter(sent -> sent.to().equals(customer)).toList();
  }

  private static String writes(String customer, String text) {
    return phone.receives(
        customer, Chat.json("{\"type\":\"text\",\"text\":{\"body\":\"" + text + "\"}}"));
  }

  private static void expectWebhookAsBefore() {
    JsonNode webhook = v2("getWebhook", Map.of());
    assertThat(webhook.get("url").stringValue()).isEqualTo(OWN_URL);
    assertThat(webhook.get("retry").asInt()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void client_whoseCustomerAnswers_repliesAndExitsZero(Language language) {
    String customer = Chat.customer();
    try (ClientProcess client = start(language, customer)) {
      String template = client.await("template: hello_world is ");
      String wamid = writes(customer, "Is the \\\"blue\\\" one\\nback? 🪁");

      assertThat(client.exitCode()).as(client.lines().toString()).isZero();
      assertThat(client.lines()).hasSize(5);
      assertThat(client.lines().getFirst()).startsWith("webhook: http://127.0.0.1:");
      assertThat(client.lines().subList(2, 4))
          .containsExactly("message: text Is the \"blue\" one", "back? 🪁");
      List<Sent> sent = sentTo(customer);
      assertThat(sent).hasSize(2);
      JsonNode first = sent.getFirst().body();
      assertThat(first.at("/template/name").stringValue()).isEqualTo("hello_world");
      assertThat(first.get("biz_opaque_callback_data").stringValue()).isEqualTo(template);
      JsonNode reply = sent.getLast().body();
      assertThat(reply.at("/text/body").stringValue())
          .isEqualTo("Thank you, we have got your message.");
      assertThat(reply.at("/context/message_id").stringValue()).isEqualTo(wamid);
      assertThat(client.lines().getLast())
          .isEqualTo("reply: " + reply.get("biz_opaque_callback_data").stringValue());
      expectWebhookAsBefore();
    }
  }

  @ParameterizedTest
  @EnumSource
  void webhook_thatTheHubHasNotSignedNow_isRefused(Language language) throws Exception {
    String customer = Chat.customer();
    try (ClientProcess client = start(language, customer)) {
      URI url = URI.create(client.await("webhook: "));
      client.await("template: ");
      String forged = "{\"hook\":\"new\",\"from\":\"" + customer + "\",\"unique\":\"A\"}";
      long now = Instant.now().getEpochSecond();
      assertThat(deliver(url, forged, signed(now, forged, "another"))).isEqualTo(401);
      assertThat(deliver(url, forged, signed(now - 302, forged, secret))).isEqualTo(401);
      assertThat(deliver(url, forged + " ", signed(now, forged, secret))).isEqualTo(401);
      for (String broken : List.of("", "t=", "v1=", "t=" + now, "t=x,v1=" + "0".repeat(64))) {
        assertThat(deliver(url, forged, broken)).as(broken).isEqualTo(401);
      }
      String large = "x".repeat((1 << 20) + 1);
      assertThat(deliver(url, large, signed(now, large, secret))).isEqualTo(413);
      // Of somebody else; and what comes again is done once.
      String other = forged.replace(customer, Chat.customer());
      assertThat(deliver(url, other, signed(now, other, secret))).isEqualTo(200);
      assertThat(deliver(url, other, signed(now, other, secret))).isEqualTo(200);
      assertThat(sentTo(customer)).hasSize(1);

      writes(customer, "Hello");
      assertThat(client.exitCode()).as(client.lines().toString()).isZero();
      assertThat(client.lines())
          .filteredOn("refused: a webhook that the hub has not signed"::equals)
          .hasSize(8);
      assertThat(client.lines()).contains("message: text Hello");
      assertThat(sentTo(customer)).hasSize(2);
    }
  }

  private static int deliver(URI url, String body, String signature)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("X-Wabahub-Id", "try-1")
            .header("X-Wabahub-Signature", signature)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private static String signed(long at, String body, String key) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] code = mac.doFinal((at + "." + body).getBytes(StandardCharsets.UTF_8));
    return "t=" + at + ",v1=" + HexFormat.of().formatHex(code);
  }

  @ParameterizedTest
  @EnumSource
  void client_whoseTemplateFails_saysMetasErrorAndExitsOne(Language language) {
    String customer = Chat.customer();
    try (ClientProcess client = start(language, customer)) {
      client.await("template: ");
      phone.tells(sentTo(customer).getFirst().wamid(), "failed", 131026);

      assertThat(client.exitCode()).isEqualTo(1);
      assertThat(client.lines().getLast())
          .startsWith("failed: the template did not arrive: ")
          .contains("131026");
      expectWebhookAsBefore();
    }
  }

  @ParameterizedTest
  @EnumSource
  void client_whomNobodyAnswers_exitsOne(Language language) {
    try (ClientProcess client = start(language, Chat.customer(), "WAIT_SECONDS", "1")) {
      assertThat(client.exitCode()).isEqualTo(1);
      assertThat(client.lines().getLast()).isEqualTo("failed: nothing came within 1 seconds");
      expectWebhookAsBefore();
    }
  }

  @ParameterizedTest
  @EnumSource
  void client_thatIsRefused_saysTheReasonAndExitsOne(Language language) {
    String customer = Chat.customer();
    List<String> wrong = List.of(hub.uri("").toString(), "wrong", WHATSAPP, customer);
    try (ClientProcess client = start(language, wrong)) {
      assertThat(client.exitCode()).isEqualTo(1);
      assertThat(client.lines()).containsExactly("failed: getWebhook: reason 3");
    }
    try (ClientProcess client = start(language, customer, "TEMPLATE", "missing")) {
      assertThat(client.exitCode()).isEqualTo(1);
      assertThat(client.lines()).hasSize(2).contains("failed: sendTemplate: reason 5");
      expectWebhookAsBefore();
    }
    assertThat(sentTo(customer)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void client_withoutASetting_namesItAndExitsTwo(Language language) {
    try (ClientProcess client = start(language, List.of("http://127.0.0.1:9", "k"))) {
      assertThat(client.exitCode()).isEqualTo(2);
      assertThat(client.lines()).containsExactly("NUMBER is missing.");
    }
    try (ClientProcess client = start(language, Chat.customer(), "PORT", "x")) {
      assertThat(client.exitCode()).isEqualTo(2);
      assertThat(client.lines()).containsExactly("PORT is not a number: x");
    }
  }
}
