package wabahub.outbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import wabahub.secrets.Secret;

/// The header by which a receiver knows that a delivery comes from this hub.
final class Signatures {
  private static final String HMAC = "HmacSHA256";

  private Signatures() {}

  /// `t=<UNIX seconds>,v1=<hex>`, with one `v1` a secret: HMAC-SHA256 of the seconds, a full stop
  /// and the body.
  static String header(long at, byte[] body, List<Secret> secrets) {
    StringBuilder header = new StringBuilder("t=" + at);
    for (Secret secret : secrets) {
      header.append(",v1=").append(sign(at, body, secret));
    }
    return header.toString();
  }

  private static String sign(long at, byte[] body, Secret secret) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), HMAC));
      mac.update((at + ".").getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
