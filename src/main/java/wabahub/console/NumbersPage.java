package wabahub.console;

import java.util.List;
import java.util.Map;

/// The list of a partner's numbers. `asOf`: the figures are complete up to there; `anyNumbers`:
/// whether there are any, whatever is filtered; `chosen`: the filters as they are.
public record NumbersPage(
    Frame frame,
    String month,
    String asOf,
    boolean anyNumbers,
    List<Card> cards,
    Map<String, String> chosen,
    String csv,
    List<Column> columns,
    List<Row> rows,
    Paging paging) {

  /// A total of the month. `trend`: `up`, `down`, `same`; "" = there is nothing to compare with;
  /// `before`: what it is compared with.
  public record Card(String key, String value, String change, String trend, String before) {}

  /// A column that can be sorted by; `order`: as in `aria-sort`, "none" when another one is;
  /// `link`: sorts by it, or the other way round.
  public record Column(String key, String order, String link, boolean number) {}

  /// One number, ready to be shown. `tone` of its state: `good`, `warn`, `bad`, `soft`.
  public record Row(
      String link,
      String digits,
      String phone,
      String name,
      String business,
      boolean coexistence,
      List<String> figures,
      String quality,
      String limit,
      String state,
      String tone,
      String reason,
      String inbox) {}

  /// `summary`: which are shown of how many; `previous`, `next`: "" = there is none.
  public record Paging(String found, String summary, String previous, String next) {}

  /// Whether a choice of a filter is made.
  public boolean isChosen(String filter, String value) {
    return chosen.getOrDefault(filter, "").equals(value);
  }

  /// Whether any filter is set.
  public boolean isFiltered() {
    return chosen.entrySet().stream()
        .anyMatch(entry -> !entry.getKey().equals("sort") && !entry.getValue().isEmpty());
  }

  /// What a figure means, by its place in a row.
  public static final List<String> FIGURES =
      List.of("conversations", "marketing", "service", "incoming");
}
