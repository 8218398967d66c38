package wabahub.messages;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.graph.Template;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;

/// Fills a template in: every variable that it has gets its value, and none that it does not have.
final class TemplateContent {
  private static final int BODY = 1024;
  private static final int VALUES = 10;
  private static final int COUPON = 20;
  private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*([A-Za-z0-9_]+)\\s*}}");

  private final Template template;
  private final ArrayNode components = Json.object().putArray("components");

  private TemplateContent(Template template) {
    this.template = template;
  }

  static boolean isAuthentication(Template template) {
    return template.category().equals("AUTHENTICATION");
  }

  /// `header`: with the kind and link of the header. `values`: of the variables.
  static Content of(Template template, Fields header, Fields values) {
    TemplateContent content = new TemplateContent(template);
    content.header(header);
    List<String> body = content.body(values);
    content.buttons(values, body);
    ObjectNode block = Json.object().put("name", template.name());
    block.putObject("language").put("policy", "deterministic").put("code", template.language());
    if (!content.components.isEmpty()) {
      block.set("components", content.components);
    }
    return Content.of("template", "template", block);
  }

  /// That the header is there as the template needs it, which is the same for all recipients.
  ///
  /// @throws Refusal V2_CONTENT
  static void needHeader(Template template, Fields header) {
    new TemplateContent(template).header(header);
  }

  private static Refusal wrong(String what) {
    return new Refusal(Reason.V2_CONTENT, what);
  }

  private JsonNode component(String type) {
    return template
        .components()
        .valueStream()
        .filter(component -> component.path("type").asString("").equalsIgnoreCase(type))
        .findFirst()
        .orElseGet(Json::object);
  }

  private void header(Fields fields) {
    int type = fields.whole("headerType", 1, 5, 1);
    String wanted =
        switch (component("HEADER").path("format").asString("")) {
          case "IMAGE" -> "image";
          case "VIDEO" -> "video";
          case "DOCUMENT" -> "document";
          default -> "";
        };
    String given =
        switch (type) {
          case 3 -> "image";
          case 4 -> "video";
          case 5 -> "document";
          default -> "";
        };
    if (!given.equals(wanted) || type == 2) {
      throw wrong("`headerType` does not fit the template.");
    }
    if (!given.isEmpty()) {
      ObjectNode parameter = parameters("header").addObject().put("type", given);
      parameter.putObject(given).put("link", Links.file(fields, "headerLink").toString());
    }
  }

  private ArrayNode parameters(String type) {
    return components.addObject().put("type", type).putArray("parameters");
  }

  private static List<String> variables(String text) {
    Set<String> names = new LinkedHashSet<>();
    VARIABLE.matcher(text).results().map(found -> found.group(1)).forEach(names::add);
    List<String> all = new ArrayList<>(names);
    if (all.stream().allMatch(name -> name.matches("[0-9]{1,3}"))) {
      all.sort((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)));
    }
    return all;
  }

  /// The values of the body's variables.
  private List<String> body(Fields fields) {
    String text = component("BODY").path("text").asString("");
    List<String> names = variables(text);
    boolean code = isAuthentication(template) && names.isEmpty();
    List<String> values = new ArrayList<>();
    for (int i = 1; i <= VALUES; i++) {
      String value = fields.optional("bodyVariable" + i, BODY, Reason.V2_CONTENT);
      boolean needed = i <= names.size() || code && i == 1;
      if (needed == value.isBlank()) {
        throw wrong("The template has " + names.size() + " variables in its body.");
      }
      if (needed) {
        values.add(value);
      }
    }
    String filled = filled(text, names, values);
    if (names.size() > VALUES || filled.codePointCount(0, filled.length()) > BODY) {
      throw wrong("The body with its values has more than " + BODY + " characters.");
    }
    if (!values.isEmpty()) {
      ArrayNode parameters = parameters("body");
      for (int i = 0; i < values.size(); i++) {
        ObjectNode parameter =
            parameters.addObject().put("type", "text").put("text", values.get(i));
        if (template.format().equals("NAMED") && i < names.size()) {
          parameter.put("parameter_name", names.get(i));
        }
      }
    }
    return values;
  }

  private static String filled(String text, List<String> names, List<String> values) {
    return VARIABLE
        .matcher(text)
        .replaceAll((MatchResult found) -> {
          int place = names.indexOf(found.group(1));
          return place < values.size() ? Matcher.quoteReplacement(values.get(place)) : "";
        });
  }

  private void buttons(Fields fields, List<String> body) {
    int websites = 0;
    int index = 0;
    for (JsonNode button : component("BUTTONS").path("buttons")) {
      switch (button.path("type").asString("")) {
        case "URL" -> {
          websites++;
          if (isAuthentication(template)) {
            button("url", index, "text", "text", body.isEmpty() ? "" : body.getFirst());
          } else if (button.path("url").asString("").contains("{{")) {
            String name = websites == 1 ? "websiteVariable" : "websiteVariable2";
            button("url", index, "text", "text", fields.text(name, 2000, Reason.V2_CONTENT));
          }
        }
        case "OTP" -> button("url", index, "text", "text", body.isEmpty() ? "" : body.getFirst());
        case "COPY_CODE" -> {
          String code = fields.text("couponCode", COUPON, Reason.V2_CONTENT);
          button("copy_code", index, "coupon_code", "coupon_code", code);
        }
        default -> {
          // Nothing to fill in.
        }
      }
      index++;
    }
  }

  private void button(String subType, int index, String type, String key, String value) {
    ObjectNode button = components.addObject().put("type", "button").put("sub_type", subType);
    button.put("index", String.valueOf(index));
    button.putArray("parameters").addObject().put("type", type).put(key, value);
  }
}
