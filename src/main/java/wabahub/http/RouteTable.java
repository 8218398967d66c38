package wabahub.http;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the route for a method and a path. A literal segment goes before a `{name}`.
final class RouteTable {
  /// By pattern. A brace comes after letters and digits, so the order is that of preference.
  private final Map<String, Endpoint> endpoints = new TreeMap<>();

  RouteTable(List<Route> routes) {
    Set<String> shapes = new HashSet<>();
    for (Route route : routes) {
      String pattern = route.pattern();
      if (!shapes.add(route.method() + " " + pattern.replaceAll("\\{[^}]*}", "{}"))) {
        throw new IllegalArgumentException("A second route for " + route.method() + " " + pattern);
      }
      endpoints
          .computeIfAbsent(pattern, p -> new Endpoint(RequestPath.segments(p), new TreeMap<>()))
          .methods
          .put(route.method(), route);
    }
  }

  /// What to do with a request. There always is a target: for a path without a route, a wrong
  /// method or a malformed path it is one that refuses.
  record Target(String pattern, Face face, Map<String, String> parameters, Handler handler) {}

  Target find(String method, String requestTarget) {
    String path = RequestPath.of(requestTarget);
    // Most calls have a path without parameters: found without a search. No path has braces in it.
    Endpoint literal = path.indexOf('{') < 0 ? endpoints.get(path) : null;
    Route route = literal == null ? null : literal.route(method);
    try {
      return route == null
          ? search(method, path)
          : new Target(route.pattern(), route.face(), Map.of(), route.handler());
    } catch (Refusal malformed) {
      return refusing(path, malformed);
    }
  }

  private Target search(String method, String path) {
    List<String> segments = RequestPath.segments(path);
    Set<String> allowed = new TreeSet<>();
    Route other = null;
    for (Endpoint endpoint : endpoints.values()) {
      Map<String, String> parameters = endpoint.match(segments);
      if (parameters != null) {
        Route route = endpoint.route(method);
        if (route != null) {
          return new Target(route.pattern(), route.face(), parameters, route.handler());
        }
        allowed.addAll(endpoint.methods.keySet());
        other = endpoint.methods.values().iterator().next();
      }
    }
    return other == null
        ? refusing(path, new Refusal(Reason.NOT_FOUND))
        : wrongMethod(other, allowed);
  }

  private static Target wrongMethod(Route other, Set<String> allowed) {
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    Answer answer =
        Refusals.answer(new Refusal(Reason.METHOD), other.face())
            .header("Allow", String.join(", ", allowed));
    return new Target(other.pattern(), other.face(), Map.of(), call -> answer);
  }

  private static Target refusing(String path, Refusal refusal) {
    Answer answer = Refusals.answer(refusal, RequestPath.face(path));
    return new Target("", RequestPath.face(path), Map.of(), call -> answer);
  }

  private record Endpoint(List<String> segments, Map<String, Route> methods) {
    @Nullable Route route(String method) {
      Route route = methods.get(method);
      if (route == null && method.equals("HEAD")) {
        route = methods.get("GET");
      }
      return route == null ? methods.get(Route.ANY) : route;
    }

    /// The parameters of a path that matches, null for another one.
    @Nullable Map<String, String> match(List<String> path) {
      if (path.size() != segments.size()) {
        return null;
      }
      Map<String, String> parameters = new HashMap<>();
      for (int i = 0; i < path.size(); i++) {
        String wanted = segments.get(i);
        String found = path.get(i);
        if (wanted.startsWith("{") && !found.isEmpty()) {
          parameters.put(wanted.substring(1, wanted.length() - 1), found);
        } else if (!wanted.equals(found)) {
          return null;
        }
      }
      return parameters;
    }
  }
}
