package wabahub.console;

import java.util.List;

/// How the hub is. `facts`: label and value.
public record HealthPage(
    Frame frame,
    boolean isReady,
    List<Line> checks,
    List<List<String>> facts,
    List<Settings.Shown> configuration) {

  /// A condition. `text`: what is wrong, or that nothing is; `tone`: `good`, `warn` or `bad`.
  public record Line(String name, String text, String tone) {}
}
