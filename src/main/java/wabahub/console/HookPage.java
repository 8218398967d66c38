package wabahub.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A webhook of a number, with its log. `secret`: "" while it is hidden.
public record HookPage(
    Frame frame,
    String path,
    String number,
    String numberPath,
    String name,
    Form form,
    String secret,
    String secretSince,
    String oldUntil,
    List<Delivery> log,
    String state,
    String next) {

  /// What can be set. `events`: all there are; `wrong`: why it was not taken, null = nothing was
  /// tried.
  public record Form(
      String name, String url, List<Event> events, boolean retries, @Nullable String wrong) {}

  /// Something that a webhook can be told of.
  public record Event(String word, boolean chosen) {}

  /// A line of the log.
  public record Delivery(
      String path, String event, String at, String state, String tone, String last) {}
}
