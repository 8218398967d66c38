package wabahub.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Comma-separated values as RFC 4180 has them, harmless in a spreadsheet: a cell that would be
/// taken for a formula gets an apostrophe in front.
public final class Csv {
  public static final String TYPE = "text/csv; charset=utf-8";

  private static final Pattern WEIGHT =
      Pattern.compile(";\\s*q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)\\s*(;|$)");

  private final StringBuilder text = new StringBuilder();

  /// Whether the caller names CSV and does not prefer JSON (RFC 9110, section 12.5.1).
  public static boolean isWanted(Call call) {
    List<String> ranges =
        call.headers("Accept").stream()
            .flatMap(accept -> Stream.of(accept.split(",")))
            .map(range -> range.strip().toLowerCase(Locale.ROOT))
            .toList();
    double csv = weight(ranges, List.of("text/csv"));
    return csv > 0 && csv >= weight(ranges, List.of("application/json", "application/*", "*/*"));
  }

  /// That of the first of these types that is among the ranges; 0 when none is.
  private static double weight(List<String> ranges, List<String> types) {
    return types.stream()
        .map(type ->
            ranges.stream().filter(range -> range.split(";", 2)[0].strip().equals(type)).toList())
        .filter(named -> !named.isEmpty())
        .findFirst()
        .map(named -> named.stream().mapToDouble(Csv::weight).max().orElseThrow())
        .orElse(0.0);
  }

  private static double weight(String range) {
    Matcher weight = WEIGHT.matcher(range);
    return weight.find() ? Double.parseDouble(weight.group(1)) : 1;
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
