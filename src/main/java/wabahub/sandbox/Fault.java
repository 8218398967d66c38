package wabahub.sandbox;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/// What goes wrong with a Graph call.
///
/// @param call the call's name, `*` = every call
/// @param id the node in the call's path, "" = every node
/// @param times how often, 0 = until the faults are cleared
/// @param code Meta's error code, of an [Kind#ERROR]
/// @param http the HTTP status of an error, 0 = the one that Meta documents for the code
/// @param ms how late a [Kind#SLOW] answer comes
/// @param headers of an error's answer, such as `Retry-After`
public record Fault(
    String call,
    String id,
    int times,
    Kind kind,
    int code,
    int http,
    long ms,
    Map<String, String> headers) {

  /// How.
  public enum Kind {
    /// Meta's error; nothing is done.
    ERROR,
    /// Nothing is done, no answer comes, the connection stays for 60 seconds.
    TIMEOUT,
    /// Nothing is done, the connection is closed.
    DROP,
    /// It is done, but the connection is closed before anybody hears of it.
    DROP_AFTER,
    /// It is done, the answer comes late.
    SLOW,
    /// Nothing is done; a page for people with status 200.
    HTML,
    /// Nothing is done; half a JSON object with status 200.
    TRUNCATED,
    /// Nothing is done; an empty body with status 200.
    EMPTY
  }

  public Fault {
    headers = Map.copyOf(headers);
    if (call.isEmpty()) {
      throw new IllegalArgumentException("`call` is missing.");
    }
    if (times < 0 || code < 0 || ms < 0 || ms > 60_000) {
      throw new IllegalArgumentException("`times`, `code`, or `ms` is out of range.");
    }
    if (http != 0 && (http < 200 || http > 599)) {
      throw new IllegalArgumentException("`http` has to be from 200 to 599.");
    }
  }

  /// Once, on every node.
  public static Fault of(String call, Kind kind) {
    return new Fault(call, "", 1, kind, 131000, 0, 1000, Map.of());
  }

  /// An error of Meta's, once, on every node.
  public static Fault error(String call, int code) {
    return of(call, Kind.ERROR).code(code);
  }

  public Fault code(int number) {
    return new Fault(call, id, times, kind, number, http, ms, headers);
  }

  public Fault status(int status) {
    return new Fault(call, id, times, kind, code, status, ms, headers);
  }

  public Fault header(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Fault(call, id, times, kind, code, http, ms, more);
  }

  public Fault at(String node) {
    return new Fault(call, node, times, kind, code, http, ms, headers);
  }

  /// `count`: 0 = until the faults are cleared.
  public Fault times(int count) {
    return new Fault(call, id, count, kind, code, http, ms, headers);
  }

  public Fault ms(long late) {
    return new Fault(call, id, times, kind, code, http, late, headers);
  }

  boolean fits(String name, String node) {
    return (call.equals("*") || call.equals(name)) && (id.isEmpty() || id.equals(node));
  }

  /// The form of `POST /sandbox/faults`; `garbage` is another name of `html`.
  ///
  /// @throws IllegalArgumentException with a sentence
  static Fault read(ObjectNode json) {
    Set<String> left = new TreeSet<>(json.propertyNames());
    left.removeAll(Set.of("call", "id", "times", "kind", "code", "http", "ms", "headers"));
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("`" + left.iterator().next() + "` is not known.");
    }
    Map<String, String> headers = new HashMap<>();
    json.path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asString()));
    String kind = json.path("kind").asString("error");
    return new Fault(
        json.path("call").asString(""),
        json.path("id").asString(""),
        json.path("times").asInt(1),
        Wanted.choose(Kind.class, "kind", kind.equals("garbage") ? "html" : kind),
        json.path("code").asInt(131000),
        json.path("http").asInt(0),
        json.path("ms").asLong(1000),
        headers);
  }
}
