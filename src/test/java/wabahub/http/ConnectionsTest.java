package wabahub.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionsTest {
  private static final String GET = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

  @Test
  void connection_severalRequests_areAnsweredOnIt() {
    try (Door door = Door.open(Door.get("/x", Door.OK));
        Raw raw = door.raw()) {
      for (int i = 0; i < 5; i++) {
        assertThat(raw.say(GET).answer()).endsWith("ok");
      }
    }
  }

  @Test
  void connection_requestsSentTogether_areAnsweredInOrder() {
    try (Door door = Door.open(Door.post("/{x}", call -> Door.text(call.body(1000))));
        Raw raw = door.raw()) {
      String post = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n";
      raw.say(post + "a" + post + "b" + GET + post + "c" + post.substring(0, 20));

      assertThat(raw.answer()).endsWith("\r\n\r\na");
      assertThat(raw.answer()).endsWith("\r\n\r\nb");
      assertThat(raw.answer()).startsWith("HTTP/1.1 405 ");
      assertThat(raw.answer()).endsWith("\r\n\r\nc");
      assertThat(raw.say(post.substring(20) + "d").answer()).endsWith("\r\n\r\nd");
    }
  }

  @Test
  void connection_requestInSmallPieces_isAnswered() {
    try (Door door = Door.open(Door.get("/x", Door.OK));
        Raw raw = door.raw()) {
      GET.chars().forEach(c -> raw.say(Character.toString(c)));

      assertThat(raw.answer()).endsWith("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "Close", "x, close"})
  void connection_clientWantsItClosed_isClosed(String header) {
    try (Door door = Door.open(Door.get("/x", Door.OK));
        Raw raw = door.raw()) {
      raw.head("GET /x HTTP/1.1", "Host: a", "Connection: " + header);

      assertThat(raw.rest()).contains("Connection: close\r\n").endsWith("ok");
    }
  }

  @Test
  void connection_ended_isSeenAtOnceByAClientThatWaitsForIt() {
    try (Door door = Door.open();
        Raw raw = door.raw()) {
      long start = System.nanoTime();
      raw.say("rubbish\r\n\r\n").rest();

      // The server goes on reading for two seconds.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /x HTTP/1.0\r\n\r\n",
        "GET /x HTTP/1.0\r\nHost: a\r\n\r\n",
        "GET /x HTTP/1.0\r\nhost: a\r\nConnection: keep-alive\r\n\r\n",
        "GET /x HTTP/1.0\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET /x HTTP/1.0\r\nX-Forwarded-Host: a\r\n\r\n"
      })
  void http10_request_isAnsweredAndTheConnectionClosed(String request) {
    try (Door door = Door.open(Door.get("/x", Door.OK));
        Raw raw = door.raw()) {
      assertThat(raw.say(request).rest())
          .startsWith("HTTP/1.1 200 ")
          .contains("Connection: close\r\n", "Content-Length: 2\r\n")
          .endsWith("ok");
    }
  }

  @Test
  void http10_requestInPiecesWithBody_isAnswered() {
    try (Door door = Door.open(Door.post("/x", call -> Door.text(call.body(10))));
        Raw raw = door.raw()) {
      "POST /x HTTP/1.0\r\nContent-Length: 4\r\n\r\nabcd"
          .chars()
          .forEach(c -> raw.say(Character.toString(c)));

      assertThat(raw.rest()).endsWith("\r\n\r\nabcd");
    }
  }

  @Test
  void close_requestInFlight_isFinishedFirst() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Route slow =
        Door.get(
            "/x",
            call -> {
              arrived.countDown();
              await(goOn);
              return Answer.text(200, "done");
            });
    try (Door door = Door.open(slow);
        Raw idle = door.raw();
        Raw raw = door.raw()) {
      int port = door.http.port();
      raw.say(GET);
      arrived.await();
      CompletableFuture<Void> closing = CompletableFuture.runAsync(door.http::close);
      assertThat(idle.rest()).isEmpty();
      assertThat(closing).isNotDone();

      goOn.countDown();
      assertThat(raw.rest()).contains("Connection: close\r\n").endsWith("done");
      closing.join();
      assertThatThrownBy(() -> new Raw(port)).hasMessageContaining("refused");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void close_twiceOrUnstarted_doesNothing() {
    Http http =
        new Http(
            new Http.Settings("127.0.0.1", 0, List.of()),
            List.of(),
            exchange -> {},
            e -> Reason.INTERNAL);
    http.close();
    http.start();
    assertThat(http.port()).isPositive();
    assertThatThrownBy(http::start).isInstanceOf(IllegalStateException.class);
    http.close();
    http.close();
  }
}
