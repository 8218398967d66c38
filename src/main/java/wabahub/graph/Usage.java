package wabahub.graph;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;

/// How much of what Meta allows is used, as an answer's headers say it. `whose`: a WABA, or
/// [Budget#APP]. `percent`: the highest of calls, CPU and time. `regain`: until Meta accepts calls
/// again, zero when it does or does not say.
record Usage(String whose, int percent, Duration regain) {
  /// From here on the hub slows down by itself.
  static final int HIGH = 90;

  static final Duration BREATHER = Duration.ofMinutes(1);
  private static final int MAX_ENTRIES = 50;

  /// How long to pause.
  Duration pause() {
    if (!regain.isZero()) {
      return regain;
    }
    if (percent >= 100) {
      return MetaError.RATE.after();
    }
    return percent >= HIGH ? BREATHER : Duration.ZERO;
  }

  static List<Usage> of(Map<String, List<String>> headers) {
    List<Usage> all = new ArrayList<>();
    for (JsonNode app : json(headers, "x-app-usage")) {
      all.add(of(Budget.APP, app));
    }
    for (JsonNode business : json(headers, "x-business-use-case-usage")) {
      for (Map.Entry<String, JsonNode> entry : business.properties()) {
        for (JsonNode use : entry.getValue()) {
          if (all.size() < MAX_ENTRIES && entry.getKey().matches(Ask.ID)) {
            all.add(of(entry.getKey(), use));
          }
        }
      }
    }
    return all;
  }

  private static Usage of(String whose, JsonNode use) {
    int percent = 0;
    for (String what : List.of("call_count", "total_cputime", "total_time")) {
      percent = Math.max(percent, (int) Math.min(1_000, use.path(what).asDouble(0)));
    }
    long minutes = Math.clamp(use.path("estimated_time_to_regain_access").asLong(0), 0, 10_000);
    return new Usage(whose, percent, Duration.ofMinutes(minutes));
  }

  private static List<JsonNode> json(Map<String, List<String>> headers, String name) {
    return headers.getOrDefault(name, List.of()).stream()
        .flatMap(text -> Json.parseTolerantly(text.getBytes(StandardCharsets.UTF_8)).stream())
        .filter(JsonNode::isObject)
        .toList();
  }
}
