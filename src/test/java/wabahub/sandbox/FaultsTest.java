package wabahub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wabahub.sandbox.Bench.Reply;
import wabahub.sandbox.Fault.Kind;

/// Faults of every kind, each on a call that would change something.
final class FaultsTest {
  private final Bench meta = Bench.techProvider();
  private final SignUp client = meta.sandbox.signUp(Wanted.of("Olive Tree"));
  private final String token = meta.token(client);

  @AfterEach
  void close() {
    meta.close();
  }

  private Reply subscribe() {
    return meta.post(client.wabaId() + "/subscribed_apps", token, Map.of());
  }

  private boolean isSubscribed() {
    return !meta.get(client.wabaId() + "/subscribed_apps", token).json().get("data").isEmpty();
  }

  private void subscribeWithin(Duration timeout) throws IOException {
    String url = meta.sandbox.url() + "/v25.0/" + client.wabaId() + "/subscribed_apps";
    Bench.send("POST", url, token, Map.of(), timeout);
  }

  /// Sends it and nothing else: Java's client sends a GET once more when the connection is dropped.
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", meta.sandbox.url().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "190, 401",
    "0, 401",
    "10, 403",
    "200, 403",
    "299, 403",
    "3, 500",
    "2, 503",
    "131000, 500",
    "4, 400",
    "80007, 400",
    "133016, 400",
    "131031, 403",
    "132001, 404",
    "131057, 500"
  })
  void error_hasTheStatusThatMetaDocuments(int code, int status) {
    meta.sandbox.fault(Fault.error("subscribe", code));

    assertThat(subscribe().error()).isEqualTo(status + " " + code + "/0");
    assertThat(isSubscribed()).isFalse();
    assertThat(subscribe().status()).isEqualTo(200);
  }

  @Test
  void error_withStatusAndHeaders_hasThem() {
    meta.sandbox.fault(
        Fault.error("subscribe", 4)
            .status(429)
            .header("Retry-After", "7")
            .header("X-App-Usage", "{\"call_count\":100}"));

    Reply reply = subscribe();

    assertThat(reply.error()).isEqualTo("429 4/0");
    assertThat(reply.json().at("/error/is_transient").booleanValue()).isTrue();
    assertThat(reply.raw().headers().firstValue("Retry-After")).hasValue("7");
    assertThat(reply.raw().headers().firstValue("X-App-Usage")).hasValue("{\"call_count\":100}");
  }

  @Test
  void drop_leavesNothingDone() {
    meta.sandbox.fault(Fault.of("subscribe", Kind.DROP));

    assertThatThrownBy(() -> subscribeWithin(Duration.ofSeconds(10)))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(HttpTimeoutException.class);
    assertThat(isSubscribed()).isFalse();
  }

  @Test
  void dropAfter_hasDoneIt() {
    meta.sandbox.fault(Fault.of("subscribe", Kind.DROP_AFTER));

    assertThatThrownBy(() -> subscribeWithin(Duration.ofSeconds(10)))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(HttpTimeoutException.class);
    assertThat(isSubscribed()).isTrue();
  }

  @Test
  void dropAfter_ofTheExchange_usesTheCodeUp() throws IOException {
    SignUp other = meta.sandbox.signUp(Wanted.of("Other"));
    meta.sandbox.fault(Fault.of("exchange", Kind.DROP_AFTER));

    assertThat(raw("GET " + meta.exchangePath(other.code()) + " HTTP/1.1\r\nHost: meta\r\n\r\n"))
        .isEmpty();

    assertThat(meta.exchange(other.code()).error()).isEqualTo("400 100/36009");
  }

  @Test
  void timeout_doesNotAnswer() {
    meta.sandbox.fault(Fault.of("subscribe", Kind.TIMEOUT));

    assertThatThrownBy(() -> subscribeWithin(Duration.ofMillis(300)))
        .isInstanceOf(HttpTimeoutException.class);
    assertThat(isSubscribed()).isFalse();
  }

  @Test
  void slow_answersLate() {
    meta.sandbox.fault(Fault.of("subscribe", Kind.SLOW).ms(300));
    long start = System.nanoTime();

    assertThat(subscribe().status()).isEqualTo(200);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(299));
    meta.sandbox.fault(Fault.of("waba", Kind.SLOW).ms(1));
    assertThat(meta.get(client.wabaId(), "nonsense").error()).isEqualTo("401 190/0");
  }

  @ParameterizedTest
  @CsvSource({"HTML, <!DOCTYPE html>", "TRUNCATED, {\"success\":tr", "EMPTY, ''"})
  void garbage_hasStatus200(Kind kind, String start) {
    meta.sandbox.fault(Fault.of("subscribe", kind));

    Reply reply = subscribe();

    assertThat(reply.status()).isEqualTo(200);
    assertThat(new String(reply.raw().body(), StandardCharsets.UTF_8)).startsWith(start);
    assertThat(isSubscribed()).isFalse();
  }

  @Test
  void fault_countsAndChoosesItsNode() {
    meta.sandbox.fault(Fault.error("subscribe", 2).times(2));
    meta.sandbox.fault(Fault.error("subscribe", 131000).at("123"));
    assertThat(subscribe().status()).isEqualTo(503);
    assertThat(subscribe().status()).isEqualTo(503);
    assertThat(subscribe().status()).isEqualTo(200);
  }

  @Test
  void fault_withoutEnd_endsWhenCleared() {
    meta.sandbox.fault(Fault.error("*", 2).times(0));
    for (int i = 0; i < 5; i++) {
      assertThat(subscribe().status()).isEqualTo(503);
    }

    meta.sandbox.clearFaults();

    assertThat(subscribe().status()).isEqualTo(200);
  }

  @Test
  void calls_areLoggedWithTheirOutcome() {
    meta.sandbox.fault(Fault.of("register", Kind.DROP));
    meta.sandbox.fault(Fault.error("waba", 2));
    subscribe();
    meta.get(client.wabaId(), token);
    assertThatThrownBy(
            () -> meta.post(client.phoneNumberId() + "/register", token, Map.of("pin", "1")))
        .hasCauseInstanceOf(IOException.class);
    meta.get(client.phoneNumberId() + "?access_token=" + token, "");
    meta.get("1", token);

    List<Made> calls = meta.sandbox.calls();
    assertThat(calls.stream().map(call -> call.call() + " " + call.outcome()))
        .containsExactly(
            "exchange 200",
            "subscribe 200",
            "waba 503 2",
            "register drop",
            "phone 200",
            "unknown 400 100");
    assertThat(calls.get(4).path()).isEqualTo("/v25.0/" + client.phoneNumberId());
    assertThat(calls.toString()).doesNotContain(token).doesNotContain(client.code());
  }

  @Test
  void faults_outOfRange_areRefused() {
    assertThatThrownBy(() -> Fault.of("", Kind.DROP)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.of("me", Kind.SLOW).ms(60_001))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.error("me", 1).status(99))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
