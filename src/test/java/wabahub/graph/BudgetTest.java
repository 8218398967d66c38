package wabahub.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static wabahub.graph.Bench.PHONE;
import static wabahub.graph.Bench.TOKEN;
import static wabahub.graph.Bench.WABA;
import static wabahub.graph.Bench.failure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wabahub.http.Json;
import wabahub.secrets.Secret;

/// What Meta allows the app is kept: pauses, and so many calls at once.
final class BudgetTest {
  private static final String OTHER_WABA = "102290129340399";

  private final Bench bench = new Bench();
  private final Graph graph = bench.graph;
  private final Meta meta = bench.meta;

  @AfterEach
  void close() {
    bench.close();
  }

  private static String good(String id) {
    return "{\"id\":\"" + id + "\"}";
  }

  private void assertPaused(String node, Duration rest) {
    meta.seen();
    Failure failure = failure(() -> graph.waba(TOKEN, node));
    assertThat(failure).isEqualTo(new Failure.Later(0, failure.said(), Fix.SLOW_DOWN, rest));
    assertThat(meta.seen()).as("sent in a pause").isEmpty();
  }

  private void assertFree(String node) {
    meta.answer(good(node));
    assertThat(graph.waba(TOKEN, node).id()).isEqualTo(node);
  }

  @Test
  void retryAfter_isKeptForItsNodeUntilItIsOver() {
    meta.error(429, 80007, "Slow down", "Retry-After", "120");
    assertThat(failure(() -> graph.waba(TOKEN, WABA)))
        .isEqualTo(new Failure.Later(80007, "Slow down", Fix.SLOW_DOWN, Duration.ofSeconds(120)));
    assertPaused(WABA, Duration.ofSeconds(120));
    assertFree(OTHER_WABA);
    bench.advance(Duration.ofSeconds(119));
    assertPaused(WABA, Duration.ofSeconds(1));
    bench.advance(Duration.ofSeconds(1));
    assertFree(WABA);
  }

