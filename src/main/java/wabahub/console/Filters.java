package wabahub.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import wabahub.http.Call;
import wabahub.roster.Wish;

/// What the address of the list asks for; what makes no sense there is not asked for.
record Filters(Map<String, String> chosen, int page) {
  static final String FIRST_SORT = "-conversations";
  private static final int SEARCH_CHARS = 100;
  private static final int MAX_PAGE = 1_000_000;
  private static final Map<String, List<String>> CHOICES =
      Map.of(
          "kind", List.of("coexistence", "cloud"),
          "inbox", List.of("with", "without"),
          "quality", List.of("GREEN", "YELLOW", "RED", "UNKNOWN"),
          "state", List.of("broken", "fine"));

  static Filters of(Call call) {
    Map<String, String> chosen = new LinkedHashMap<>();
    String search = call.query("search").orElse("").strip();
    chosen.put("search", search.substring(0, Math.min(SEARCH_CHARS, search.length())));
    for (String filter : List.of("kind", "inbox", "quality", "state")) {
      List<String> choices = CHOICES.getOrDefault(filter, List.of());
      chosen.put(filter, call.query(filter).filter(choices::contains).orElse(""));
    }
    chosen.put("sort", call.query("sort").filter(Wish::isSort).orElse(FIRST_SORT));
    String page = call.query("page").filter(text -> text.matches("[1-9][0-9]{0,5}")).orElse("1");
    return new Filters(chosen, Math.min(MAX_PAGE, Integer.parseInt(page)));
  }

  String get(String filter) {
    return chosen.getOrDefault(filter, "");
  }

  Wish wish() {
    return new Wish(
        get("search"),
        flag("kind", "coexistence"),
        flag("inbox", "with"),
        flag("state", "broken"),
        get("quality"),
        get("sort"));
  }

  private @Nullable Boolean flag(String filter, String yes) {
    return get(filter).isEmpty() ? null : (Boolean) get(filter).equals(yes);
  }

  Filters with(String filter, String value) {
    Map<String, String> other = new LinkedHashMap<>(chosen);
    other.put(filter, value);
    return new Filters(other, 1);
  }

  Filters atPage(int other) {
    return new Filters(chosen, other);
  }

  /// With a question mark in front, "" when everything is as it is at first.
  String query() {
    StringBuilder query = new StringBuilder();
    chosen.forEach((filter, value) -> {
      boolean first = value.isEmpty() || filter.equals("sort") && value.equals(FIRST_SORT);
      if (!first) {
        add(query, filter, value);
      }
    });
    if (page > 1) {
      add(query, "page", Integer.toString(page));
    }
    return query.toString();
  }

  private static void add(StringBuilder query, String name, String value) {
    query
        .append(query.isEmpty() ? '?' : '&')
        .append(name)
        .append('=')
        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
  }
}
