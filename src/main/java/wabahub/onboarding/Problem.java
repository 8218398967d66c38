package wabahub.onboarding;

import java.util.Locale;
import java.util.stream.Stream;
import wabahub.graph.Fix;

/// Why a link is stuck, where it is not an answer of Meta's (those are rows of [Fix]).
enum Problem {
  SIGN_IN_AGAIN(
      "The sign-in at Meta was not completed in time or is used up.",
      "The client opens the same link and signs in once more."),
  CLOSED(
      "The client closed Meta's dialog before the end.",
      "The client opens the same link again and goes through to the end."),
  DIALOG_ERROR(
      "Meta's dialog reported an error to the client.",
      "The client opens the same link again; if it happens again, what Meta said tells why."),
  OTHER_APP(
      "The sign-in belongs to another Meta app.",
      "The operator checks the app id and the configuration id of the hub."),
  PERMISSIONS_MISSING(
      "The client did not grant the app access to its WhatsApp account.",
      "The client signs in once more and leaves all permissions ticked."),
  NO_WABA(
      "Meta names no WhatsApp account for this sign-in.",
      "The client signs in once more and picks or makes a WhatsApp account."),
  NO_NUMBER(
      "The client signed in but added no phone number.",
      "The client opens the same link again and adds the number."),
  OTHER_NUMBER(
      "The client signed in with another number than the one of this link.",
      "The client opens the same link again and picks the number of the link, or the partner makes a"
          + " link without a number."),
  NUMBER_UNCLEAR(
      "The WhatsApp account has several numbers, and Meta does not say which one was meant.",
      "The partner names the number: a link for this very number."),
  NUMBER_TAKEN(
      "This number is connected to this hub by somebody else.",
      "Whoever has it deletes it there first."),
  WABA_TAKEN(
      "This WhatsApp account is connected to this hub by somebody else.",
      "The client picks or makes another WhatsApp account."),
  OTHER_LINK(
      "This number is just being connected by another link.",
      "Wait for that one to end, or cancel it."),
  NOT_OURS("The number is no longer in the hub.", "The partner makes a new link for it.");

  private final String sentence;
  private final String cure;

  Problem(String sentence, String cure) {
    this.sentence = sentence;
    this.cure = cure;
  }

  /// A problem as it is stored and shown: `code` is its name in lower case.
  record Shown(String code, String sentence, String cure) {}

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// `code`: of a problem, or of a [Fix].
  static Shown shown(String code) {
    return Stream.of(values())
        .filter(problem -> problem.code().equals(code))
        .map(problem -> new Shown(code, problem.sentence, problem.cure))
        .findFirst()
        .orElseGet(() -> ofMeta(Fix.valueOf(code.toUpperCase(Locale.ROOT))));
  }

  private static Shown ofMeta(Fix fix) {
    return new Shown(code(fix), "Meta did not do what was asked.", fix.sentence());
  }

  static String code(Fix fix) {
    return fix.name().toLowerCase(Locale.ROOT);
  }
}
