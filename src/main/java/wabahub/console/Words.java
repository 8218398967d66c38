package wabahub.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The texts of the console: one file a language, each with the same keys.
final class Words {
  /// The first one is for whoever understands none of them.
  static final List<String> LANGUAGES = List.of("en", "he");

  private static final Map<String, Map<String, String>> ALL =
      LANGUAGES.stream().collect(Collectors.toMap(Function.identity(), Words::load));

  private Words() {}

  /// By key; those of the first language when there is no such one.
  static Map<String, String> in(String language) {
    return Optional.ofNullable(ALL.get(language))
        .or(() -> Optional.ofNullable(ALL.get(LANGUAGES.getFirst())))
        .orElseThrow();
  }

  private static Map<String, String> load(String language) {
    String file = "/words/console_" + language + ".properties";
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
