package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the real process starts and stops.
final class StopTest {
  /// On a busy machine, too, and less than the 15 seconds that a request in flight would be given:
  /// nobody waits until those are over.
  private static final Duration QUICK = Duration.ofSeconds(12);

  @TempDir private Path data;
  @AutoClose private HubProcess hub;

  @Test
  void hub_stoppedWithARequestInFlight_answersItAndTakesNoMore() throws IOException {
    hub = HubProcess.serve(HubProcess.settings(data));
    byte[] body = WebhookTest.messages("1", WebhookTest.message("a", "2", 1));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port());
        BufferedReader answer =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      OutputStream request = socket.getOutputStream();
      request.write(head(body).getBytes(StandardCharsets.US_ASCII));
      // The hub asks for the body: the request is in flight.
      assertThat(answer.readLine()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(answer.readLine()).isEmpty();
      long begun = System.nanoTime();
      hub.terminate();
      awaitRefusal();

      request.write(body);

      assertThat(answer.readLine()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(hub.exitCode()).isEqualTo(143);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(QUICK);
    }
    assertThat(hub.err()).isEmpty();
  }

  private static String head(byte[] body) {
    return """
    POST /webhooks/meta HTTP/1.1\r
    Host: localhost\r
    X-Hub-Signature-256: sha256=%s\r
    Content-Length: %d\r
    Expect: 100-continue\r
    \r
    """
        .formatted(HubCalls.sign(body), body.length);
  }

  private void awaitRefusal() {
    Patience.until(
        () -> {
          try {
            new Socket(InetAddress.getLoopbackAddress(), hub.port()).close();
            return "taken";
          } catch (IOException e) {
            return "refused";
          }
        },
        "refused"::equals);
  }

  @Test
  void hub_stoppedUnderLoad_countsWhatItAcknowledged() {
    hub = HubProcess.serve(HubProcess.settings(data));
    Load load = new Load(hub);
    load.start(hub);
    load.awaitAcknowledged(200);
    long begun = System.nanoTime();
    assertThat(hub.terminate().exitCode()).isEqualTo(143);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(QUICK);
    load.finish();
    assertThat(hub.err()).isEmpty();
    assertThat(hub.out()).doesNotContain("ERROR", "WARNING", "SEVERE");

    hub = HubProcess.serve(HubProcess.settings(data));
    load.resend(hub);
    assertThat(load.figures(hub)).isEqualTo(load.expected());
  }

  @Test
  void hub_onAFolderOrPortInUse_isRefusedWithASentence() throws IOException {
    hub = HubProcess.serve(HubProcess.settings(data));

    HubProcess second = start(Map.of());
    assertThat(second.exitCode()).isEqualTo(2);
    assertThat(second.err())
        .isEqualTo("wabahub: Another hub runs on the data folder " + data + ".");

    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      HubProcess third =
          start(Map.of("WABAHUB_DATA", data.resolve("3").toString(), "WABAHUB_PORT", port));
      assertThat(third.exitCode()).isEqualTo(2);
      assertThat(third.err())
          .startsWith("wabahub: Cannot listen on 127.0.0.1:" + port + ": ")
          .hasLineCount(1);
    }
    // What was refused has taken nothing away.
    assertThat(hub.call("GET", "/readyz", Map.of(), null).status()).isEqualTo(200);
  }

  private HubProcess start(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(HubProcess.settings(data));
    settings.putAll(more);
    return HubProcess.start(settings, List.of(), "serve");
  }
}
