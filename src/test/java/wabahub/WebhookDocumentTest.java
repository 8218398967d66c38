package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wabahub.Receiver.Delivery;
import wabahub.TestHub.Account;

/// The code in docs/webhooks.md does what the page says, with what a hub sends.
final class WebhookDocumentTest {
  private static final Path PAGE = Path.of("docs/webhooks.md");

  @TempDir private Path folder;

  @AutoClose private static final Receiver RECEIVER = new Receiver();
  private static TestHub hub;
  private static String secret;
  private static String oldSecret;
  private static Delivery delivery;

  /// A delivery while the secret is being changed.
  @BeforeAll
  static void deliver() {
    hub = new TestHub(Database.SQLITE, WebhookCalls.PRIVATE);
    Account account = WebhookCalls.partner(hub, RECEIVER.url());
    oldSecret = WebhookCalls.secret(hub, account);
    secret = WebhookCalls.secret(hub, account);
    WebhookCalls.add(hub, account, "447700900101", List.of("e1"));
    hub.settle();
    delivery = RECEIVER.next();
  }

  @AfterAll
  static void end() {
    hub.close();
  }

  private static String block(String language, int index) throws IOException {
    Pattern fence = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL);
    List<MatchResult> blocks = fence.matcher(Files.readString(PAGE)).results().toList();
    return blocks.get(index).group(1);
  }

  private boolean isGenuine(String header, String body, String key, Instant at) throws Exception {
    Path source = folder.resolve("WabahubSignature.java");
    Files.writeString(source, block("java", 0));
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", folder.toString(), source.toString());
    assertThat(result).isZero();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      Method method =
          loader
              .loadClass("WabahubSignature")
              .getMethod("isGenuine", String.class, byte[].class, String.class, long.class);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      return (boolean) method.invoke(null, header, bytes, key, at.getEpochSecond());
    }
  }

  @Test
  void java_tellsGenuineFromForged() throws Exception {
    String header = delivery.signature();
    String body = delivery.body();
    Instant now = TestHub.START;
    assertThat(isGenuine(header, body, secret, now)).isTrue();
    assertThat(isGenuine(header, body, oldSecret, now)).isTrue();
    assertThat(isGenuine(header, body, secret, now.plusSeconds(300))).isTrue();
    assertThat(isGenuine(header, body, secret, now.plusSeconds(301))).isFalse();
    assertThat(isGenuine(header, body + " ", secret, now)).isFalse();
    assertThat(isGenuine(header, body, "another", now)).isFalse();
    assertThat(isGenuine(header.replace("t=1", "t=2"), body, secret, now)).isFalse();
    for (String broken : List.of("", "t=", "v1=", "t=1", header.substring(header.indexOf(',')))) {
      assertThat(isGenuine(broken, body, secret, now)).isFalse();
    }
  }

  /// What a block of the page prints.
  private String bash(int block, Map<String, String> variables, String body) throws Exception {
    Files.writeString(folder.resolve("body.json"), body);
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", block("bash", block)).directory(folder.toFile());
    builder.environment().putAll(variables);
    Process process = builder.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return printed;
  }

  private static void needTools() {
    List.of("bash", "openssl", "curl").forEach(Tools::need);
  }

  @Test
  void shell_tellsGenuineFromForged() throws Exception {
    needTools();
    Map<String, String> variables = Map.of("SECRET", secret, "SIGNATURE", delivery.signature());
    assertThat(bash(0, variables, delivery.body())).isEqualTo("genuine\n");
    assertThat(bash(0, variables, delivery.body() + " ")).isEqualTo("forged\n");
    Map<String, String> old = Map.of("SECRET", oldSecret, "SIGNATURE", delivery.signature());
    assertThat(bash(0, old, delivery.body())).isEqualTo("genuine\n");
  }

  @Test
  void shell_sendsADeliveryThatIsGenuine() throws Exception {
    needTools();
    try (Receiver mine = new Receiver()) {
      bash(1, Map.of("SECRET", secret, "URL", mine.url()), "{\"event\":\"try\"}\n");
      Delivery sent = mine.next();
      assertThat(sent.id()).isEqualTo("try-1");
      assertThat(sent.body()).isEqualTo("{\"event\":\"try\"}\n");
      assertThat(isGenuine(sent.signature(), sent.body(), secret, Instant.now())).isTrue();
    }
  }
}
