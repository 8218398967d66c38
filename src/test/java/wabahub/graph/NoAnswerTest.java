package wabahub.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static wabahub.graph.Bench.APP_SECRET;
import static wabahub.graph.Bench.PHONE;
import static wabahub.graph.Bench.TOKEN;
import static wabahub.graph.Bench.WABA;
import static wabahub.graph.Bench.failure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wabahub.secrets.Secret;

/// No answer, or one that is not Meta's: tried again later, whatever it is.
final class NoAnswerTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Bench bench = new Bench();
  private final Meta meta = bench.meta;

  @AfterEach
  void close() {
    bench.close();
  }

  private Failure reading() {
    return failure(() -> bench.graph.waba(TOKEN, WABA));
  }

  private void assertLater(Failure failure, Fix fix, String result) {
    assertThat(failure).isEqualTo(new Failure.Later(0, failure.said(), fix, SOON));
    assertThat(bench.metrics())
        .contains("wabahub_graph_calls_total{call=\"waba\",result=\"" + result + "\"} 1.0");
    assertThat(meta.seen()).as("tries").hasSizeLessThanOrEqualTo(1);
  }

  private static void assertTimesOut(Consumer<Meta> answer) {
    Duration little = Duration.ofSeconds(3);
    try (Bench impatient = new Bench(null, List.of(APP_SECRET), null, "", little)) {
      answer.accept(impatient.meta);
      Failure failure = failure(() -> impatient.graph.waba(TOKEN, WABA));
      assertThat(failure).isEqualTo(new Failure.Later(0, failure.said(), Fix.WAIT, SOON));
      assertThat(impatient.metrics())
          .contains("wabahub_graph_calls_total{call=\"waba\",result=\"timeout\"} 1.0");
    }
  }

  @Test
  void silence_isLater() {
    assertTimesOut(Meta::silence);
  }

  @Test
  void slowDrip_isLater() {
    assertTimesOut(Meta::drip);
  }

  @Test
  void droppedConnection_isLater() {
    meta.drop();
    assertLater(reading(), Fix.WAIT, "dropped");
  }

  @Test
  void halfAnAnswer_isLater() {
    meta.then(exchange -> {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write("{\"id\":\"1\"}".getBytes());
      exchange.getResponseBody().flush();
    });
    assertLater(reading(), Fix.WAIT, "dropped");
  }

  @Test
  void nobodyThere_isLater() {
    URI closed;
    try (Bench other = new Bench()) {
      closed = other.meta.url();
    }
    try (Bench away = new Bench(closed, List.of(APP_SECRET), null, "", Writing.TIMEOUT)) {
      Failure failure = failure(() -> away.graph.waba(TOKEN, WABA));
      assertThat(failure).isEqualTo(new Failure.Later(0, failure.said(), Fix.UNREACHABLE, SOON));
    }
  }

  @Test
  void hugeAnswer_isLater() {
    meta.answer("{\"id\":\"1\",\"name\":\"" + "x".repeat(3 * 1024 * 1024) + "\"}");
    assertLater(reading(), Fix.WAIT, "unreadable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html><body>Sorry</body></html>",
        "{\"id\":\"1\"",
        "[]",
        "null",
        "\"1\"",
        "{}",
        "{\"id\":\"one\"}",
        "{\"name\":\"Lucky Shrub\"}",
        "{\"error\":\"no\"}"
      })
  void garbage_isLater(String body) {
    meta.answer(200, body);
    assertLater(reading(), Fix.WAIT, "unreadable");
  }

  @ParameterizedTest
  @CsvSource({"301", "302", "307", "400", "403", "404", "500", "502", "503"})
  void status_withoutMetasWords_isLater(int status) {
    meta.answer(status, "<html></html>", "Location", "http://127.0.0.1:1/");
    assertLater(reading(), Fix.WAIT, "unreadable");
  }

  @Test
  void tooMany_withoutMetasWords_isLater() {
    meta.answer(429, "");
    assertThat(reading())
        .isEqualTo(
            new Failure.Later(
                0, "HTTP 429 without an answer of Meta's.", Fix.SLOW_DOWN, Duration.ofMinutes(5)));
  }

  private void assertLacking(String body, Runnable call) {
    meta.answer(body);
    assertThat(failure(call)).as(body).isEqualTo(Reading.incomplete());
    meta.seen();
  }

  @Test
  void answer_withoutWhatWasPromised_isLater() {
    Graph graph = bench.graph;
    assertLacking("{\"success\":false}", () -> graph.register(TOKEN, PHONE, new Secret("123456")));
    assertLacking("{\"success\":false}", () -> graph.subscribe(TOKEN, WABA));
    assertLacking("{\"success\":{}}", () -> graph.deregister(TOKEN, PHONE));
    assertLacking("{\"token_type\":\"bearer\"}", () -> graph.exchange(new Secret("AQ")));
    assertLacking("{\"access_token\":\"\"}", () -> graph.exchange(new Secret("AQ")));
    assertLacking("{\"data\":[]}", () -> graph.debug(TOKEN));
    assertLacking("{\"data\":{}}", () -> graph.phones(TOKEN, WABA));
    assertLacking("{\"data\":[{}]}", () -> graph.phones(TOKEN, WABA));
    assertLacking("{\"success\":true}", () -> graph.sync(TOKEN, PHONE, Sync.HISTORY));
    assertLacking("{\"success\":true}", () -> graph.addNumber("1"));
  }

  @Test
  void request_hasTenSeconds() {
    assertThat(Writing.TIMEOUT).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void call_afterANoAnswer_goesOn() {
    meta.drop().answer("{\"id\":\"1\"}");
    reading();
    assertThat(bench.graph.waba(TOKEN, WABA).id()).isEqualTo("1");
  }
}
