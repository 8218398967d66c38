package wabahub.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

final class RefusalsTest {
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "OK")
  void everyReason_asProblem_hasAStatusThatSaysSo(Reason reason) {
    Answer answer = Refusals.answer(new Refusal(reason), Face.PROBLEM);

    assertThat(answer.status()).isBetween(400, 599).isEqualTo(reason.problemStatus());
    assertThat(new String(answer.body(), UTF_8))
        .startsWith("{\"type\":\"urn:wabahub:reason:")
        .contains("\"status\":" + answer.status());
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "OK")
  void everyReason_inAnEnvelope_hasItsNumber(Reason reason) {
    Answer answer = Refusals.answer(new Refusal(reason), Face.ENVELOPE);

    assertThat(answer.status()).isEqualTo(reason.status());
    assertThat(new String(answer.body(), UTF_8))
        .isEqualTo("{\"status\":\"FAIL\",\"reason\":" + reason.number() + "}");
  }

  @ParameterizedTest
  @EnumSource(Face.class)
  void every401_hasAChallenge(Face face) {
    Arrays.stream(Reason.values())
        .map(reason -> Refusals.answer(new Refusal(reason), face))
        .forEach(answer ->
            assertThat(answer.headers().containsKey("WWW-Authenticate"))
                .isEqualTo(answer.status() == 401));
  }

  @ParameterizedTest
  @CsvSource({
    "WRONG_CREDENTIALS, 401",
    "TOKEN, 401",
    "WRONG_SCHEME, 401",
    "SUSPENDED, 403",
    "BLOCKED, 429",
    "MALFORMED, 400",
    "NUMBER, 400",
    "MONTH, 400",
    "WRONG_METHOD, 405"
  })
  void documentedReason_asProblem_hasItsOwnStatus(Reason reason, int status) {
    assertThat(reason.status()).isEqualTo(200);
    assertThat(Refusals.answer(new Refusal(reason), Face.PROBLEM).status()).isEqualTo(status);
  }
}
