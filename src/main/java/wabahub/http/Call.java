package wabahub.http;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// One request. Not for use after the handler has returned.
public interface Call {
  /// Upper case.
  String method();

  /// A segment of the path, decoded. The name must be in the route's pattern.
  String path(String name);

  /// The first value of a query parameter, decoded.
  Optional<String> query(String name);

  /// All values of a header, in order; names are not case-sensitive.
  List<String> headers(String name);

  /// The caller's IP address: the connection's, or the last untrusted one of `X-Forwarded-For` when
  /// the connection comes from a trusted proxy.
  String address();

  /// Reads the body, once; the second call returns the same bytes.
  ///
  /// @throws Refusal TOO_LARGE beyond `limitBytes`, TIMEOUT when the body does not arrive in time,
  ///   BAD_REQUEST when it ends early
  default byte[] body(int limitBytes) {
    return body(limitBytes, bytes -> {});
  }

  /// The same; each piece takes its room as it arrives: what is only announced takes none.
  ///
  /// @throws Refusal as [#body(int)], and that of `room`
  byte[] body(int limitBytes, Room room);

  /// The body as a JSON object; an empty body is an empty object.
  ///
  /// @throws Refusal `malformed` when the body is anything else: not UTF-8, a key twice, too deep
  default ObjectNode json(int limitBytes, Reason malformed) {
    byte[] body = body(limitBytes);
    return body.length == 0 ? Json.object() : Json.parseObject(body, malformed);
  }

  /// The body as the fields of an HTML form (`application/x-www-form-urlencoded`).
  ///
  /// @throws Refusal as [#body]; BAD_REQUEST when the body is no form
  default Form form(int limitBytes) {
    return Form.parse(body(limitBytes));
  }

  /// The value of a cookie; the first one of that name.
  default Optional<String> cookie(String name) {
    return headers("Cookie").stream()
        .flatMap(header -> Stream.of(header.split(";", -1)))
        .map(String::strip)
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }

  /// The query parameter `limit`, from 1 to `max`.
  ///
  /// @throws Refusal INVALID when it is anything else
  default int limit(int absent, int max) {
    String text = query("limit").orElse(Integer.toString(absent));
    if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > max) {
      throw Json.invalid("limit", "has to be from 1 to " + max);
    }
    return Integer.parseInt(text);
  }
}
