package wabahub.console;

import java.util.List;

/// Months side by side, and one of them by number and category.
///
/// @param month the chosen one, in words; `asOf`: the figures are complete up to there
/// @param isFinal whether nothing can be added to the month any more
/// @param chart what the plot of the months shows, as JSON
/// @param categories what the month's units were charged as, and how many were free
public record UsagePage(
    Frame frame,
    String month,
    String asOf,
    boolean isFinal,
    String chart,
    List<Month> months,
    List<Category> categories,
    List<Row> rows,
    String csv,
    Paging paging) {

  /// A month with its figures: conversations, marketing, service, incoming. `link`: chooses it;
  /// `change`: against the month before, "" = there is nothing to compare with.
  public record Month(
      String name, String link, boolean chosen, List<String> figures, String change) {}

  /// Charged or free units. `counts`: as which of the three kinds, "" = free.
  public record Category(String name, String counts, String units) {}

  /// A number in the month, with the figures of [Month]. `link`: of its page, "" when it has gone;
  /// `statement`: of its statement.
  public record Row(
      String link,
      String statement,
      String phone,
      String name,
      String gone,
      List<String> figures) {}

  /// `previous`, `next`: addresses, "" = there is none.
  public record Paging(String summary, String previous, String next) {}
}
