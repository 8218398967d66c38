package wabahub;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wabahub.TestHub.Reply;

/// `POST /webhooks/meta`: all bodies together have a bound, and only what has come of them counts.
@Timeout(60)
final class WebhookRoomTest {
  private static final int LARGEST = 4 * 1024 * 1024;
  private static final int ALL = 64 * 1024 * 1024;

  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n400000\r\n";
  private static final String DECLARED = "Content-Length: 4194304\r\n\r\n";

  private static final byte[] EVENT =
      WebhookTest.messages(
          "310020030040050",
          WebhookTest.message("m", "447700900204", TestHub.START.getEpochSecond()));

  @AutoClose private static final TestHub HUB = new TestHub(Database.SQLITE);

  private final List<Socket> open = new ArrayList<>();

  @AfterEach
  void end() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    // None has left anything behind.
    Patience.until(() -> HUB.webhook(new byte[LARGEST]).status(), status -> status == 200);
  }

  /// Begins an event that nobody has signed. It is being read when this returns.
  private Socket begin(String framing) {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), HUB.port());
      open.add(socket);
      String head =
          "POST /webhooks/meta HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
              + "X-Hub-Signature-256: sha256=%s\r\n".formatted("0".repeat(64));
      int blank = framing.indexOf("\r\n\r\n") + 4;
      socket.getOutputStream().write((head + framing.substring(0, blank)).getBytes(ISO_8859_1));
      assertThat(new String(socket.getInputStream().readNBytes(25), ISO_8859_1))
          .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      socket.getOutputStream().write((framing.substring(blank) + "x").getBytes(ISO_8859_1));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CHUNKED, DECLARED})
  void bodies_thatAreOnlyAnnounced_takeNoRoom(String framing) {
    for (int i = 0; i <= ALL / LARGEST; i++) {
      begin(framing);
    }
    assertThat(HUB.webhook(EVENT).status()).isEqualTo(200);
    assertThat(HUB.webhook(new byte[LARGEST]).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {CHUNKED, DECLARED})
  void bodies_thatHaveCome_takeTheirRoom(String framing) throws IOException {
    for (int i = 0; i < ALL / LARGEST; i++) {
      begin(framing).getOutputStream().write(new byte[LARGEST - 2]);
    }
    Reply refused =
        Patience.until(() -> HUB.webhook(new byte[LARGEST]), reply -> reply.status() == 503);
    assertThat(refused.raw().headers().firstValue("Retry-After")).hasValue("2");
    assertThat(refused.json().get("type").stringValue()).isEqualTo("urn:wabahub:reason:not-ready");
  }
}
