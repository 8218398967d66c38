package wabahub.onboarding;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/// The texts of the page of a link: one file a language, each with the same keys.
final class Words {
  private static final Map<Language, Map<String, String>> ALL = new EnumMap<>(Language.class);

  static {
    for (Language language : Language.values()) {
      ALL.put(language, load(language));
    }
  }

  private Words() {}

  /// By key.
  static Map<String, String> in(Language language) {
    return ALL.getOrDefault(language, Map.of());
  }

  /// What somebody who owns a business is told of a problem, and can do about it.
  static String of(Language language, Link.Trouble trouble) {
    return in(language).getOrDefault(Advice.of(trouble.problem()).key(), "");
  }

  private static Map<String, String> load(Language language) {
    String file = "/words/onboard_" + language.code() + ".properties";
    Properties texts = new Properties();
    try (InputStream in = Words.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no file " + file);
      }
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts.stringPropertyNames().stream()
        .collect(Collectors.toUnmodifiableMap(key -> key, texts::getProperty));
  }
}
