package wabahub.intake;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import wabahub.secrets.Secret;

/// Meta's signature of a webhook: `X-Hub-Signature-256: sha256=` and 64 lower-case hex digits, the
/// HMAC-SHA256 of the raw body under the app secret (Meta's documentation, autumn 2026).
record Signature(byte[] hmac) {
  static final String HEADER = "X-Hub-Signature-256";
  private static final String ALGORITHM = "HmacSHA256";
  private static final Pattern FORM = Pattern.compile("sha256=[0-9a-f]{64}");

  /// Empty when there is none, several, or one of another form.
  static Optional<Signature> parse(List<String> headers) {
    if (headers.size() != 1 || !FORM.matcher(headers.getFirst()).matches()) {
      return Optional.empty();
    }
    String hex = headers.getFirst().substring("sha256=".length());
    return Optional.of(new Signature(HexFormat.of().parseHex(hex)));
  }

  /// Whether one of the secrets made it; compares in constant time.
  boolean isOf(byte[] body, List<Secret> secrets) {
    boolean good = false;
    for (Secret secret : secrets) {
      good |= MessageDigest.isEqual(hmac, sign(body, secret));
    }
    return good;
  }

  static byte[] sign(byte[] body, Secret secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
