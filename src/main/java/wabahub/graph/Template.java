package wabahub.graph;

import tools.jackson.databind.JsonNode;

/// A message template in one language. `status`, `category` and `format` (of its variables) in
/// Meta's words, such as APPROVED, UTILITY and POSITIONAL. `components`: Meta's array.
public record Template(
    String name,
    String language,
    String status,
    String category,
    String format,
    JsonNode components) {
  static final String FIELDS = "name,language,status,category,parameter_format,components";

  static Template of(JsonNode json) {
    return new Template(
        json.path("name").asString(""),
        json.path("language").asString(""),
        json.path("status").asString(""),
        json.path("category").asString(""),
        json.path("parameter_format").asString("POSITIONAL"),
        json.path("components"));
  }
}
