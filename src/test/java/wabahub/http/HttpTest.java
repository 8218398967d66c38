package wabahub.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpTest {
  private static final String NOT_FOUND =
      "{\"type\":\"urn:wabahub:reason:not-found\",\"title\":\"There is nothing here.\","
          + "\"status\":404,\"detail\":\"There is nothing here.\"}";

  @Test
  void answer_json_hasItsHeadersAndNoOthers() {
    try (Door door = Door.open(Door.get("/x", call -> Answer.json(Map.of("a", 1))))) {
      HttpResponse<String> answer = door.get("/x");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"a\":1}");
      assertThat(answer.headers().map())
          .containsOnlyKeys(
              "cache-control", "content-length", "content-type", "date", "x-content-type-options")
          .containsEntry("content-type", List.of("application/json; charset=utf-8"))
          .containsEntry("content-length", List.of("7"))
          .containsEntry("cache-control", List.of("no-store"))
          .containsEntry("x-content-type-options", List.of("nosniff"));
    }
  }

  @Test
  void answer_ownHeaders_areKept() {
    try (Door door =
        Door.open(
            Door.get(
                "/x",
                call ->
                    Answer.text(201, "a")
                        .header("cache-control", "max-age=60")
                        .header("X-A", "b")))) {
      HttpResponse<String> answer = door.get("/x");

      assertThat(answer.statusCode()).isEqualTo(201);
      assertThat(answer.headers().allValues("Cache-Control")).containsExactly("max-age=60");
      assertThat(answer.headers().allValues("X-A")).containsExactly("b");
    }
  }

  @Test
  void answer_large_arrivesWhole() {
    String large = "x".repeat(3_500_000);
    try (Door door = Door.open(Door.get("/x", call -> Answer.text(200, large)))) {
      HttpResponse<String> answer = door.get("/x");

      assertThat(answer.body()).isEqualTo(large);
      assertThat(answer.headers().allValues("transfer-encoding")).isEmpty();
    }
  }

  @Test
  void answer_empty_is204WithoutBody() {
    try (Door door = Door.open(Door.get("/x", call -> Answer.empty()));
        Raw raw = door.raw()) {
      String twice = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2);

      assertThat(raw.say(twice).answer()).startsWith("HTTP/1.1 204 ").endsWith("\r\n\r\n");
      assertThat(raw.answer()).startsWith("HTTP/1.1 204 ");
    }
  }

  @Test
  void answer_headerThatWouldBreakTheHead_is500() {
    try (Door door =
        Door.open(Door.get("/api/x", call -> Answer.text(200, "a").header("X-A", "b\r\nX-C: d")))) {
      HttpResponse<String> answer = Log.silently(() -> door.get("/api/x"));

      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).isEqualTo("{\"status\":\"FAIL\",\"reason\":500}");
    }
  }

  @Test
  void head_onGetRoute_isGetWithoutBody() {
    try (Door door = Door.open(Door.get("/x", Door.OK));
        Raw raw = door.raw()) {
      raw.head("HEAD /x HTTP/1.1", "Host: a").head("GET /x HTTP/1.1", "Host: a");

      assertThat(raw.head()).contains("200", "Content-Length: 2\r\n");
      assertThat(raw.answer()).endsWith("\r\n\r\nok");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "POST", "DELETE", "OPTIONS", "TRACE", "CONNECT", "FOO"})
  void anyRoute_everyMethod_reachesTheHandler(String method) {
    try (Door door =
            Door.open(Door.any("/x", call -> Answer.empty().header("X-M", call.method())));
        Raw raw = door.raw()) {
      assertThat(raw.head(method + " /x HTTP/1.1", "Host: a").head())
          .contains("204", "X-M: " + method + "\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "OPTIONS", "TRACE", "CONNECT", "FOO"})
  void method_notOfThePath_is405WithAllow(String method) {
    try (Door door = Door.open(Door.get("/api/x", Door.OK), Door.post("/api/{y}", Door.OK));
        Raw raw = door.raw()) {
      String answer = raw.head(method + " /api/x HTTP/1.1", "Host: a").answer();

      assertThat(answer)
          .startsWith("HTTP/1.1 405 ")
          .contains("Allow: GET, HEAD, POST\r\n")
          .endsWith("{\"status\":\"FAIL\",\"reason\":405}");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, PROBLEM",
    "/nothing, PROBLEM",
    "/api, PROBLEM",
    "/api/, ENVELOPE",
    "/api/whatsapp/nothing, ENVELOPE",
    "/api/v1, ENVELOPE",
    "/api/v1/nothing, PROBLEM",
    "/known/, PROBLEM",
    "//known, PROBLEM",
    "/api/known/, ENVELOPE",
    "/api//known, ENVELOPE",
    "/api/known;a=b, ENVELOPE"
  })
  void path_unknown_isNotFoundInTheFaceOfItsPrefix(String path, Face face) {
    try (Door door = Door.open(Door.get("/known", Door.OK), Door.get("/api/known", Door.OK))) {
      HttpResponse<String> answer = door.get(path);

      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body())
          .isEqualTo(face == Face.PROBLEM ? NOT_FOUND : "{\"status\":\"FAIL\",\"reason\":404}");
      assertThat(answer.headers().firstValue("content-type"))
          .hasValue(
              face == Face.PROBLEM
                  ? "application/problem+json; charset=utf-8"
                  : "application/json; charset=utf-8");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/%",
        "/api/%4",
        "/api/%zz",
        "/api/../x",
        "/api/./x",
        "/api/%2e%2E/x",
        "/api/%00",
        "/api/\u0001",
        "/api/%0a",
        "/api/%ff",
        "/api/\u00e4",
        "/api/%c0%af"
      })
  void path_malformed_isBadRequestInTheFaceOfItsPrefix(String path) {
    try (Door door = Door.open(Door.get("/api/{x}", Door.OK));
        Raw raw = door.raw()) {
      raw.head("GET " + path + " HTTP/1.1", "Host: a").head("GET /api/x HTTP/1.1", "Host: a");

      assertThat(raw.answer())
          .startsWith("HTTP/1.1 400 ")
          .endsWith("{\"status\":\"FAIL\",\"reason\":400}");
      assertThat(raw.answer()).startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "host:443", "ftp://host/x", "x"})
  void target_thatIsNoPath_isBadRequest(String target) {
    try (Door door = Door.open();
        Raw raw = door.raw()) {
      assertThat(raw.head("GET " + target + " HTTP/1.1", "Host: a").answer())
          .startsWith("HTTP/1.1 400 ")
          .contains("urn:wabahub:reason:bad-request");
    }
  }

  @Test
  void target_absolute_isItsPath() {
    try (Door door = Door.open(Door.get("/x", Door.OK));
        Raw raw = door.raw()) {
      assertThat(raw.head("GET http://host/x HTTP/1.1", "Host: a").answer()).endsWith("ok");
    }
  }

  @Test
  void path_parameters_areDecoded() {
    try (Door door =
        Door.open(
            Door.get(
                "/a/{b}/{c}", call -> Answer.text(200, call.path("b") + "|" + call.path("c"))))) {
      assertThat(door.get("/a/%C3%A4%20+/d%2Fe").body()).isEqualTo("ä +|d/e");
    }
  }

  @Test
  void path_literal_goesBeforeParameter() {
    try (Door door =
        Door.open(
            Door.get("/a/{b}", call -> Answer.text(200, "any")),
            Door.get("/a/list", call -> Answer.text(200, "list")),
            Door.get("/{a}/list", call -> Answer.text(200, "other")))) {
      assertThat(door.get("/a/list").body()).isEqualTo("list");
      assertThat(door.get("/a/lis%74").body()).isEqualTo("list");
      assertThat(door.get("/a/b").body()).isEqualTo("any");
      assertThat(door.get("/b/list").body()).isEqualTo("other");
      assertThat(door.get("/a/%7Bb%7D").body()).isEqualTo("any");
    }
  }

  @Test
  void routes_sameMethodAndShapeTwice_areRefused() {
    assertThatThrownBy(() -> Door.open(Door.get("/a/{b}", Door.OK), Door.get("/a/{c}", Door.OK)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GET /a/{c}");
  }

  @Test
  void query_values_areDecoded() {
    try (Door door =
        Door.open(Door.get("/x", call -> Answer.text(200, call.query("a b").orElse("none"))))) {
      assertThat(door.get("/x").body()).isEqualTo("none");
      assertThat(door.get("/x?c=d").body()).isEqualTo("none");
      assertThat(door.get("/x?a+b").body()).isEmpty();
      assertThat(door.get("/x?c&a%20b=%C3%A4+%2B=&a+b=2").body()).isEqualTo("ä +=");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%zz", "a=%00", "a=%ff", "%zz=1&a=2"})
  void query_malformed_isBadRequest(String query) {
    try (Door door =
            Door.open(Door.get("/x", call -> Answer.text(200, call.query("a").orElse(""))));
        Raw raw = door.raw()) {
      assertThat(raw.head("GET /x?" + query + " HTTP/1.1", "Host: a").answer()).contains(" 400 ");
    }
  }

  @Test
  void headers_severalLines_areInOrderWhateverTheirCase() {
    try (Door door =
            Door.open(
                Door.get(
                    "/x",
                    call -> Answer.text(200, call.headers("x-a") + "" + call.headers("X-B"))));
        Raw raw = door.raw()) {
      raw.head("GET /x HTTP/1.1", "Host: a", "X-A: 1, 2", "x-a:3");

      assertThat(raw.answer()).endsWith("[1, 2, 3][]");
    }
  }

  @Test
  void address_ofTheCaller_isTheLastUntrustedOne() {
    try (Door door = Door.open(Door.get("/x", call -> Answer.text(200, call.address())))) {
      assertThat(door.get("/x").body()).isEqualTo("127.0.0.1");
      assertThat(
              door.send(
                      door.request("/x")
                          .header("X-Forwarded-For", "1.1.1.1, 2.2.2.2")
                          .header("X-Forwarded-For", "127.0.0.1"))
                  .body())
          .isEqualTo("2.2.2.2");
    }
  }

  @Test
  void body_json_isAnObject() {
    try (Door door =
        Door.open(Door.post("/api/x", call -> Answer.json(call.json(100, Reason.MALFORMED))))) {
      assertThat(door.post("/api/x", new byte[0]).body()).isEqualTo("{}");
      assertThat(door.post("/api/x", "{\"a\":1}".getBytes(UTF_8)).body()).isEqualTo("{\"a\":1}");
      assertThat(door.post("/api/x", "[]".getBytes(UTF_8)).body())
          .isEqualTo("{\"status\":\"FAIL\",\"reason\":2}");
    }
  }

  @Test
  void body_askedForTwice_isTheSame() {
    Handler twice =
        call -> {
          call.body(9);
          return Door.text(call.body(9));
        };
    try (Door door = Door.open(Door.post("/x", twice))) {
      assertThat(door.post("/x", "four".getBytes(UTF_8)).body()).isEqualTo("four");
    }
  }

  @Test
  void refusal_inAnEnvelope_saysReasonAndFields() {
    try (Door door =
        Door.open(
            Door.get(
                "/api/x",
                call -> {
                  throw new Refusal(Reason.NUMBER).with("whatsapp", "1").with("status", "OK");
                }))) {
      HttpResponse<String> answer = door.get("/api/x");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"status\":\"FAIL\",\"reason\":4,\"whatsapp\":\"1\"}");
    }
  }

  @Test
  void refusal_asProblem_hasStatusDetailAndFields() {
    try (Door door =
        Door.open(
            Door.get(
                "/x",
                call -> {
                  throw new Refusal(Reason.TOKEN, "It is over.").with("field", "a");
                }))) {
      HttpResponse<String> answer = door.get("/x");

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
      assertThat(answer.body())
          .isEqualTo(
              "{\"type\":\"urn:wabahub:reason:token\","
                  + "\"title\":\"The access token is missing, unknown or expired.\","
                  + "\"status\":401,\"detail\":\"It is over.\",\"field\":\"a\"}");
    }
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 1", "PT0.001S, 1", "PT1S, 1", "PT1.2S, 2", "PT15M, 900"})
  void refusal_retryAfter_isInSecondsRoundedUp(Duration after, String seconds) {
    try (Door door =
        Door.open(
            Door.get(
                "/api/x",
                call -> {
                  throw new Refusal(Reason.TOO_MANY).retryAfter(after);
                }))) {
      HttpResponse<String> answer = door.get("/api/x");

      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue(seconds);
    }
  }

  @Test
  void handler_throwsAnything_isAnsweredInTheFaceAndTheServerGoesOn() {
    try (Door door =
        Door.open(
            Door.get("/api/overflow", call -> overflow(0)),
            Door.get(
                "/error",
                call -> {
                  throw new AssertionError("secret");
                }),
            Door.get(
                "/api/field",
                call -> {
                  throw new Refusal(Reason.NUMBER).with("field", endless());
                }),
            Door.get("/x", Door.OK))) {
      Log.silently(() -> {
        assertThat(door.get("/api/overflow").body())
            .isEqualTo("{\"status\":\"FAIL\",\"reason\":500}");
        assertThat(door.get("/api/field").statusCode()).isEqualTo(500);
        HttpResponse<String> error = door.get("/error");
        assertThat(error.statusCode()).isEqualTo(500);
        assertThat(error.body()).contains("urn:wabahub:reason:internal").doesNotContain("secret");
        return error;
      });

      assertThat(door.get("/x").body()).isEqualTo("ok");
    }
  }

  /// Nothing that JSON could hold.
  private static List<Object> endless() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    return list;
  }

  private static Answer overflow(int depth) {
    return depth < 0 ? Answer.empty() : overflow(depth + 1).header("a", "b");
  }

  @Test
  void handler_databaseAway_isNotReady() {
    try (Door door =
        Door.open(
            Door.get(
                "/api/x",
                call -> {
                  throw new IllegalStateException(new SQLTransientConnectionException());
                }))) {
      HttpResponse<String> answer = Log.silently(() -> door.get("/api/x"));

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).isEqualTo("{\"status\":\"FAIL\",\"reason\":503}");
    }
  }

  @Test
  void observer_everyRequest_isToldWithoutItsPath() throws InterruptedException {
    try (Door door = Door.open(Door.get("/a/{b}", call -> Answer.text(202, "four")));
        Raw raw = door.raw()) {
      door.get("/a/secret?c=secret");
      assertThat(door.exchange())
          .matches(exchange -> exchange.durationNanos() > 0)
          .usingRecursiveComparison()
          .ignoringFields("durationNanos")
          .isEqualTo(new Http.Exchange("GET", "/a/{b}", 202, 1, 0, 4));

      raw.head("FOO /api/secret HTTP/1.1", "Host: a").answer();
      assertThat(door.exchange())
          .usingRecursiveComparison()
          .ignoringFields("durationNanos")
          .isEqualTo(new Http.Exchange("OTHER", "", 404, 404, 0, 30));

      raw.say("secret\r\n\r\n").answer();
      assertThat(door.exchange())
          .usingRecursiveComparison()
          .ignoringFields("durationNanos", "bytes")
          .isEqualTo(new Http.Exchange("OTHER", "", 400, 400, 0, 0));
    }
  }

  @Test
  void observer_fails_theAnswerIsGivenAllTheSame() {
    Http http =
        new Http(
            new Http.Settings("127.0.0.1", 0, List.of()),
            List.of(Door.get("/x", Door.OK)),
            exchange -> {
              throw new IllegalStateException();
            },
            e -> Reason.INTERNAL);
    List<LogRecord> records =
        Log.recorded(() -> {
          http.start();
          try (http;
              Raw raw = new Raw(http.port())) {
            String request = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
            assertThat(raw.say(request).answer()).endsWith("ok");
            assertThat(raw.say(request).answer()).endsWith("ok");
          }
        });

    assertThat(records).hasSize(2);
  }

  @Test
  void start_portTaken_saysSo() {
    try (Door door = Door.open();
        Http second =
            new Http(
                new Http.Settings("127.0.0.1", door.http.port(), List.of()),
                List.of(),
                exchange -> {},
                e -> Reason.INTERNAL)) {
      assertThatThrownBy(second::start)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("Cannot listen on 127.0.0.1:" + door.http.port())
          .hasMessageContaining("in use");
    }
  }

  @Test
  void start_hostUnknown_saysSo() {
    Http http =
        new Http(
            new Http.Settings("host.invalid", 0, List.of()),
            List.of(),
            exchange -> {},
            e -> Reason.INTERNAL);

    assertThatThrownBy(http::start)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Cannot listen on host.invalid:0");
  }

  @Test
  void server_fromStartToEnd_logsNothing() {
    List<LogRecord> records =
        Log.recorded(() -> {
          try (Door door = Door.open(Door.post("/x", Door.OK));
              Raw raw = door.raw()) {
            door.send(door.request("/x").POST(BodyPublishers.ofString("a")));
            raw.say("GET /x HTTP/1.1\r\nHo");
          }
        });

    assertThat(records).isEmpty();
  }
}
