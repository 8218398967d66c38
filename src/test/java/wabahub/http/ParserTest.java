package wabahub.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What cannot be parsed is answered in JSON as well, and the server goes on.
final class ParserTest {
  private static final String GET = "GET /api/x HTTP/1.1\r\nHost: a\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE\r\n\r\n",
        "\r\n\r\n",
        " \r\n\r\n",
        "  /x HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET\r\n\r\n",
        "GET /x\r\n\r\n",
        "GET  HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /x HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET /x HTTP/1.1 \r\nHost: a\r\n\r\n",
        "GET /x y HTTP/1.1\r\nHost: a\r\n\r\n",
        "G(T /x HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /x HTTP/1.1\nHost: a\n\n",
        "GET /x HTTP/1.1\rHost: a\r\n\r\n",
        "\u0000\u0001\u0002\u00ff\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
      })
  void requestLine_malformed_isAProblem(String request) {
    try (Door door = Door.open(Door.get("/x", Door.OK));
        Raw raw = door.raw()) {
      assertThat(raw.say(request).rest())
          .startsWith("HTTP/1.1 400 ")
          .contains("\r\nConnection: close\r\n", "\r\nContent-Type: application/problem+json;")
          .endsWith("\"detail\":\"The request is not well-formed.\"}");
      assertThat(door.get("/x").body()).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/x HTTP/1.1\r\n\r\n",
        "GET /api/x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /api/x HTTP/1.1\r\nHost: a b\r\n\r\n",
        GET + "no colon\r\n\r\n",
        GET + "a b: c\r\n\r\n",
        GET + "a: \u0001\r\n\r\n",
        GET + "a: b\nc: d\r\n\r\n",
        GET + "Content-Length: x\r\n\r\n",
        GET + "Content-Length: -1\r\n\r\n",
        GET + "Content-Length: 99999999999999999999\r\n\r\n",
        GET + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
        GET + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        GET + "Transfer-Encoding: gzip\r\n\r\n",
        GET + "Transfer-Encoding: gzip, chunked\r\n\r\n",
        GET + "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n",
        "GET /api/x HTTP/1.7\r\nHost: a\r\n\r\n",
        "GET /api/x\r\n\r\n"
      })
  void head_malformed_isAnsweredInTheFaceOfItsPath(String request) {
    try (Door door = Door.open(Door.get("/api/x", Door.OK));
        Raw raw = door.raw()) {
      assertThat(raw.say(request).rest())
          .startsWith("HTTP/1.1 400 ")
          .contains("\r\nContent-Type: application/json; charset=utf-8\r\n")
          .endsWith("{\"status\":\"FAIL\",\"reason\":400}");
      assertThat(door.get("/api/x").body()).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @CsvSource({"8000, 404", "8200, 414", "3000000, 414"})
  void requestLine_tooLong_is414(int length, int status) {
    try (Door door = Door.open();
        Raw raw = door.raw()) {
      raw.head("GET /api/" + "x".repeat(length) + " HTTP/1.1", "Host: a", "Connection: close");

      assertThat(raw.rest())
          .startsWith("HTTP/1.1 " + status + " ")
          .endsWith("{\"status\":\"FAIL\",\"reason\":" + status + "}");
    }
  }

  @ParameterizedTest
  @CsvSource({"16000, 404", "26000, 431", "3000000, 431"})
  void header_tooLarge_is431(int length, int status) {
    try (Door door = Door.open();
        Raw raw = door.raw()) {
      raw.head("GET /api/x HTTP/1.1", "Host: a", "Connection: close", "X-A: " + "x".repeat(length));

      assertThat(raw.rest())
          .startsWith("HTTP/1.1 " + status + " ")
          .endsWith("{\"status\":\"FAIL\",\"reason\":" + status + "}");
    }
  }

  @Test
  void header_manyLines_is431() {
    try (Door door = Door.open();
        Raw raw = door.raw()) {
      raw.say(GET + "a: b\r\n".repeat(5_000) + "\r\n");

      assertThat(raw.rest()).startsWith("HTTP/1.1 431 ");
    }
  }

  @Test
  void request_thatIsNone_logsNothing() {
    assertThat(
            Log.recorded(() -> {
              try (Door door = Door.open()) {
                ask(door, "G(T /x HTTP/1.1\r\n\r\n");
                ask(door, GET + "no colon\r\n\r\n");
                ask(door, GET + "a: b\r\n".repeat(5_000) + "\r\n");
              }
            }))
        .isEmpty();
  }

  private static void ask(Door door, String request) {
    try (Raw raw = door.raw()) {
      raw.say(request).rest();
    }
  }
}
