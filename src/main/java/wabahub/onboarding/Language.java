package wabahub.onboarding;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// A language of the page of a link.
enum Language {
  EN("English"),
  HE("עברית"),
  AR("العربية"),
  ES("Español"),
  PT("Português");

  private final String self;

  Language(String self) {
    this.self = self;
  }

  /// As in `<html lang>`.
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Its name in itself.
  String self() {
    return self;
  }

  String direction() {
    return this == HE || this == AR ? "rtl" : "ltr";
  }

  /// What is asked for by name, else the best for `Accept-Language`, else English.
  static Language of(Optional<String> asked, List<String> accepted) {
    return asked
        .flatMap(Language::find)
        .or(() -> accepted.stream().findFirst().flatMap(Language::best))
        .orElse(EN);
  }

  private static Optional<Language> find(String code) {
    return Stream.of(values()).filter(language -> language.code().equals(code)).findFirst();
  }

  private static Optional<Language> best(String accepted) {
    try {
      List<String> all = Stream.of(values()).map(Language::code).toList();
      return Optional.ofNullable(Locale.lookupTag(Locale.LanguageRange.parse(accepted), all))
          .flatMap(Language::find);
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
