package wabahub.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wabahub.secrets.Secret;

/// A call before it is made. `path`: after the version, without a slash in front. `body`: becomes
/// JSON; empty = none. `secrets`: what must not come back in a text, besides those of `pass`.
record Ask(
    Edge edge,
    String path,
    Pass pass,
    Map<String, String> query,
    Map<String, Object> body,
    List<Secret> secrets) {

  static final String ID = "[0-9]{1,32}";

  static Ask of(Edge edge, String path, Pass pass) {
    return new Ask(edge, path, pass, Map.of(), Map.of(), List.of());
  }

  /// A call on a node of Meta's, or on an edge of one.
  ///
  /// @throws GraphException when the id is not one (it would lead elsewhere), or the token cannot
  ///   be one
  static Ask on(Edge edge, String id, String rest, Secret token) {
    if (!id.matches(ID)) {
      throw new GraphException(
          new Failure.Final(0, "An id of Meta consists of digits.", Fix.REFUSED));
    }
    return of(edge, id + rest, new Pass.Bearer(readable(token)));
  }

  /// @throws GraphException when Meta cannot have given it
  static Secret readable(Secret token) {
    if (!token.reveal().matches(Pass.TOKEN)) {
      throw new GraphException(
          new Failure.SignInAgain(0, "Meta gives no such token or code.", Fix.SIGN_IN_AGAIN));
    }
    return token;
  }

  Ask query(String name, String value) {
    return new Ask(edge, path, pass, added(query, name, value), body, secrets);
  }

  Ask body(String name, Object value) {
    return new Ask(edge, path, pass, query, added(body, name, value), secrets);
  }

  Ask hide(Secret secret) {
    List<Secret> more = new ArrayList<>(secrets);
    more.add(secret);
    return new Ask(edge, path, pass, query, body, more);
  }

  /// What Meta counts the call for: the node it is on, or "" when it is on none.
  String node() {
    String first = path.split("/", 2)[0];
    return first.matches(ID) ? first : "";
  }

  private static <V> Map<String, V> added(Map<String, V> map, String name, V value) {
    Map<String, V> more = new LinkedHashMap<>(map);
    more.put(name, value);
    return more;
  }
}
