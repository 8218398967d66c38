package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import wabahub.Doors.Door;
import wabahub.Doors.Reads;
import wabahub.TestHub.Reply;
import wabahub.http.Reason;
import wabahub.http.Route;

/// Whatever is sent to whichever endpoint: one defined answer, and the hub goes on.
final class BadInputTest {
  private static final int LIMIT = 16 * 1024 * 1024;
  private static final int DEPTH = 10_000;

  @AutoClose private static final Doors DOORS = new Doors();

  private final LogTap log = new LogTap();

  @AfterEach
  void end() {
    DOORS.expectAlive();
    assertThat(log.failures()).isEmpty();
    log.close();
  }

  static List<Door> doors() {
    return Doors.all();
  }

  @Test
  void table_ofThisTest_hasEveryRoute() {
    Set<String> routes = new TreeSet<>();
    for (Route route : DOORS.hub.app().routes()) {
      routes.add(route.method() + " " + route.pattern());
    }
    assertThat(
            doors().stream()
                .map(d -> (d.isEnvelope() ? Route.ANY : d.method()) + " " + d.pattern()))
        .containsExactlyInAnyOrderElementsOf(routes);
  }

  /// A body, and whether it is a JSON object.
  record Body(String name, byte @Nullable [] bytes, boolean isObject) {
    static Body of(String name, String text, boolean isObject) {
      return new Body(name, text.getBytes(StandardCharsets.UTF_8), isObject);
    }

    boolean isNothing() {
      return bytes == null || bytes.length == 0;
    }

