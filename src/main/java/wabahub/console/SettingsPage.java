package wabahub.console;

import java.util.List;

/// A partner's settings.
///
/// @param clientId what its programs sign in with
public record SettingsPage(Frame frame, String clientId, Hook hook, Zone zone, List<Wrong> wrong) {

  /// The partner's own webhook. `url`: as it is, or as it was typed when that was wrong; `secret`:
  /// "" = there is none yet; `old`: until when the one before signs, "" = it does not; `isSet`:
  /// whether it has an address.
  public record Hook(
      String url, boolean isSet, String secret, String since, String old, List<Sent> sent) {}

  /// A delivery. `answer`: what the last attempt came to.
  public record Sent(
      String id, String event, String at, String state, String tone, String answer) {}

  /// `next`: what it will be and from when on, "" = it stays.
  public record Zone(String now, String next, String today, String monthEnds, List<String> all) {}

  /// Why a form was not taken. `form`: `webhook` or `zone`.
  public record Wrong(String form, String text) {}

  /// Why this form was not taken, "" = it was, or was not sent.
  public String wrong(String form) {
    return wrong.stream()
        .filter(one -> one.form().equals(form))
        .map(Wrong::text)
        .findFirst()
        .orElse("");
  }
}
