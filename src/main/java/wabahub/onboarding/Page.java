package wabahub.onboarding;

import java.util.List;
import java.util.Map;

/// What the template of a link's page is made of; "" = there is none.
///
/// @param view which part is to be seen: `start`, `working`, `failed`, `finished`, or one of those
///   without a link: `gone`, `busy`, `unready`
/// @param host who made the link
/// @param logo address of the host's logo
/// @param number digits of the number that the link is for, or that is live
/// @param needs keys of what the client needs before starting
/// @param steps the steps that the client sees
/// @param setUp what Meta's dialog is opened with
public record Page(
    Tongue tongue,
    String view,
    String host,
    String business,
    String logo,
    String number,
    Texts texts,
    List<String> needs,
    List<Stage> steps,
    SetUp setUp,
    Files files) {

  /// The language, and the others to switch to.
  public record Tongue(
      String code, String direction, Map<String, String> words, List<Other> others) {}

  /// `code`, and its name in itself.
  public record Other(String code, String name) {}

  /// What the host says, or what is said for it. `reason`: what is wrong, in a failed view; `next`:
  /// address to go on to.
  public record Texts(
      String title,
      String message,
      String button,
      String success,
      String failed,
      String reason,
      String next) {
    static final Texts NONE = new Texts("", "", "", "", "", "", "");
  }

  /// A step as the client sees it. `covers`: codes of the hub's steps, with a space between;
  /// `state`: `done`, `now` or `later`.
  public record Stage(String key, String covers, String state) {}

  /// `state` and `signIn`: addresses in the hub. `extras`: JSON.
  public record SetUp(
      String state,
      String signIn,
      String sdk,
      String origin,
      String appId,
      String configId,
      String version,
      String extras) {
    static final SetUp NONE = new SetUp("", "", "", "", "", "", "", "");
  }

  /// Addresses of what the page loads.
  public record Files(String style, String script, String icon) {}

  /// The text with this key.
  public String say(String key) {
    return tongue.words().getOrDefault(key, "");
  }

  /// The text with this key, in which `{0}` stands for a value.
  public String say(String key, String value) {
    // Isolated, for it may run the other way than the text.
    return say(key).replace("{0}", "\u2068" + value + "\u2069");
  }

  /// Whether it is the page of a link.
  public boolean isLink() {
    return !setUp.state().isEmpty() || isPreview();
  }

  /// Whether it only shows what a link would look like.
  public boolean isPreview() {
    return files.script().isEmpty();
  }
}
