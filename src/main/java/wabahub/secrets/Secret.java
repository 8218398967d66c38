package wabahub.secrets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/// A text that must not reach a log: it prints as dots. Equal in constant time.
public record Secret(String reveal) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /// 256 random bits as 43 characters of the URL-safe base64 alphabet.
  public static Secret random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret(String text)
        && MessageDigest.isEqual(
            reveal.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return reveal.hashCode();
  }

  @Override
  public String toString() {
    return "•••";
  }
}
