package wabahub.outbox;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import wabahub.secrets.Secret;
import wabahub.secrets.Signer;

/// The header by which a receiver knows that a delivery comes from this hub.
final class Signatures {
  private Signatures() {}

  /// `t=<UNIX seconds>,v1=<hex>`, with one `v1` a secret: HMAC-SHA256 of the seconds, a full stop
  /// and the body.
  static String header(long at, byte[] body, List<Secret> secrets) {
    byte[] seconds = (at + ".").getBytes(StandardCharsets.US_ASCII);
    StringBuilder header = new StringBuilder("t=" + at);
    for (Secret secret : secrets) {
      byte[] hmac = new Signer(secret).sign(seconds, body);
      header.append(",v1=").append(HexFormat.of().formatHex(hmac));
    }
    return header.toString();
  }
}
