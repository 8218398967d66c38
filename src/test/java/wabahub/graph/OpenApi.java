package wabahub.graph;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Meta's OpenAPI description (v23.0): what is wrong with a request or an answer by it.
///
/// `path`: as asked, without the query ("/v25.0/123/register"), or a path of the description
/// ("/{Version}/{WABA-ID}"). Several descriptions can fit the former, since Meta's ids do not tell
/// what they are of; then the one with the fewest problems counts.
public final class OpenApi {
  /// Parameters of the Graph API itself, which no call's description names.
  private static final Set<String> COMMON = Set.of("appsecret_proof", "access_token");

  private static final ObjectNode ROOT = load();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDialect(
          Dialect.builder(Dialects.getDraft202012())
              .keywords(
                  Stream.of("components", "example", "nullable", "discriminator")
                      .map(NonValidationKeyword::new)
                      .toList())
              .build());
  private static final Map<JsonNode, Schema> COMPILED = new ConcurrentHashMap<>();
  private static final JsonMapper JSON = new JsonMapper();

  private OpenApi() {}

  private static ObjectNode load() {
    try (InputStream yaml =
        OpenApi.class.getResourceAsStream("/meta/business-messaging-api_v23.0.yaml")) {
      return (ObjectNode) new YAMLMapper().readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether the description has such a call.
  public static boolean covers(String method, String path) {
    return operations(method, path).findAny().isPresent();
  }

  /// What is wrong with a request. `body`: null for none. Where Meta describes a form, its fields
  /// may stand in the query: Meta reads both alike.
  public static List<String> request(
      String method, String path, Map<String, String> query, @Nullable JsonNode body) {
    return fewest(method, path, call -> call.request(path, query, body));
  }

  /// What is wrong with an answer.
  public static List<String> answer(String method, String path, int status, JsonNode body) {
    return fewest(method, path, call -> call.answer(status, body));
  }

  /// The fields of one of the description's schemas.
  static Set<String> fields(String schema) {
    return Set.copyOf(
        ROOT.path("components").path("schemas").path(schema).path("properties").propertyNames());
  }

  private static List<String> fewest(
      String method, String path, Function<Operation, List<String>> check) {
    return operations(method, path)
        .map(check)
        .min(Comparator.comparingInt(List::size))
        .orElse(List.of("not described: " + method + " " + path));
  }

  private static Stream<Operation> operations(String method, String path) {
    JsonNode exact = ROOT.path("paths").path(path);
    Stream<Map.Entry<String, JsonNode>> fitting =
        exact.isObject()
            ? Stream.of(Map.entry(path, exact))
            : ROOT.path("paths").properties().stream().filter(entry -> fits(entry.getKey(), path));
    String verb = method.toLowerCase(Locale.ROOT);
    return fitting
        .filter(entry -> entry.getValue().has(verb))
        .map(entry -> new Operation(entry.getKey(), entry.getValue(), entry.getValue().get(verb)));
  }

  private static boolean fits(String template, String path) {
    String[] names = template.split("/", -1);
    String[] parts = path.split("/", -1);
    boolean fits = names.length == parts.length;
    for (int i = 0; fits && i < names.length; i++) {
      // A name stands for a number, but for the version's; "me" or "oauth" is none of them.
      fits =
          names[i].startsWith("{")
              ? parts[i].matches(i == 1 ? "v[0-9.]+" : "[0-9]+")
              : names[i].equals(parts[i]);
    }
    return fits;
  }

  private static List<String> problems(String what, JsonNode schema, JsonNode value) {
    return COMPILED.computeIfAbsent(schema, OpenApi::compile).validate(value).stream()
        .map(error -> what + ": " + error)
        .toList();
  }

  /// References lead to `#/components/…`, so each schema takes those along.
  private static Schema compile(JsonNode schema) {
    ObjectNode whole = ((ObjectNode) schema).deepCopy();
    whole.set("components", ROOT.get("components"));
    return SCHEMAS.getSchema(whole);
  }

  private static JsonNode resolved(JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference.isMissingNode() ? node : ROOT.at(reference.asString().substring(1));
  }

  /// A value of a query, as the type that its schema says.
  private static JsonNode typed(JsonNode schema, String value) {
    String type = resolved(schema).path("type").asString("");
    if (type.equals("string")) {
      return JSON.getNodeFactory().stringNode(value);
    }
    try {
      return JSON.readTree(value);
    } catch (JacksonException e) {
      return JSON.getNodeFactory().stringNode(value);
    }
  }

  private record Operation(String template, JsonNode item, JsonNode call) {
    List<String> request(String path, Map<String, String> query, @Nullable JsonNode body) {
      List<String> problems = new ArrayList<>();
      Set<String> known = new HashSet<>(COMMON);
      for (JsonNode parameter : parameters("query")) {
        known.add(parameter.path("name").asString());
        problems.addAll(parameter(parameter, query.get(parameter.path("name").asString())));
      }
      String[] parts = path.split("/", -1);
      String[] names = template.split("/", -1);
      for (JsonNode parameter : parameters("path")) {
        int place = List.of(names).indexOf("{" + parameter.path("name").asString() + "}");
        problems.addAll(parameter(parameter, path.equals(template) ? null : parts[place]));
      }
      problems.addAll(body(query, known, body));
      query.keySet().stream()
          .filter(name -> !known.contains(name))
          .forEach(name -> problems.add("query: unknown parameter " + name));
      return problems;
    }

    private List<JsonNode> parameters(String in) {
      return Stream.concat(
              item.path("parameters").valueStream(), call.path("parameters").valueStream())
          .map(OpenApi::resolved)
          .filter(parameter -> parameter.path("in").asString("").equals(in))
          .toList();
    }

    private static List<String> parameter(JsonNode parameter, @Nullable String value) {
      String name = parameter.path("in").asString() + " " + parameter.path("name").asString();
      if (value == null) {
        boolean missing = parameter.path("required").asBoolean(false) && name.startsWith("query ");
        return missing ? List.of(name + ": missing") : List.of();
      }
      JsonNode schema = parameter.path("schema");
      return problems(name, schema, typed(schema, value));
    }

    private List<String> body(
        Map<String, String> query, Set<String> known, @Nullable JsonNode body) {
      JsonNode content = resolved(call.path("requestBody")).path("content");
      JsonNode form = content.path("application/x-www-form-urlencoded").path("schema");
      if (body == null && form.isObject()) {
        return form(form, query, known);
      }
      if (body == null) {
        boolean missing = call.path("requestBody").path("required").asBoolean(false);
        return missing ? List.of("body: missing") : List.of();
      }
      JsonNode schema = content.path("application/json").path("schema");
      if (!schema.isObject()) {
        return List.of("body: none is described");
      }
      List<String> problems = new ArrayList<>(problems("body", schema, body));
      JsonNode properties = resolved(schema).path("properties");
      body.propertyNames().stream()
          .filter(name -> properties.isObject() && !properties.has(name))
          .forEach(name -> problems.add("body: unknown field " + name));
      return problems;
    }

    private static List<String> form(
        JsonNode schema, Map<String, String> query, Set<String> known) {
      ObjectNode fields = JSON.createObjectNode();
      JsonNode properties = resolved(schema).path("properties");
      query.forEach((name, value) -> {
        if (properties.has(name)) {
          known.add(name);
          fields.set(name, typed(properties.get(name), value));
        }
      });
      return problems("form", schema, fields);
    }

    List<String> answer(int status, JsonNode body) {
      JsonNode responses = call.path("responses");
      JsonNode exact = responses.path(String.valueOf(status));
      // An error looks the same whatever its status.
      JsonNode response = exact.isMissingNode() && status >= 400 ? responses.path("400") : exact;
      JsonNode schema = resolved(response).path("content").path("application/json").path("schema");
      if (schema.isObject()) {
        return problems("answer", schema, body);
      }
      return status >= 400 ? List.of() : List.of("answer: status " + status + " is not described");
    }
  }
}
