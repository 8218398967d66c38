package wabahub.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import wabahub.numbers.Trouble;
import wabahub.outbox.Topic;

final class WordsTest {
  private static final Pattern SAID = Pattern.compile("say\\(\"([a-z0-9_.]+)\"[,)]");
  static final List<String> LANGUAGES = Words.LANGUAGES;

  @ParameterizedTest
  @FieldSource("LANGUAGES")
  void language_any_hasEveryTextOfTheFirstAndNoOther(String language) {
    assertThat(Words.in(language).keySet()).isEqualTo(Words.in("en").keySet());
    assertThat(Words.in(language).values()).noneMatch(String::isBlank);
  }

  @ParameterizedTest
  @FieldSource("LANGUAGES")
  void text_withValues_hasTheSameOnesInEachLanguage(String language) {
    Words.in("en")
        .forEach((key, text) ->
            assertThat(holes(Words.in(language).get(key))).as(key).isEqualTo(holes(text)));
  }

  private static TreeSet<String> holes(String text) {
    TreeSet<String> holes = new TreeSet<>();
    Pattern.compile("\\{[0-9]}").matcher(text).results().forEach(hole -> holes.add(hole.group()));
    return holes;
  }

  @Test
  void template_any_saysOnlyWhatThereIs() throws IOException {
    try (Stream<Path> templates = Files.list(Path.of("src/main/jte/console"))) {
      for (Path template : templates.toList()) {
        Matcher said = SAID.matcher(Files.readString(template));
        while (said.find()) {
          assertThat(Words.in("en")).as(template.toString()).containsKey(said.group(1));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void trouble_any_isSaid_asInTheApi(Trouble trouble) {
    String code = trouble.name().toLowerCase(Locale.ROOT);
    assertThat(Words.in("en").get("trouble." + code)).isEqualTo(trouble.sentence());
    assertThat(Words.in("en").get("cure." + code)).isEqualTo(trouble.cure());
  }

  @ParameterizedTest
  @EnumSource
  void topic_any_isSaid(Topic topic) {
    assertThat(Words.in("en")).containsKey("event." + topic.word());
  }
}
