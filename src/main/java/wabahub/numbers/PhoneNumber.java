package wabahub.numbers;

import java.util.Optional;

/// A WhatsApp number: 7 to 15 digits with the country code, no plus.
public record PhoneNumber(String digits) {
  /// Takes what people write: spaces, hyphens and one leading plus are dropped. Nothing else is
  /// judged (decision P5): libraries call valid test numbers and new ranges invalid.
  public static Optional<PhoneNumber> parse(String text) {
    String bare = text.replace(" ", "").replace("-", "");
    String digits = bare.startsWith("+") ? bare.substring(1) : bare;
    return digits.matches("[1-9][0-9]{6,14}")
        ? Optional.of(new PhoneNumber(digits))
        : Optional.empty();
  }
}
