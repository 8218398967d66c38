package wabahub.console;

import java.util.List;

/// The links of a partner. `state`: the one that is asked for, "" = all; `older`: address of the
/// next page, "" = there is none.
public record OnboardingPage(
    Frame frame,
    String state,
    List<Choice> choices,
    List<Row> rows,
    String older,
    List<Broken> broken) {

  /// A filter.
  public record Choice(String code, String text, String link) {}

  /// One link, ready to be shown.
  public record Row(
      String link,
      String name,
      String phone,
      String reference,
      String state,
      String tone,
      String reason,
      String at) {}

  /// A live number whose connection has to be mended.
  public record Broken(String digits, String phone, String name, String reason) {}
}
