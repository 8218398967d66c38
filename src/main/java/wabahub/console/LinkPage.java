package wabahub.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One onboarding: the link to hand on, how far it is, and what can be done about it.
///
/// @param address of the page
/// @param version changes with all that [Progress] shows
/// @param facts label and value
public record LinkPage(
    Frame frame,
    String address,
    String version,
    List<List<String>> facts,
    @Nullable Share share,
    Progress progress,
    Acts acts) {

  /// What is handed on to the client. `mail`, `chat`: addresses that begin a message with it.
  public record Share(String link, QrCode code, String message, String mail, String chat) {}

  /// `stages` in order; `number`: address of the number's page, "" = it is not live yet.
  public record Progress(
      String state,
      String tone,
      List<Stage> stages,
      @Nullable Trouble trouble,
      String number,
      boolean isLive) {}

  /// `state`: `done`, `now`, `failed` or `later`, and in words in `said`; `note`: such as how often
  /// it was tried.
  public record Stage(String title, String state, String said, String at, String note) {}

  /// What went wrong. `told`: what the client is told; `cure`: what the partner can do; `meta`:
  /// Meta's code and words, "" = it was not Meta.
  public record Trouble(String told, String cure, String meta) {}

  /// What can be done now.
  public record Acts(boolean cancel, boolean retry, boolean play) {}
}
