package wabahub.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static wabahub.graph.Bench.PHONE;
import static wabahub.graph.Bench.SYSTEM_TOKEN;
import static wabahub.graph.Bench.TOKEN;
import static wabahub.graph.Bench.WABA;
import static wabahub.graph.Bench.failure;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import wabahub.secrets.Secret;

/// What each of Meta's errors means to the hub.
final class MetaErrorTest {
  private static final Secret PIN = new Secret("123456");

  private final Bench bench = new Bench();
  private final Meta meta = bench.meta;

  @AfterEach
  void close() {
    bench.close();
  }

  private Failure registering() {
    return failure(() -> bench.graph.register(TOKEN, PHONE, PIN));
  }

  @ParameterizedTest
  @CsvSource({
    "401, 0, SIGN_IN_AGAIN",
    "401, 190, SIGN_IN_AGAIN",
  })
  void error_ofTheToken_isToSignInAgain(int status, int code, Fix fix) {
    meta.error(status, code, "No");
    assertThat(registering()).isEqualTo(new Failure.SignInAgain(code, "No", fix));
  }

  @ParameterizedTest
  @CsvSource({
    "400, 1, WAIT, 5",
    "503, 2, WAIT, 5",
    "500, 131000, WAIT, 5",
    "500, 131016, WAIT, 5",
    "503, 133004, WAIT, 5",
    "400, 4, SLOW_DOWN, 300",
    "400, 17, SLOW_DOWN, 300",
    "400, 32, SLOW_DOWN, 300",
    "400, 613, SLOW_DOWN, 300",
    "400, 80007, SLOW_DOWN, 300",
    "500, 131057, MAINTENANCE, 300",
    "400, 2494100, MAINTENANCE, 300",
    "500, 133000, DEREGISTER_AGAIN, 60",
    "400, 133008, PIN_WAIT, 3600",
    "400, 133009, PIN_WAIT, 3600",
    "400, 133015, JUST_DELETED, 300",
    "400, 133016, TOO_MANY_REGISTRATIONS, 259200",
    "500, 999001, WAIT, 5",
    "503, 999001, WAIT, 5",
    "200, 999001, WAIT, 5",
    "429, 999001, SLOW_DOWN, 300",
  })
  void error_thatPasses_isLater(int status, int code, Fix fix, int seconds) {
    meta.error(status, code, "No");
    assertThat(registering())
        .isEqualTo(new Failure.Later(code, "No", fix, Duration.ofSeconds(seconds)));
    assertThat(meta.seen()).as("tries").hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "400, 101, APP_SECRET",
    "500, 3, APP_CAPABILITY",
    "403, 10, GRANT",
    "403, 200, GRANT",
    "403, 250, GRANT",
    "403, 299, GRANT",
    "403, 131005, GRANT",
    "400, 33, NOT_FOUND",
    "400, 100, REFUSED",
    "400, 131008, REFUSED",
    "400, 131009, REFUSED",
    "403, 131031, ACCOUNT_LOCKED",
    "403, 368, ACCOUNT_LOCKED",
    "403, 130497, COUNTRY_RESTRICTED",
    "400, 131042, PAYMENT",
    "400, 134011, ACCEPT_TERMS",
    "400, 133005, PIN_WRONG",
    "400, 133006, VERIFY_FIRST",
    "400, 133010, NOT_REGISTERED",
    "500, 131045, NOT_REGISTERED",
    "400, 136024, ALREADY_VERIFIED",
    "400, 136025, CODE_WRONG",
    "400, 2593107, SYNC_ASKED",
    "400, 2593108, SYNC_TOO_LATE",
    "400, 2593109, HISTORY_DECLINED",
    "400, 2388001, MOVE_REFUSED",
    "400, 2388012, MOVE_REFUSED",
    "400, 2388091, MOVE_REFUSED",
    "400, 2388093, MOVE_REFUSED",
    "400, 2388103, MOVE_REFUSED",
    "400, 999001, REFUSED",
    "404, 300, REFUSED",
  })
  void error_thatStays_isFinal(int status, int code, Fix fix) {
    meta.error(status, code, "No");
    assertThat(registering()).isEqualTo(new Failure.Final(code, "No", fix));
    assertThat(meta.seen()).as("tries").hasSize(1);
  }

  private Failure errorIn(Runnable call, String error) {
    meta.answer(400, "{\"error\":{" + error + "}}");
    return failure(call);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"code\":100,\"error_subcode\":36007,\"message\":\"x\"",
        "\"code\":100,\"error_subcode\":36009,\"message\":\"x\"",
        "\"code\":100,\"message\":\"This authorization code has been used.\"",
        "\"code\":100,\"message\":\"Invalid verification code format.\""
      })
  void exchange_codeExpiredOrUsed_isToSignInAgain(String error) {
    assertThat(errorIn(() -> bench.graph.exchange(new Secret("AQ")), error))
        .isInstanceOf(Failure.SignInAgain.class)
        .extracting(Failure::fix)
        .isEqualTo(Fix.SIGN_IN_AGAIN);
  }

  @Test
  void exchange_otherParameterWrong_isFinal() {
    String error =
        "\"code\":100,\"error_subcode\":36008,\"message\":\"Error validating verification code.\"";
    assertThat(errorIn(() -> bench.graph.exchange(new Secret("AQ")), error))
        .isInstanceOf(Failure.Final.class);
    assertThat(errorIn(() -> bench.graph.exchange(new Secret("AQ")), "\"code\":100"))
        .isEqualTo(new Failure.Final(100, "", Fix.REFUSED));
  }

  @Test
  void error_ofAMissingNode_isNotFound() {
    Runnable read = () -> bench.graph.waba(TOKEN, WABA);
    assertThat(errorIn(read, "\"code\":100,\"error_subcode\":33,\"message\":\"x\"").fix())
        .isEqualTo(Fix.NOT_FOUND);
    assertThat(errorIn(read, "\"code\":100,\"message\":\"Object does not exist\"").fix())
        .isEqualTo(Fix.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 190, 10, 200})
  void error_ofTheSystemUser_isTheOperators(int code) {
    meta.error(403, code, "No");
    assertThat(failure(() -> bench.graph.addNumber("1")))
        .isEqualTo(new Failure.Final(code, "No", Fix.SYSTEM_USER));
    meta.error(403, code, "No");
    assertThat(failure(() -> bench.graph.waba(SYSTEM_TOKEN, WABA)).fix())
        .isEqualTo(Fix.SYSTEM_USER);
  }

  @Test
  void pinGuesses_detailsWithATime_waitThatLong() {
    String details = "\"error_data\":{\"details\":\"Try again in 3 Hours, 5 minutes\"}";
    assertThat(
            errorIn(
                () -> bench.graph.register(TOKEN, PHONE, PIN),
                "\"code\":133008,\"message\":\"Too many\"," + details))
        .isEqualTo(
            new Failure.Later(
                133008,
                "Too many: Try again in 3 Hours, 5 minutes",
                Fix.PIN_WAIT,
                Duration.ofHours(3)));
  }

  @ParameterizedTest
  @CsvSource({
    "40 seconds, 40",
    "an hour, 3600",
    "in a day, 86400",
    "1 minute, 60",
    "2 days, 172800",
    "90 days, 259200",
    "soon, 3600"
  })
  void pinGuesses_time_isRead(String details, int seconds) {
    Failure failure =
        errorIn(
            () -> bench.graph.register(TOKEN, PHONE, PIN),
            "\"code\":133009,\"error_data\":{\"details\":\"" + details + "\"}");
    assertThat(((Failure.Later) failure).after()).isEqualTo(Duration.ofSeconds(seconds));
  }

  private static final String TRANSIENT =
      "{\"error\":{\"message\":\"Later\",\"code\":%d,\"is_transient\":true}}";

  @Test
  void transientError_ofACallThatMayBeRepeated_isTriedOnceMore() {
    meta.answer(500, TRANSIENT.formatted(2)).answer("{\"success\":true}");
    bench.graph.subscribe(TOKEN, WABA);
    assertThat(meta.seen()).hasSize(2);
    meta.answer(500, TRANSIENT.formatted(2)).answer(400, TRANSIENT.formatted(999001));
    assertThat(failure(() -> bench.graph.subscribe(TOKEN, WABA)))
        .isEqualTo(new Failure.Later(999001, "Later", Fix.WAIT, Duration.ofSeconds(5)));
    assertThat(meta.seen()).hasSize(2);
  }

  @Test
  void transientError_ofACallThatMayNotBeRepeated_isLater() {
    meta.answer(500, TRANSIENT.formatted(2));
    assertThat(registering()).isInstanceOf(Failure.Later.class);
    assertThat(meta.seen()).hasSize(1);
  }

  @Test
  void transientError_ofTooManyCalls_isNotTriedAgain() {
    meta.answer(400, TRANSIENT.formatted(80007));
    assertThat(failure(() -> bench.graph.subscribe(TOKEN, WABA)).fix()).isEqualTo(Fix.SLOW_DOWN);
    assertThat(meta.seen()).hasSize(1);
  }

  @Test
  void tooManyCodes_underTheCodeOfAVerifiedNumber_isLater() {
    String error =
        "\"code\":136024,\"message\":\"Request code error\","
            + "\"error_data\":{\"details\":\"Too many codes. Try again in a day.\"}";
    Failure later =
        new Failure.Later(
            136024,
            "Request code error: Too many codes. Try again in a day.",
            Fix.CODE_WAIT,
            Duration.ofDays(1));
    assertThat(errorIn(() -> bench.graph.requestCode("77", CodeMethod.SMS, "en_US"), error))
        .isEqualTo(later);
    assertThat(errorIn(() -> bench.graph.verifyCode("77", "123456"), error)).isEqualTo(later);
  }

  @Test
  void parameter_withAnExactSubcode_goesByThat() {
    Runnable call = () -> bench.graph.addNumber("1");
    assertThat(errorIn(call, "\"code\":100,\"error_subcode\":2388012").fix())
        .isEqualTo(Fix.MOVE_REFUSED);
    assertThat(errorIn(call, "\"code\":100,\"error_subcode\":190").fix()).isEqualTo(Fix.REFUSED);
  }

  @Test
  void transientError_thatSaysWhenToComeBack_isNotTriedAtOnce() {
    meta.answer(503, TRANSIENT.formatted(2), "Retry-After", "20");
    assertThat(failure(() -> bench.graph.subscribe(TOKEN, WABA)))
        .isEqualTo(new Failure.Later(2, "Later", Fix.WAIT, Duration.ofSeconds(20)));
    assertThat(meta.seen()).hasSize(1);
  }

  @Test
  void error_withoutACode_goesByItsStatus() {
    meta.answer(500, "{\"error\":{\"message\":\"x\"}}");
    assertThat(registering()).isEqualTo(new Failure.Later(0, "x", Fix.WAIT, Duration.ofSeconds(5)));
    meta.answer(400, "{\"error\":{\"message\":\"x\",\"code\":\"many\"}}");
    assertThat(registering()).isEqualTo(new Failure.Final(0, "x", Fix.REFUSED));
  }

  @Test
  void words_ofTheUser_areTakenWhenThereAreNoDetails() {
    assertThat(
            errorIn(
                    () -> bench.graph.register(TOKEN, PHONE, PIN),
                    "\"code\":100,\"message\":\"A\",\"error_user_msg\":\"B\\u0000\\nC\"")
                .said())
        .isEqualTo("A: B C");
  }

  @Test
  void words_ofAnyLength_areBounded() {
    meta.error(400, 100, "😀 ".repeat(1_000));
    assertThat(registering().said()).hasSizeLessThanOrEqualTo(Words.MAX_CHARS).endsWith("…");
  }

  @ParameterizedTest
  @EnumSource(MetaError.class)
  void row_comesFirstForItsCodes(MetaError row) {
    assertThat(row.codes().stream().map(MetaError::of)).allMatch(row::equals);
    Set<MetaError> byOtherMeans =
        EnumSet.of(MetaError.CODES, MetaError.UNKNOWN, MetaError.UNKNOWN_PASSING);
    assertThat(row.codes().isEmpty()).isEqualTo(byOtherMeans.contains(row));
  }

  @Test
  void fix_isUsedAndSaysWhatToDo() {
    Set<Fix> ofTheTable =
        Stream.of(MetaError.values()).map(MetaError::fix).collect(Collectors.toSet());
    Set<Fix> others =
        EnumSet.of(
            Fix.UNREACHABLE, Fix.SYSTEM_USER, Fix.NO_CREDIT_LINE, Fix.NOT_A_SOLUTION_PARTNER);
    for (Fix fix : Fix.values()) {
      assertThat(ofTheTable.contains(fix) != others.contains(fix)).as(fix.name()).isTrue();
      assertThat(fix.sentence()).hasSizeBetween(30, 250).endsWith(".").doesNotContain("  ");
    }
  }
}
