package wabahub.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wabahub.http.Json;
import wabahub.metering.Figures;

/// Figures as stacked bars, and the same as a table.
///
/// @param json for the script: labels, and a series for each of the three kinds
public record Chart(String json, List<Row> rows) {
  /// A bar in digits: marketing, service, incoming and their sum.
  public record Row(String label, List<String> figures) {}

  /// `figures` by label, in their order.
  static Chart of(Speech speech, Map<String, Figures> figures) {
    List<Row> rows = new ArrayList<>();
    figures.forEach((label, its) ->
        rows.add(
            new Row(
                label,
                List.of(
                    speech.number(its.conversations()),
                    speech.number(its.marketing()),
                    speech.number(its.service()),
                    speech.number(its.incoming())))));
    List<Figures> all = List.copyOf(figures.values());
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("labels", List.copyOf(figures.keySet()));
    data.put(
        "series",
        List.of(
            series(speech, "marketing", all.stream().map(Figures::marketing).toList()),
            series(speech, "service", all.stream().map(Figures::service).toList()),
            series(speech, "incoming", all.stream().map(Figures::incoming).toList())));
    return new Chart(Json.text(data), rows);
  }

  private static Map<String, Object> series(Speech speech, String kind, List<Long> values) {
    Map<String, Object> series = new LinkedHashMap<>();
    series.put("label", speech.say("figure." + kind));
    series.put("colour", kind);
    series.put("values", values);
    return series;
  }
}
