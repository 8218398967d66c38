package wabahub.console;

import java.util.List;

/// What a client used in a month, to be printed.
///
/// @param issuer the partner
/// @param client the business, "" when it has gone
/// @param period first and last day
/// @param months others of the number, to choose from
/// @param note what the figures are worth: final, or complete up to an instant
public record StatementPage(
    Frame frame,
    String issuer,
    String client,
    String name,
    String phone,
    String month,
    List<String> period,
    List<UsagePage.Category> lines,
    String total,
    String note,
    String made,
    List<Choice> months) {

  /// Another month.
  public record Choice(String name, String link, boolean chosen) {}
}
