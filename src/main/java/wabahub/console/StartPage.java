package wabahub.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way to the first number, with what is done of it.
///
/// @param version changes with all that is shown
/// @param playable whether a client can be played
/// @param link the newest link, null = none was made yet
/// @param stages how far that link is
/// @param number address of the page of its number, "" = it is not live
/// @param figures conversations of this month
public record StartPage(
    Frame frame,
    String version,
    boolean playable,
    List<Step> steps,
    @Nullable String link,
    List<LinkPage.Stage> stages,
    String number,
    String figures) {

  /// `state`: `done`, `now` or `later`, and in words in `said`.
  public record Step(String key, String state, String said) {}
}
