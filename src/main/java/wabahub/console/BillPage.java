package wabahub.console;

import java.util.List;

/// The itemised bill of a number's month. `kinds`: links to each kind of line; `next`: the page
/// after this one, "" = there is none.
public record BillPage(
    Frame frame,
    String name,
    String phone,
    String numberPath,
    String month,
    List<Kind> kinds,
    List<Line> lines,
    String csv,
    String next) {
  /// `key`: of its text.
  public record Kind(String key, String link, boolean chosen) {}

  /// A charged message, or the opening of a session, which has no more than kind and moment.
  public record Line(
      String at, String kind, String category, String type, String country, String message) {}
}
