package wabahub.secrets;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA256 under a secret text. A few that are set up are kept: to set one up takes as long as
/// to sign a webhook.
public final class Signer {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEPT = 16;

  private final SecretKeySpec key;
  private final Queue<Mac> ready = new ArrayBlockingQueue<>(KEPT);

  public Signer(Secret secret) {
    key = new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /// The 32 bytes for these parts, one after the other.
  public byte[] sign(byte[]... parts) {
    Mac mac = ready.poll();
    if (mac == null) {
      mac = mac();
    }
    for (byte[] part : parts) {
      mac.update(part);
    }
    byte[] signature = mac.doFinal();
    ready.offer(mac);
    return signature;
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
