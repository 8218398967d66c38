package wabahub.sandbox;

import java.util.ArrayList;
import java.util.List;

/// Whether it is known who has a number, and the code by which that is found out. Instants are UNIX
/// seconds.
final class Verification {
  /// How many codes Meta sends within a day. Not documented; there is a limit.
  private static final int MAX_CODES = 3;

  private static final long DAY = 86_400;

  String whatsapp = "";
  boolean verified;
  long verifiedAt;
  String code = "";
  List<Long> asked = new ArrayList<>();

  /// @throws MetaError when the parameters are wrong or too many codes were asked for
  void request(Ask ask, String fresh, long now) {
    if (!List.of("SMS", "VOICE").contains(ask.need("code_method"))) {
      throw MetaError.parameter("code_method has to be SMS or VOICE.");
    }
    if (!ask.need("language").matches("[a-z]{2,3}(_[A-Z]{2})?")) {
      throw MetaError.parameter("language has to look like en_US.");
    }
    asked.removeIf(at -> at <= now - DAY);
    if (asked.size() >= MAX_CODES) {
      throw MetaError.of(
          136024,
          "Request code error",
          "Too many codes were requested for this number. Try again in a day.");
    }
    asked.add(now);
    code = fresh;
  }

  /// @throws MetaError 136025 when it is another code
  void verify(Ask ask, long now) {
    String given = ask.need("code");
    if (!given.matches("[0-9]{6}")) {
      throw MetaError.parameter("code has to be six digits.");
    }
    if (code.isEmpty() || !given.equals(code)) {
      throw MetaError.of(136025, "Verify code error", "The code could not be verified.");
    }
    verified = true;
    verifiedAt = now;
    code = "";
  }

  static MetaError already() {
    return MetaError.of(136024, "Phone number already verified", "The number is verified already.");
  }
}
