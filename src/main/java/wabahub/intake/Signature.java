package wabahub.intake;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import wabahub.secrets.Signer;

/// Meta's signature of a webhook: `X-Hub-Signature-256: sha256=` and 64 lower-case hex digits, the
/// HMAC-SHA256 of the raw body under the app secret (Meta's documentation, autumn 2026).
record Signature(byte[] hmac) {
  static final String HEADER = "X-Hub-Signature-256";
  private static final String PREFIX = "sha256=";
  private static final int DIGITS = 64;

  /// Empty when there is none, several, or one of another form.
  static Optional<Signature> parse(List<String> headers) {
    if (headers.size() != 1 || !headers.getFirst().startsWith(PREFIX)) {
      return Optional.empty();
    }
    String hex = headers.getFirst().substring(PREFIX.length());
    return hex.length() == DIGITS && isLowerCaseHex(hex)
        ? Optional.of(new Signature(HexFormat.of().parseHex(hex)))
        : Optional.empty();
  }

  private static boolean isLowerCaseHex(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
  }

  /// Whether one of the app's secrets made it; compares in constant time.
  boolean isOf(byte[] body, List<Signer> app) {
    boolean good = false;
    for (Signer signer : app) {
      good |= MessageDigest.isEqual(hmac, signer.sign(body));
    }
    return good;
  }
}
