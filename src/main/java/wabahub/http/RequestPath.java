package wabahub.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The path of a request: what it says, taken literally. Nothing is normalised, for what two
/// programs normalise differently is how a path passes a proxy's rule and means something else
/// behind it.
final class RequestPath {
  private RequestPath() {}

  /// The path of a request target: `/path`, or the path of `http://host/path`, which a server has
  /// to accept as well (RFC 9112, 3.2.2); any other target as it is.
  static String of(String target) {
    if (!target.startsWith("http://") && !target.startsWith("https://")) {
      return target;
    }
    int slash = target.indexOf('/', target.indexOf("//") + 2);
    return slash < 0 ? "/" : target.substring(slash);
  }

  /// The face of the interface that a path belongs to, whether or not it leads anywhere.
  static Face face(String path) {
    if (path.startsWith("/console") && !path.startsWith("/console/assets/")) {
      return Face.PAGE;
    }
    boolean envelope =
        path.startsWith("/api/") && !path.startsWith("/api/v1/") || path.startsWith("/whatsapp/");
    return envelope ? Face.ENVELOPE : Face.PROBLEM;
  }

  /// Decoded segments; a trailing slash is one more, empty one.
  ///
  /// @throws Refusal BAD_REQUEST for a bad escape, `.` and `..`, a control character, bad UTF-8
  static List<String> segments(String path) {
    if (!path.startsWith("/")) {
      throw new Refusal(Reason.BAD_REQUEST, "The path does not start with a slash.");
    }
    List<String> segments = new ArrayList<>();
    for (String raw : path.substring(1).split("/", -1)) {
      String segment = decoded(raw);
      if (segment.equals(".")
          || segment.equals("..")
          || !segment.chars().allMatch(RequestPath::isText)) {
        throw new Refusal(Reason.BAD_REQUEST, "The path is malformed.");
      }
      segments.add(segment);
    }
    return segments;
  }

  private static String decoded(String raw) {
    if (!raw.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new Refusal(
          Reason.BAD_REQUEST, "The path is not in ASCII; other characters are escaped.");
    }
    return raw.indexOf('%') < 0 ? raw : percentDecoded(raw.replace("+", "%2B"));
  }

  /// Decodes `%` escapes and `+`.
  ///
  /// @throws Refusal BAD_REQUEST for a bad escape
  static String percentDecoded(String raw) {
    try {
      return URLDecoder.decode(raw, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Reason.BAD_REQUEST, "An escape is malformed.");
    }
  }

  /// False for control characters and U+FFFD, which is what the decoder makes of bad UTF-8.
  static boolean isText(int character) {
    return !Character.isISOControl(character) && character != 0xFFFD;
  }
}
