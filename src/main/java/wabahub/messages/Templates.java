package wabahub.messages;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import wabahub.graph.Graph;
import wabahub.graph.GraphException;
import wabahub.graph.Template;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.numbers.Numbers;
import wabahub.numbers.WhatsAppNumber;
import wabahub.secrets.Secret;

/// The templates of WABAs, as Meta tells them; asked for again after five minutes, and when one is
/// missing after ten seconds.
final class Templates {
  private static final int WABAS = 1_000;
  private static final int FRESH_SECONDS = 300;
  private static final int MISSING_SECONDS = 10;

  private final Numbers numbers;
  private final Graph graph;
  private final InstantSource clock;
  private final Map<String, FutureTask<List<Template>>> asking = new ConcurrentHashMap<>();
  private final Cache<String, Kept> kept = Caffeine.newBuilder().maximumSize(WABAS).build();

  private record Kept(List<Template> templates, long at) {}

  Templates(Numbers numbers, Graph graph, InstantSource clock) {
    this.numbers = numbers;
    this.graph = graph;
    this.clock = clock;
  }

  /// The template to be sent. `language`: Meta's code, or "" for the only approved one.
  ///
  /// @throws Refusal V2_CONTENT when there is none, V2_WHATSAPP when Meta does not say
  Template find(WhatsAppNumber number, String name, String language) {
    List<Template> fitting = fitting(all(number, FRESH_SECONDS), name, language);
    if (fitting.isEmpty()) {
      fitting = fitting(all(number, MISSING_SECONDS), name, language);
    }
    if (fitting.size() != 1) {
      throw new Refusal(
          Reason.V2_CONTENT,
          fitting.isEmpty()
              ? "There is no approved template of this name and language."
              : "The template has several languages: `language` is needed.");
    }
    return fitting.getFirst();
  }

  private static List<Template> fitting(List<Template> all, String name, String language) {
    return all.stream()
        .filter(t -> t.name().equals(name) && t.status().equals("APPROVED"))
        .filter(t -> language.isEmpty() || t.language().equals(language))
        .toList();
  }

  /// All templates of a number, not older than so many seconds.
  private List<Template> all(WhatsAppNumber number, int seconds) {
    long now = clock.instant().getEpochSecond();
    Kept known = kept.getIfPresent(number.wabaId());
    if (known != null && known.at() > now - seconds) {
      return known.templates();
    }
    Secret token =
        numbers.accessToken(number.id()).orElseThrow(() -> new Refusal(Reason.V2_WHATSAPP));
    return ask(number.wabaId(), token);
  }

  /// Whoever asks while somebody does gets the same answer: Meta counts these calls by the hour.
  private List<Template> ask(String wabaId, Secret token) {
    var mine =
        new FutureTask<>(() -> {
          List<Template> fresh = graph.templates(token, wabaId);
          kept.put(wabaId, new Kept(fresh, clock.instant().getEpochSecond()));
          return fresh;
        });
    var first = asking.putIfAbsent(wabaId, mine);
    try {
      if (first == null) {
        mine.run();
      }
      return (first == null ? mine : first).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GraphException failed) {
        throw new Refusal(Reason.V2_WHATSAPP, failed.failure().said());
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(Reason.NOT_READY);
    } finally {
      asking.remove(wabaId, mine);
    }
  }

  /// As getTemplates shows them.
  List<Map<String, Object>> list(WhatsAppNumber number) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Template template : all(number, MISSING_SECONDS)) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", template.name());
      fields.put("language", Languages.name(template.language()));
      fields.put("category", category(template.category()));
      fields.put("status", status(template.status()));
      fields.put("template", parts(template.components()));
      list.add(fields);
    }
    return list;
  }

  private static int category(String meta) {
    return switch (meta) {
      case "UTILITY" -> 1;
      case "MARKETING" -> 2;
      case "AUTHENTICATION" -> 3;
      default -> 0;
    };
  }

  private static String status(String meta) {
    return switch (meta) {
      case "PENDING", "IN_APPEAL" -> "submitted";
      case "DISABLED", "LIMIT_EXCEEDED", "ARCHIVED" -> "deactivated";
      default -> meta.toLowerCase(Locale.ROOT);
    };
  }

  private static ArrayNode parts(JsonNode components) {
    ArrayNode parts = Json.object().putArray("parts");
    for (JsonNode component : components) {
      String type = component.path("type").asString("").toLowerCase(Locale.ROOT);
      if (type.equals("buttons")) {
        for (JsonNode button : component.path("buttons")) {
          parts.addObject().put("type", "button").put("text", button.path("text").asString(""));
        }
      } else {
        String text = component.path("text").asString("");
        String format = component.path("format").asString("").toLowerCase(Locale.ROOT);
        parts.addObject().put("type", type).put("text", text.isEmpty() ? format : text);
      }
    }
    return parts;
  }
}
