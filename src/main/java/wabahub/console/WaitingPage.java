package wabahub.console;

import java.util.List;

/// What waits of Meta's webhooks, on one of the two shelves.
public record WaitingPage(
    Frame frame, List<Tab> tabs, String explained, List<Row> rows, String next) {

  /// A shelf.
  public record Tab(String text, String link, boolean chosen) {}

  /// One element. `link`: of its content; `retry`: to read it again.
  public record Row(String id, String reason, String at, String size, String link, String retry) {}
}
