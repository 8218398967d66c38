package wabahub.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A Graph call. Meta takes parameters in the query, as JSON and as a form; here they are together.
///
/// @param path behind the version
/// @param token of the caller, "" = none
/// @param after runs when the answer is out
record Ask(
    String method,
    List<String> path,
    Map<String, String> params,
    String token,
    List<Runnable> after) {

  Ask(String method, List<String> path, Map<String, String> params, String token) {
    this(method, path, params, token, new ArrayList<>());
  }

  String id() {
    return path.getFirst();
  }

  /// "" when the call is to the node itself.
  String edge() {
    return path.size() > 1 ? path.get(1) : "";
  }

  /// "" when it is not there.
  String param(String name) {
    return params.getOrDefault(name, "");
  }

  /// @throws MetaError 100 when it is not there
  String need(String name) {
    String value = param(name);
    if (value.isEmpty()) {
      throw MetaError.of(100, "The parameter " + name + " is required.", "");
    }
    return value;
  }
}
