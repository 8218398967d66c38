package wabahub.console;

import java.util.List;

/// One delivery: what was sent, and what came back.
public record DeliveryPage(
    Frame frame, String path, String hookPath, String body, List<Attempt> attempts) {
  /// `answer`: its status, or why there was none.
  public record Attempt(String at, String answer, String duration) {}
}
