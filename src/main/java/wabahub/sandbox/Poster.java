package wabahub.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Posts webhooks as Meta does: JSON with the signature of the app's secret.
final class Poster implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final HttpClient client = HttpClient.newHttpClient();
  private final String appSecret;
  private volatile @Nullable URI target;

  Poster(@Nullable URI hub, String appSecret) {
    this.appSecret = appSecret;
    if (hub != null) {
      hub(hub);
    }
  }

  void hub(URI hub) {
    target = hub.resolve("/webhooks/meta");
  }

  /// Returns when the hub has acknowledged it; false when there is no hub.
  ///
  /// @throws IllegalStateException when the hub refuses
  boolean post(byte[] body) {
    URI hub = target;
    if (hub == null) {
      return false;
    }
    HttpRequest request =
        HttpRequest.newBuilder(hub)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("X-Hub-Signature-256", "sha256=" + sign(body))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        throw new IllegalStateException("The hub answered " + status + " to a webhook.");
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Written apart from the hub's own check: the two have to agree on Meta's documentation.
  String sign(byte[] body) {
    return hex(appSecret, body);
  }

  /// Hex HMAC-SHA256.
  static String hex(String secret, byte[] content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(content));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