  @Test
  void retryAfter_ofAnOverload_isKept() {
    meta.answer(503, "", "Retry-After", "30");
    assertThat(((Failure.Later) failure(() -> graph.waba(TOKEN, WABA))).after())
        .isEqualTo(Duration.ofSeconds(30));
    assertPaused(WABA, Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @CsvSource({"soon, 300", "-5, 300", "999999999, 259200", "99999999999999, 300"})
  void retryAfter_ofAnyForm_isBounded(String value, int seconds) {
    meta.error(429, 80007, "Slow down", "Retry-After", value);
    assertThat(((Failure.Later) failure(() -> graph.waba(TOKEN, WABA))).after())
        .isEqualTo(Duration.ofSeconds(seconds));
    assertPaused(WABA, Duration.ofSeconds(Math.min(seconds, 86_400)));
  }

  @Test
  void retryAfter_neverShortensAnotherWait() {
    meta.error(400, 133016, "Too many", "Retry-After", "60");
    assertThat(
            ((Failure.Later) failure(() -> graph.register(TOKEN, PHONE, new Secret("123456"))))
                .after())
        .isEqualTo(Duration.ofHours(72));
    // Registering waits; the rest of the number only as long as the header says.
    assertPaused(PHONE, Duration.ofSeconds(60));
  }

  @Test
  void tooManyRegistrations_pauseNothingElse() {
    meta.error(400, 133016, "Too many");
    failure(() -> graph.register(TOKEN, PHONE, new Secret("123456")));
    assertFree(PHONE);
  }

  @Test
  void tooMany_withAVagueCode_goesByTheStatus() {
    meta.error(429, 1, "Unknown");
    assertThat(failure(() -> graph.waba(TOKEN, WABA)))
        .isEqualTo(new Failure.Later(1, "Unknown", Fix.SLOW_DOWN, Duration.ofMinutes(5)));
    assertPaused(WABA, Duration.ofMinutes(5));
  }

  @Test
  void limitOfTheApp_pausesEveryNode() {
    meta.error(400, 4, "Application request limit reached");
    failure(() -> graph.waba(TOKEN, WABA));
    assertPaused(OTHER_WABA, Duration.ofMinutes(5));
    bench.advance(Duration.ofMinutes(5));
    assertFree(OTHER_WABA);
  }

  @Test
  void exchange_isNeverHeldBack() {
    meta.error(400, 4, "Application request limit reached");
    failure(() -> graph.waba(TOKEN, WABA));
    meta.answer("{\"access_token\":\"EAAnew\"}");
    assertThat(graph.exchange(new Secret("AQ")).reveal()).isEqualTo("EAAnew");
  }

  private static String businessUsage(String waba, int percent, int minutes) {
    return """
    {"%s":[{"type":"messages","call_count":1},
           {"type":"whatsapp_business_management","call_count":%d,"total_cputime":1,"total_time":2,
            "estimated_time_to_regain_access":%d}]}\
    """
        .formatted(waba, percent, minutes)
        .replace("\n", "");
  }

  @ParameterizedTest
  @CsvSource({"90, 0, 60", "99, 0, 60", "100, 0, 300", "100, 17, 1020", "50, 17, 1020"})
  void usageOfAWaba_nearItsEnd_pausesTheWaba(int percent, int minutes, int seconds) {
    String usage = businessUsage(WABA, percent, minutes);
    meta.answer(200, good(WABA), "X-Business-Use-Case-Usage", usage);
    graph.waba(TOKEN, WABA);
    assertPaused(WABA, Duration.ofSeconds(seconds));
    assertFree(OTHER_WABA);
  }

  @Test
  void usageOfAWaba_saidOfItsNumber_pausesBoth() {
    meta.answer(200, good(PHONE), "X-Business-Use-Case-Usage", businessUsage(WABA, 100, 7));
    graph.phone(TOKEN, PHONE);
    assertPaused(WABA, Duration.ofMinutes(7));
    assertPaused(PHONE, Duration.ofMinutes(7));
    assertFree(OTHER_WABA);
  }

  @Test
  void usage_farFromItsEnd_pausesNothing() {
    meta.answer(
        200,
        good(WABA),
        "X-Business-Use-Case-Usage",
        businessUsage(WABA, 89, 0),
        "X-App-Usage",
        "{\"call_count\":28,\"total_time\":25,\"total_cputime\":89}");
    graph.waba(TOKEN, WABA);
    assertFree(WABA);
  }

  @ParameterizedTest
  @CsvSource({"call_count, 90, 60", "total_cputime, 100, 300", "total_time, 250, 300"})
  void usageOfTheApp_nearItsEnd_pausesEveryNode(String what, int percent, int seconds) {
    meta.answer(200, good(WABA), "X-App-Usage", "{\"" + what + "\":" + percent + "}");
    graph.waba(TOKEN, WABA);
    assertPaused(OTHER_WABA, Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"x", "[]", "{}", "{\"1\":5}", "{\"me\":[{\"call_count\":100}]}", "{\"1\":[null]}"})
  void usage_ofAnotherForm_isIgnored(String header) {
    meta.answer(200, good(WABA), "X-Business-Use-Case-Usage", header, "X-App-Usage", header);
    graph.waba(TOKEN, WABA);
    assertFree(WABA);
  }

  @Test
  void estimate_inAnError_saysWhen() {
    meta.error(400, 80007, "Slow down", "X-Business-Use-Case-Usage", businessUsage(WABA, 100, 9));
    assertThat(((Failure.Later) failure(() -> graph.waba(TOKEN, WABA))).after())
        .isEqualTo(Duration.ofMinutes(9));
  }

  @Test
  void pauseOfAWaba_holdsForItsNumbers() {
    meta.answer("{\"data\":[{\"id\":\"" + PHONE + "\"}]}");
    graph.phones(TOKEN, WABA);
    meta.error(400, 80007, "Slow down");
    failure(() -> graph.phone(TOKEN, PHONE));
    assertPaused(WABA, Duration.ofMinutes(5));
    assertPaused(PHONE, Duration.ofMinutes(5));
  }

  private void assertSent() {
    meta.answer("{\"messages\":[{\"id\":\"wamid.X\"}]}");
    assertThat(graph.send(TOKEN, PHONE, Json.object().put("to", "1"))).isEqualTo("wamid.X");
  }

  @Test
  void pauseOfManagement_holdsUpNoMessage() {
    meta.answer("{\"data\":[{\"id\":\"" + PHONE + "\"}]}");
    graph.phones(TOKEN, WABA);
    String business = businessUsage(WABA, 100, 9);
    String app = "{\"call_count\":100}";
    meta.answer(200, good(WABA), "X-Business-Use-Case-Usage", business, "X-App-Usage", app);
    graph.waba(TOKEN, WABA);
    assertPaused(PHONE, Duration.ofMinutes(9));
    assertSent();
  }

  @Test
  void pauseOfMessages_holdsForThemAndForManagement() {
    meta.error(400, 80007, "Slow down");
    failure(() -> graph.send(TOKEN, PHONE, Json.object().put("to", "1")));
    meta.seen();
    Failure kept = failure(() -> graph.send(TOKEN, PHONE, Json.object().put("to", "1")));
    assertThat(((Failure.Later) kept).after()).isEqualTo(Duration.ofMinutes(5));
    assertPaused(PHONE, Duration.ofMinutes(5));
    bench.advance(Duration.ofMinutes(5));
    assertSent();
  }

  @Test
  void callsAtOnce_areBounded() throws Exception {
    CountDownLatch arrived = new CountDownLatch(Budget.AT_ONCE);
    CountDownLatch go = new CountDownLatch(1);
    for (int i = 0; i < Budget.AT_ONCE; i++) {
      meta.then(exchange -> {
        arrived.countDown();
        await(go);
        byte[] body = good(WABA).getBytes();
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      });
    }
    try (Bench patient =
            new Bench(meta.url(), List.of(Bench.APP_SECRET), null, "", Duration.ofSeconds(30));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Waba>> calls = new ArrayList<>();
      for (int i = 0; i < Budget.AT_ONCE; i++) {
        calls.add(threads.submit(() -> patient.graph.waba(TOKEN, WABA)));
      }
      assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
      Failure busy = failure(() -> patient.graph.waba(TOKEN, WABA));
      assertThat(busy)
          .isEqualTo(new Failure.Later(0, busy.said(), Fix.SLOW_DOWN, Duration.ofSeconds(1)));
      assertThat(patient.metrics())
          .contains("wabahub_graph_calls_total{call=\"waba\",result=\"busy\"} 1.0");
      go.countDown();
      for (Future<Waba> call : calls) {
        assertThat(call.get(20, TimeUnit.SECONDS).id()).isEqualTo(WABA);
      }
      assertThat(meta.seen()).hasSize(Budget.AT_ONCE);
      meta.answer(good(WABA));
      assertThat(patient.graph.waba(TOKEN, WABA).id()).isEqualTo(WABA);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(25, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void metrics_sayCallResultAndTime() {
    meta.answer(good(WABA)).error(400, 133010, "No").error(400, 987654, "New").silence();
    graph.waba(TOKEN, WABA);
    failure(() -> graph.waba(TOKEN, WABA));
    failure(() -> graph.waba(TOKEN, WABA));
    assertThat(bench.metrics())
        .contains("wabahub_graph_calls_total{call=\"waba\",result=\"ok\"} 1.0")
        .contains("wabahub_graph_calls_total{call=\"waba\",result=\"133010\"} 1.0")
        .contains("wabahub_graph_calls_total{call=\"waba\",result=\"other\"} 1.0")
        .contains("wabahub_graph_call_seconds_count{call=\"waba\"} 3");
  }
}
