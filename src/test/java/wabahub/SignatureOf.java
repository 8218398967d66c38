package wabahub;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;

/// The signature that a delivery should have.
final class SignatureOf {
  private SignatureOf() {}

  static String header(Receiver.Delivery delivery, JsonNode secret) {
    String at = delivery.signature().substring(2, delivery.signature().indexOf(','));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = secret.stringValue().getBytes(StandardCharsets.UTF_8);
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update((at + "." + delivery.body()).getBytes(StandardCharsets.UTF_8));
      return "t=" + at + ",v1=" + HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