    boolean isTooLarge() {
      return bytes != null && bytes.length > LIMIT;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Body> bodies() {
    return List.of(
        new Body("none", null, true),
        Body.of("empty", "", true),
        Body.of("unknown field", "{\"unknown\":[{\"a\":1.5e300}],\"\":null}", true),
        Body.of("not JSON", "client_id=a&client_secret=b", false),
        Body.of("half of an object", "{\"name\":", false),
        Body.of("more than an object", "{} {}", false),
        Body.of("array", "[]", false),
        Body.of("number", "1", false),
        Body.of("string", "\"{}\"", false),
        Body.of("null", "null", false),
        Body.of("key twice", "{\"name\":\"a\",\"name\":\"b\"}", false),
        Body.of("key twice, deep", "{\"a\":[{\"b\":1,\"b\":1}]}", false),
        Body.of("deep array", "[".repeat(DEPTH) + "]".repeat(DEPTH), false),
        Body.of("deep object", "{\"a\":".repeat(DEPTH) + "1" + "}".repeat(DEPTH), false),
        Body.of("half of a surrogate pair", "{\"a\":\"\\ud83d\"}", false),
        new Body("bad UTF-8", new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, false),
        new Body("overlong UTF-8", new byte[] {'"', (byte) 0xc0, (byte) 0xa2, '"'}, false),
        new Body("UTF-16", "{}".getBytes(StandardCharsets.UTF_16), false),
        new Body("zeros", new byte[100], false),
        Body.of("long number", "{\"a\":" + "9".repeat(1_000) + "}", false),
        Body.of("over the limit", "{\"a\":\"" + "x".repeat(LIMIT) + "\"}", true));
  }

  static Stream<Arguments> doorsAndBodies() {
    List<Body> bodies = bodies();
    return doors().stream().flatMap(door -> bodies.stream().map(b -> Arguments.of(door, b)));
  }

  @ParameterizedTest
  @MethodSource("doorsAndBodies")
  void body_ofAnyKind_hasItsAnswer(Door door, Body body) {
    Reply reply = DOORS.knock(door, body.bytes);
    switch (door.reads()) {
      case NOTHING -> expectTheSame(reply, DOORS.knock(door, null));
      case FORM -> assertThat(reply.status()).isBetween(400, 499);
      case SIGNED -> assertThat(reply.status()).isEqualTo(body.isTooLarge() ? 413 : 200);
      case OBJECT, NUMBERS -> {
        if (body.isTooLarge()) {
          expectRefusal(door, reply, 413, 413, "too-large");
        } else if (!body.isObject || (door.reads() == Reads.NUMBERS && body.isNothing())) {
          expectRefusal(door, reply, 200, 2, whyNot(door, body));
        } else {
          expectTheSame(reply, DOORS.knock(door, "{}".getBytes(StandardCharsets.UTF_8)));
        }
      }
    }
  }

  /// Where an array may come, other JSON is not malformed, but invalid.
  private static String whyNot(Door door, Body body) {
    boolean isJson =
        body.isNothing() || Set.of("array", "number", "string", "null").contains(body.name);
    return door.reads() == Reads.NUMBERS && isJson ? "invalid" : "bad-request";
  }

  private static void expectTheSame(Reply reply, Reply expected) {
    assertThat(reply.status()).isEqualTo(expected.status()).isNotEqualTo(500);
    assertThat(reply.raw().headers().firstValue("Content-Type"))
        .isEqualTo(expected.raw().headers().firstValue("Content-Type"));
    if (expected.status() >= 400) {
      assertThat(reply.text()).isEqualTo(expected.text());
    }
  }

  private static void expectRefusal(
      Door door, Reply reply, int status, int reason, String problem) {
    if (door.isPage()) {
      String sentence =
          Reason.valueOf(problem.replace('-', '_').toUpperCase(Locale.ROOT)).sentence();
      assertThat(reply.text()).startsWith("<!doctype html>").contains(sentence);
      assertThat(reply.status()).isBetween(400, 499);
    } else if (door.isEnvelope()) {
      assertThat(reply.text()).isEqualTo("{\"status\":\"FAIL\",\"reason\":" + reason + "}");
      assertThat(reply.status()).isEqualTo(status);
    } else {
      assertThat(reply.json().get("type").stringValue()).isEqualTo("urn:wabahub:reason:" + problem);
      assertThat(reply.status()).isEqualTo(reply.json().get("status").asInt()).isBetween(400, 499);
    }
  }

  /// A value of the header Authorization, null = there is none, and what it is.
  record Claim(String name, List<String> values, int reason, String v1, String operator) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Claim> CLAIMS =
      List.of(
          new Claim("none", List.of(), 3, "token", "unauthorized"),
          new Claim("empty", List.of(""), 2, "wrong-scheme", "wrong-scheme"),
          new Claim("Bearer", List.of("Bearer"), 2, "wrong-scheme", "wrong-scheme"),
          new Claim("Basic", List.of("Basic x"), 2, "wrong-scheme", "wrong-scheme"),
          new Claim("two", List.of("Bearer x", "Bearer x"), 2, "wrong-scheme", "wrong-scheme"),
          new Claim("unknown", List.of("Bearer x"), 3, "token", "unauthorized"));

  static Stream<Arguments> doorsAndClaims() {
    return doors().stream().flatMap(door -> CLAIMS.stream().map(c -> Arguments.of(door, c)));
  }

  @ParameterizedTest
  @MethodSource("doorsAndClaims")
  void authorization_wrongInAnyWay_hasItsAnswer(Door door, Claim claim) {
    List<String> headers =
        Stream.concat(
                claim.values.stream().flatMap(value -> Stream.of("Authorization", value)),
                Stream.of("X-Forwarded-For", "2001:db8:" + nextNetwork() + "::1"))
            .toList();
    Reply reply = DOORS.hub.call(door.method(), DOORS.path(door), headers, "{not json");
    switch (door.whom()) {
      case ANYBODY -> assertThat(reply.status()).isNotEqualTo(500);
      case PARTNER -> expectRefusal(door, reply, 200, claim.reason, "");
      case PARTNER_V1 -> expectRefusal(door, reply, 401, 401, claim.v1);
      case OPERATOR -> expectRefusal(door, reply, 401, 401, claim.operator);
    }
    if (reply.status() == 401) {
      assertThat(reply.raw().headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    }
  }

  private static int network;

  private static String nextNetwork() {
    return Integer.toHexString(network++);
  }

  @ParameterizedTest
  @MethodSource("doors")
  void method_wrong_hasItsAnswer(Door door) {
    Set<String> right =
        doors().stream()
            .filter(d -> d.pattern().equals(door.pattern()))
            .map(Door::method)
            .collect(Collectors.toCollection(TreeSet::new));
    for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW")) {
      if (!right.contains(method)) {
        Reply reply = DOORS.hub.call(method, DOORS.path(door), List.of(), "{not json");
        expectRefusal(door, reply, 200, door.wrongMethod(), "method");
        if (!door.isEnvelope()) {
          String allow = reply.raw().headers().firstValue("Allow").orElse("");
          assertThat(Set.of(allow.split(", "))).containsAll(right).doesNotContain(method);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("doors")
  void path_beyondTheDoor_isNotFound(Door door) {
    for (String suffix : List.of("/a/b/c/d", "/", "%2f", ".json", ";a=b")) {
      if (door.pattern().contains("{") && !suffix.startsWith("/")) {
        continue;
      }
      Reply reply = DOORS.hub.call(door.method(), DOORS.path(door) + suffix, DOORS.key(door), "{");
      expectRefusal(door, reply, 404, 404, "not-found");
    }
  }

  static Stream<Door> gets() {
    return doors().stream().filter(door -> door.method().equals("GET"));
  }

  @ParameterizedTest
  @MethodSource("gets")
  void query_ofAnyKind_isNoFailure(Door door) {
    for (String name :
        List.of(
            "from",
            "to",
            "by",
            "month",
            "kind",
            "limit",
            "cursor",
            "sort",
            "format",
            "online",
            "coexistence",
            "search",
            "state",
            "start_date",
            "end_date",
            "whatsapp",
            "hub.mode")) {
      for (String value : List.of("", "x", "-1", "99999999999999999999", "%F0%9F%98%80", "a%20b")) {
        String path = DOORS.path(door) + "?" + name + "=" + value;
        assertThat(DOORS.hub.call(door.method(), path, DOORS.key(door), null).status())
            .isNotIn(500, 503);
      }
    }
  }
}
