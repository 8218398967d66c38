package wabahub.sandbox;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// The parts of a node that a caller asks for with `fields`, and lists in pages.
final class Fields {
  private static final int LIMIT = 25;
  private static final int MAX_LIMIT = 100;

  private Fields() {}

  /// `always` is in every answer, `usual` in one that asks for nothing. What a field's braces
  /// choose within it is not looked at: it comes whole.
  static ObjectNode of(ObjectNode whole, Ask ask, Set<String> always, Set<String> usual) {
    Set<String> wanted = new LinkedHashSet<>(always);
    wanted.addAll(ask.param("fields").isEmpty() ? usual : names(ask.param("fields")));
    ObjectNode chosen = Json.object();
    for (String name : wanted) {
      if (whole.has(name)) {
        chosen.set(name, whole.get(name));
      }
    }
    return chosen;
  }

  private static Set<String> names(String fields) {
    Set<String> names = new LinkedHashSet<>();
    int depth = 0;
    StringBuilder name = new StringBuilder();
    for (char c : (fields + ",").toCharArray()) {
      if (c == ',' && depth == 0) {
        names.add(name.toString().strip());
        name.setLength(0);
      } else if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth--;
      } else if (depth == 0) {
        name.append(c);
      }
    }
    return names;
  }

  /// One page of nodes, by `limit` and `after`. Every node has an `id`.
  static ObjectNode page(List<ObjectNode> nodes, Ask ask) {
    int limit = limit(ask);
    int from = start(nodes, ask.param("after"));
    int to = Math.min(nodes.size(), from + limit);
    ObjectNode page = Json.object();
    ArrayNode data = page.putArray("data");
    nodes.subList(from, to).forEach(data::add);
    if (!data.isEmpty()) {
      ObjectNode paging = page.putObject("paging");
      ObjectNode cursors = paging.putObject("cursors");
      cursors.put("before", cursor(nodes.get(from)));
      cursors.put("after", cursor(nodes.get(to - 1)));
      if (to < nodes.size()) {
        paging.put("next", next(ask, limit, cursor(nodes.get(to - 1))));
      }
    }
    return page;
  }

  private static int limit(Ask ask) {
    String limit = ask.param("limit");
    if (limit.isEmpty()) {
      return LIMIT;
    }
    if (!limit.matches("[1-9][0-9]{0,5}")) {
      throw MetaError.parameter("limit has to be a number.");
    }
    return Math.min(MAX_LIMIT, Integer.parseInt(limit));
  }

  private static int start(List<ObjectNode> nodes, String after) {
    for (int i = 0; i < nodes.size() && !after.isEmpty(); i++) {
      if (cursor(nodes.get(i)).equals(after)) {
        return i + 1;
      }
    }
    if (!after.isEmpty()) {
      throw MetaError.parameter("after is not a cursor of this list.");
    }
    return 0;
  }

  private static String cursor(ObjectNode node) {
    byte[] id = node.get("id").stringValue().getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }

  private static String next(Ask ask, int limit, String after) {
    String fields = URLEncoder.encode(ask.param("fields"), StandardCharsets.UTF_8);
    return "https://graph.facebook.com/%s?limit=%d&after=%s&fields=%s"
        .formatted(String.join("/", ask.path()), limit, after, fields);
  }
}
