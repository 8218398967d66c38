package wabahub.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Limits of size and time, and what becomes of the connection.
final class LimitsTest {
  private static final byte[] LARGE = new byte[4_500_000];
  private static final String POST = "POST /api/x HTTP/1.1\r\nHost: a\r\n";
  private static final String TOO_LARGE = "{\"status\":\"FAIL\",\"reason\":413}";
  private static final String TIMEOUT = "{\"status\":\"FAIL\",\"reason\":408}";

  private static final Route ECHO = Door.post("/api/x", call -> Door.text(call.body(10)));
  private static final Route REFUSING =
      Door.post(
          "/api/x",
          call -> {
            throw new Refusal(Reason.SIGNATURE);
          });

  @Test
  void body_upToTheLimit_isRead() {
    try (Door door = Door.open(ECHO)) {
      assertThat(door.post("/api/x", "0123456789".getBytes(UTF_8)).body()).isEqualTo("0123456789");
      assertThat(door.post("/api/x", new byte[11]).body()).isEqualTo(TOO_LARGE);
    }
  }

  @Test
  void body_chunked_isReadUpToTheLimit() {
    try (Door door = Door.open(ECHO);
        Raw raw = door.raw()) {
      raw.say(POST + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n7\r\n0123456\r\n0\r\n\r\n");
      assertThat(raw.answer()).endsWith("abc0123456");

      raw.say(POST + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n8\r\n01234567\r\n0\r\n\r\n");
      assertThat(raw.rest()).contains("HTTP/1.1 413 ", "Connection: close").endsWith(TOO_LARGE);
    }
  }

  @Test
  void body_oneChunkWithoutEnd_isRefusedBeforeItFillsTheMemory() {
    try (Door door = Door.open(ECHO);
        Raw raw = door.raw()) {
      raw.say(POST + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n").say(new byte[200_000]);

      assertThat(raw.rest()).contains("HTTP/1.1 413 ").endsWith(TOO_LARGE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x\r\n", "-1\r\n", "1\r\nabc\r\n", "80000000\r\n", "0\r\nTrailer: a\r\n\r\n"})
  void body_chunkMalformed_isBadRequest(String chunk) {
    try (Door door = Door.open(ECHO);
        Raw raw = door.raw()) {
      raw.say(POST + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "\r\n");

      assertThat(raw.rest()).startsWith("HTTP/1.1 400 ").endsWith("\"reason\":400}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 5", "Transfer-Encoding: chunked"})
  void body_endsEarly_isBadRequest(String framing) throws Exception {
    try (Door door = Door.open(ECHO);
        Raw raw = door.raw()) {
      raw.say(POST + framing + "\r\n\r\n3\r\n");
      raw.socket.shutdownOutput();

      assertThat(raw.rest()).startsWith("HTTP/1.1 400 ").endsWith("\"reason\":400}");
    }
  }

  @Test
  void expectContinue_bodyIsWanted_isToldToContinue() {
    try (Door door = Door.open(ECHO);
        Raw raw = door.raw()) {
      raw.say(POST + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      assertThat(raw.head()).startsWith("HTTP/1.1 100 ");

      assertThat(raw.say("ok").answer()).endsWith("ok");
      assertThat(
              door.send(
                      door.request("/api/x")
                          .expectContinue(true)
                          .POST(BodyPublishers.ofString("ok")))
                  .body())
          .isEqualTo("ok");
    }
  }

  @Test
  void expectContinue_bodyIsNotWanted_isAnsweredAtOnce() {
    try (Door door = Door.open(ECHO);
        Raw raw = door.raw()) {
      raw.say(POST + "Content-Length: 4500000\r\nExpect: 100-continue\r\n\r\n");

      assertThat(raw.rest()).startsWith("HTTP/1.1 413 ").endsWith(TOO_LARGE);
      assertThat(
              door.send(
                      door.request("/api/x")
                          .expectContinue(true)
                          .POST(BodyPublishers.ofByteArray(LARGE)))
                  .body())
          .isEqualTo(TOO_LARGE);
    }
  }

  @Test
  void refusal_whileALargeBodyIsBeingSent_reachesAnHttpClient() {
    try (Door door = Door.open(REFUSING)) {
      for (int i = 0; i < 20; i++) {
        assertThat(door.post("/api/x", LARGE).statusCode()).isEqualTo(401);
        assertThat(
                door.send(
                        door.request("/api/x")
                            .POST(
                                BodyPublishers.ofInputStream(
                                    () -> new ByteArrayInputStream(LARGE))))
                    .statusCode())
            .isEqualTo(401);
      }
    }
  }

  @Test
  void refusal_whileALargeBodyIsBeingSent_reachesAClientThatReadsAfterwards() {
    try (Door door = Door.open(REFUSING)) {
      for (int i = 0; i < 20; i++) {
        try (Raw raw = door.raw()) {
          raw.say(POST + "Content-Length: " + LARGE.length + "\r\n\r\n").say(LARGE);

          assertThat(raw.rest()).startsWith("HTTP/1.1 401 ").contains("Connection: close");
        }
      }
    }
  }

  @Test
  void body_smallAndUnread_leavesTheConnectionUsable() {
    try (Door door = Door.open(Door.post("/api/x", Door.OK));
        Raw raw = door.raw()) {
      raw.say(POST + "Content-Length: 10\r\n\r\n01234");
      assertThat(raw.answer()).endsWith("ok").doesNotContain("Connection");

      raw.say("56789" + POST + "Content-Length: 0\r\n\r\n");
      assertThat(raw.answer()).endsWith("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 70000", "Transfer-Encoding: chunked"})
  void body_largeOrChunkedAndUnread_endsTheConnection(String framing) {
    try (Door door = Door.open(Door.post("/api/x", Door.OK));
        Raw raw = door.raw()) {
      raw.say(POST + framing + "\r\n\r\n5\r\nabcde\r\n");

      assertThat(raw.rest()).contains("Connection: close\r\n").endsWith("\r\n\r\nok");
    }
  }

  @Test
  void body_thatDoesNotComeInTime_isTimedOut() {
    try (Door door = Door.open(Door.SHORT, Door.LONG, 9, ECHO);
        Raw raw = door.raw()) {
      raw.say(POST + "Content-Length: 10\r\n\r\nabc");

      assertThat(raw.rest())
          .startsWith("HTTP/1.1 408 ")
          .contains("Connection: close\r\n")
          .endsWith(TIMEOUT);
    }
  }

  @Test
  void body_thatDrips_isTimedOutAllTheSame() throws InterruptedException {
    Route route = Door.post("/api/x", call -> Door.text(call.body(100_000_000)));
    try (Door door = Door.open(Door.SHORT, Door.LONG, 9, route);
        Raw raw = door.raw()) {
      raw.say(POST + "Content-Length: 100000000\r\n\r\n");
      drip(raw, "a");

      assertThat(raw.rest()).startsWith("HTTP/1.1 408 ").endsWith(TIMEOUT);
    }
  }

  @Test
  void head_thatDoesNotComeInTime_isTimedOut() {
    try (Door door = Door.open(Door.SHORT, Door.LONG, 9);
        Raw raw = door.raw()) {
      raw.say("GET /api/x HTTP/1.1\r\nHo");

      assertThat(raw.rest()).startsWith("HTTP/1.1 408 ").endsWith(TIMEOUT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET /api/", "GET /api/x HTTP/1.1\r\nX-A: ", "GET /api/x HTTP/1.0\r\nX-A: "})
  void head_thatDrips_isTimedOutAllTheSame(String start) {
    try (Door door = Door.open(Door.SHORT, Door.LONG, 9);
        Raw raw = door.raw()) {
      raw.say(start);
      drip(raw, "a");

      assertThat(raw.rest()).startsWith("HTTP/1.1 408 ").endsWith(TIMEOUT);
    }
  }

  /// A byte now and then until the answer comes. The pauses are reads that time out.
  private static void drip(Raw raw, String drop) {
    while (!raw.answerWithin(Duration.ofMillis(20))) {
      raw.say(drop);
    }
  }

  @Test
  void connection_idleTooLong_isClosedWithoutAWord() {
    try (Door door = Door.open(Door.LONG, Duration.ofSeconds(1), 9, Door.get("/x", Door.OK));
        Raw silent = door.raw();
        Raw raw = door.raw()) {
      assertThat(raw.head("GET /x HTTP/1.1", "Host: a").answer()).endsWith("ok");

      assertThat(raw.rest()).isEmpty();
      assertThat(silent.rest()).isEmpty();
    }
  }

  @Test
  void answer_thatNobodyTakes_endsTheConnection() throws InterruptedException {
    Answer large = Answer.text(200, "x".repeat(50_000_000));
    try (Door door = Door.open(Door.LONG, Duration.ofSeconds(1), 9, Door.get("/x", call -> large));
        Raw raw = door.raw()) {
      raw.head("GET /x HTTP/1.1", "Host: a");

      assertThat(door.exchange().status()).isEqualTo(200);
    }
  }

  @Test
  void connections_asManyAsAllowed_makeFurtherOnesWait() {
    try (Door door = Door.open(Door.LONG, Door.LONG, 1, Door.get("/x", Door.OK))) {
      Raw second;
      try (Raw first = door.raw()) {
        assertThat(first.head("GET /x HTTP/1.1", "Host: a").answer()).endsWith("ok");
        second = door.raw().head("GET /x HTTP/1.1", "Host: a");
        assertThat(second.answerWithin(Duration.ofMillis(100))).isFalse();
      }
      try (second) {
        assertThat(second.answer()).endsWith("ok");
      }
    }
  }
}
