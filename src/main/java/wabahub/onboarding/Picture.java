package wabahub.onboarding;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// A logo, fit to be shown.
record Picture(String type, byte[] content) {
  private static final byte[] PNG = HexFormat.of().parseHex("89504e470d0a1a0a");
  private static final byte[] JPEG = HexFormat.of().parseHex("ffd8ff");

  /// Only what begins as a png or a jpeg does, whatever its host calls it.
  static Optional<Picture> of(byte[] content) {
    if (begins(content, PNG)) {
      return Optional.of(new Picture("image/png", content));
    }
    return begins(content, JPEG)
        ? Optional.of(new Picture("image/jpeg", content))
        : Optional.empty();
  }

  private static boolean begins(byte[] content, byte[] head) {
    return content.length > head.length
        && Arrays.equals(content, 0, head.length, head, 0, head.length);
  }
}
