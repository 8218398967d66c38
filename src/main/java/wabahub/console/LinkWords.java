package wabahub.console;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import wabahub.onboarding.Advice;
import wabahub.onboarding.Done;
import wabahub.onboarding.Link;
import wabahub.onboarding.State;
import wabahub.onboarding.Step;
import wabahub.onboarding.Wish;

/// A link in words.
record LinkWords(Speech speech) {
  /// Whose link it is, as well as that is known.
  String name(Link link) {
    Wish wish = link.wish();
    return Stream.of(wish.displayName(), wish.businessName(), wish.reference())
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElseGet(() -> speech.say("onboarding.unnamed", link.id()));
  }

  /// The client's number; "" while only a temporary one stands in for it.
  String phone(Link link) {
    return link.temporary() ? "" : Speech.phone(link.whatsapp());
  }

  String state(Link link) {
    return speech.say("onboarding.state." + link.state().code());
  }

  /// `good`, `warn`, `bad` or `soft`.
  static String tone(Link link) {
    return switch (link.state()) {
      case OPEN -> link.trouble() == null ? "soft" : "warn";
      case WORKING -> "warn";
      case STUCK -> "bad";
      case FINISHED -> "good";
      case CANCELLED, EXPIRED -> "soft";
    };
  }

  /// What the partner can do about it.
  String cure(Link.Trouble trouble) {
    return speech.say("onboarding.cure." + cure(trouble.advice()));
  }

  private static String cure(Advice advice) {
    return switch (advice) {
      case SIGN_IN_AGAIN,
          CLOSED,
          DIALOG_ERROR,
          PERMISSIONS,
          NO_ACCOUNT,
          NO_NUMBER,
          OTHER_NUMBER,
          ACCOUNT_TAKEN,
          NOT_FOUND,
          VERIFY_FIRST,
          CODE_WRONG ->
          "same_link";
      case NUMBER_UNCLEAR, NEW_LINK, NUMBER_TAKEN -> "new_link";
      case META_BUSY, PIN_WAIT, CODE_WAIT, TOO_OFTEN, OTHER_LINK -> "wait";
      case OUR_SETUP -> "operator";
      case LOCKED, COUNTRY, PAYMENT, TERMS, PIN_WRONG, MOVE_REFUSED, DISCONNECT_FIRST, REFUSED ->
          "at_meta";
    };
  }

  /// All steps of a link: those that were taken, and those to come. What the client does comes
  /// before them.
  List<LinkPage.Stage> stages(Link link, List<Step> course, List<Done> done) {
    Map<String, Done> byStep = new HashMap<>();
    done.forEach(one -> byStep.put(one.step(), one));
    List<LinkPage.Stage> stages = new ArrayList<>();
    stages.add(stage("made", "done", link.createdAt()));
    Long signedIn = link.signedInAt();
    stages.add(
        signedIn == null
            ? new LinkPage.Stage(title("signed_in"), waiting(link), said(waiting(link)), "", "")
            : stage("signed_in", "done", signedIn));
    course.forEach(step -> stages.add(stage(link, step, byStep.get(step.code()))));
    return stages;
  }

  private static String waiting(Link link) {
    return link.state().isLive() ? "now" : "later";
  }

  private LinkPage.Stage stage(String key, String state, long at) {
    return new LinkPage.Stage(title(key), state, said(state), speech.moment(at), "");
  }

  private LinkPage.Stage stage(Link link, Step step, @Nullable Done done) {
    if (done == null) {
      return new LinkPage.Stage(title(step.code()), "later", said("later"), "", "");
    }
    String state =
        switch (done.state()) {
          case "done" -> "done";
          case "failed" -> "failed";
          default -> link.state() == State.WORKING ? "now" : "failed";
        };
    String again = done.attempts() > 1 ? speech.say("onboarding.tried", done.attempts()) : "";
    return new LinkPage.Stage(
        title(step.code()), state, said(state), speech.moment(done.lastAt()), again);
  }

  private String title(String step) {
    return speech.say("onboarding.step." + step);
  }

  private String said(String state) {
    return speech.say("onboarding.stage." + state);
  }
}
