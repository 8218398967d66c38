package wabahub.console;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Form;
import wabahub.http.Json;
import wabahub.http.Refusal;

/// A form with what was typed into it, and why it was not taken: "" = it was not sent yet.
public record Typed(Map<String, String> values, String wrong) {
  static final Typed NOTHING = new Typed(Map.of(), "");

  static Typed of(Form form, List<String> names, String wrong) {
    Map<String, String> values = new HashMap<>();
    names.forEach(name -> values.put(name, form.text(name)));
    return new Typed(values, wrong);
  }

  public String get(String name) {
    return values.getOrDefault(name, "");
  }

  /// Why not, in a line.
  static String wrong(Speech speech, Refusal refusal) {
    RefusalPage.Text text = Look.text(speech, refusal);
    return text.detail().isEmpty() ? text.sentence() : text.sentence() + " " + text.detail();
  }

  /// Some fields of a form, as the calls of the API have them: what they refuse is refused here,
  /// too.
  static ObjectNode json(Form form, List<String> names) {
    ObjectNode json = Json.object();
    names.stream().filter(form::has).forEach(name -> json.put(name, form.text(name)));
    return json;
  }
}
