package wabahub.onboarding;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the hub does at Meta for a client that has signed in, in this order.
public enum Step {
  /// The code of Embedded Signup becomes the client's business token. It lives for 30 seconds.
  EXCHANGE,
  /// The token is one of our app, the WABA and the number are the client's.
  CHECK,
  /// The WABA's webhooks come here.
  SUBSCRIBE,
  /// Solution Partner: the own system user is put onto the WABA.
  ASSIGN,
  /// Solution Partner: the credit line is shared and attached.
  CREDIT,
  /// The number is registered for the Cloud API.
  REGISTER,
  /// Coexistence, instead of REGISTER: contacts, then history, are asked for.
  CONTACTS,
  HISTORY,
  /// The number goes live in the hub.
  FINISH;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Step of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }

  /// All steps of a link.
  static List<Step> course(boolean solutionPartner, boolean coexistence) {
    List<Step> course = new ArrayList<>();
    for (Step step = EXCHANGE; step != FINISH; step = step.next(solutionPartner, coexistence)) {
      course.add(step);
    }
    course.add(FINISH);
    return course;
  }

  /// The step after this one.
  Step next(boolean solutionPartner, boolean coexistence) {
    return switch (this) {
      case EXCHANGE -> CHECK;
      case CHECK -> SUBSCRIBE;
      case SUBSCRIBE -> solutionPartner ? ASSIGN : connect(coexistence);
      case ASSIGN -> CREDIT;
      case CREDIT -> connect(coexistence);
      case CONTACTS -> HISTORY;
      case REGISTER, HISTORY, FINISH -> FINISH;
    };
  }

  private static Step connect(boolean coexistence) {
    return coexistence ? CONTACTS : REGISTER;
  }
}
