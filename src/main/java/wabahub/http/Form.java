package wabahub.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The fields of an HTML form, each with its values in order.
public record Form(Map<String, List<String>> fields) {
  private static final int MAX_FIELDS = 200;

  /// @throws Refusal BAD_REQUEST when it is none, or has more than 200 values
  static Form parse(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    Map<String, List<String>> fields = new LinkedHashMap<>();
    String[] pairs = text.isEmpty() ? new String[0] : text.split("&", MAX_FIELDS + 1);
    if (pairs.length > MAX_FIELDS) {
      throw new Refusal(Reason.BAD_REQUEST, "The form has too many fields.");
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      fields.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }
    return new Form(fields);
  }

  private static String decoded(String raw) {
    String text = RequestPath.percentDecoded(raw);
    if (text.indexOf('\0') >= 0 || text.indexOf(0xFFFD) >= 0) {
      throw new Refusal(Reason.BAD_REQUEST, "A field of the form is malformed.");
    }
    return text;
  }

  /// The first value, without space around it; "" when there is none.
  public String text(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? "" : values.getFirst().strip();
  }

  /// All values, such as those of check boxes with one name.
  public List<String> all(String name) {
    return fields.getOrDefault(name, List.of());
  }

  public boolean has(String name) {
    return fields.containsKey(name);
  }
}
