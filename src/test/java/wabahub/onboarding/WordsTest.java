package wabahub.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.graph.Fix;

final class WordsTest {
  @ParameterizedTest
  @EnumSource
  void language_any_hasEveryTextOfEnglishAndNoOther(Language language) {
    assertThat(Words.in(language).keySet()).isEqualTo(Words.in(Language.EN).keySet());
    assertThat(Words.in(language).values()).noneMatch(String::isBlank);
    assertThat(Words.in(language).get("foot")).contains("{0}");
  }

  @ParameterizedTest
  @EnumSource
  void advice_any_hasAText(Advice advice) {
    assertThat(Words.in(Language.EN)).containsKey(advice.key());
  }

  @ParameterizedTest
  @EnumSource
  void problem_ofOurs_isSaidInEveryLanguage(Problem problem) {
    Link.Trouble trouble = new Link.Trouble(problem.code(), null, "");
    assertThat(said(trouble)).hasSize(Language.values().length).doesNotContain("");
  }

  @ParameterizedTest
  @EnumSource
  void problem_ofMetas_isSaidInEveryLanguage(Fix fix) {
    Link.Trouble trouble = new Link.Trouble(Problem.code(fix), 1, "Meta's words");
    assertThat(said(trouble)).hasSize(Language.values().length).doesNotContain("");
  }

  private static Set<String> said(Link.Trouble trouble) {
    return Stream.of(Language.values())
        .map(language -> Words.of(language, trouble))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
