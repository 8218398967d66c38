package wabahub.console;

import java.util.List;

/// The operator's first page: the partners to look into.
public record HubPage(Frame frame, List<Row> partners) {
  /// A partner. `link`: of its numbers.
  public record Row(String name, String clientId, boolean suspended, String since, String link) {}
}
