package wabahub.messages;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Languages of templates: nine have a number, every other one Meta's own code.
final class Languages {
  /// By number, from 1 on.
  private static final List<String> CODES =
      List.of("he", "en", "ar", "ru", "es", "zh_CN", "hi", "th", "fr");

  private Languages() {}

  /// Meta's code of a number or a code; empty when it is neither.
  static Optional<String> code(String given) {
    String text = given.strip();
    if (text.matches("[1-9]")) {
      return Optional.of(CODES.get(Integer.parseInt(text) - 1));
    }
    return text.matches("[a-z]{2,3}(_[A-Za-z]{2,4})?") ? Optional.of(text) : Optional.empty();
  }

  /// In English, for people.
  static String name(String code) {
    String name = Locale.forLanguageTag(code.replace('_', '-')).getDisplayName(Locale.ENGLISH);
    return name.isEmpty() ? code : name;
  }
}
