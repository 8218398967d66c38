package wabahub.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Comma-separated values as RFC 4180 has them, harmless in a spreadsheet: a cell that would be
/// taken for a formula gets an apostrophe in front.
public final class Csv {
  public static final String TYPE = "text/csv; charset=utf-8";

  private final StringBuilder text = new StringBuilder();

  /// Whether the caller prefers CSV to JSON.
  public static boolean isWanted(Call call) {
    return call.headers("Accept").stream().anyMatch(accept -> accept.contains("text/csv"));
  }

  /// Adds a line; null is an empty cell.
  public Csv line(List<? extends @Nullable Object> cells) {
    for (int i = 0; i < cells.size(); i++) {
      text.append(i == 0 ? "" : ",").append(cell(cells.get(i)));
    }
    text.append("\r\n");
    return this;
  }

  public Answer answer() {
    return Answer.of(200, TYPE, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String cell(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    String text = value.toString();
    if (value instanceof Number) {
      return text;
    }
    String harmless =
        !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    boolean quoted = harmless.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    return quoted ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
  }
}
