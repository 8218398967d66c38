package wabahub.onboarding;

import java.util.Locale;
import java.util.stream.Stream;
import wabahub.graph.Fix;

/// What the owner of a business is told when it does not go on: several problems that are different
/// things to a partner are one to them.
public enum Advice {
  SIGN_IN_AGAIN,
  CLOSED,
  DIALOG_ERROR,
  PERMISSIONS,
  NO_ACCOUNT,
  NO_NUMBER,
  OTHER_NUMBER,
  NUMBER_UNCLEAR,
  NUMBER_TAKEN,
  ACCOUNT_TAKEN,
  OTHER_LINK,
  NEW_LINK,
  NOT_FOUND,
  OUR_SETUP,
  META_BUSY,
  LOCKED,
  COUNTRY,
  PAYMENT,
  TERMS,
  PIN_WRONG,
  PIN_WAIT,
  VERIFY_FIRST,
  CODE_WRONG,
  CODE_WAIT,
  TOO_OFTEN,
  MOVE_REFUSED,
  DISCONNECT_FIRST,
  REFUSED;

  /// Of its text.
  String key() {
    return "problem." + name().toLowerCase(Locale.ROOT);
  }

  /// `code`: of a [Problem] or of a [Fix].
  static Advice of(String code) {
    return Stream.of(Problem.values())
        .filter(problem -> problem.code().equals(code))
        .findFirst()
        .map(Advice::of)
        .orElseGet(() -> of(Fix.valueOf(code.toUpperCase(Locale.ROOT))));
  }

  static Advice of(Problem problem) {
    return switch (problem) {
      case SIGN_IN_AGAIN -> SIGN_IN_AGAIN;
      case CLOSED -> CLOSED;
      case DIALOG_ERROR -> DIALOG_ERROR;
      case OTHER_APP -> OUR_SETUP;
      case PERMISSIONS_MISSING -> PERMISSIONS;
      case NO_WABA -> NO_ACCOUNT;
      case NO_NUMBER -> NO_NUMBER;
      case OTHER_NUMBER -> OTHER_NUMBER;
      case NUMBER_UNCLEAR -> NUMBER_UNCLEAR;
      case NUMBER_TAKEN -> NUMBER_TAKEN;
      case WABA_TAKEN -> ACCOUNT_TAKEN;
      case OTHER_LINK -> OTHER_LINK;
      case NOT_OURS -> NEW_LINK;
    };
  }

  static Advice of(Fix fix) {
    return switch (fix) {
      case WAIT, UNREACHABLE, SLOW_DOWN, MAINTENANCE, JUST_DELETED, DEREGISTER_AGAIN -> META_BUSY;
      case SIGN_IN_AGAIN -> SIGN_IN_AGAIN;
      case GRANT -> PERMISSIONS;
      case NOT_FOUND -> NOT_FOUND;
      case SYSTEM_USER, APP_SECRET, APP_CAPABILITY, NO_CREDIT_LINE, NOT_A_SOLUTION_PARTNER ->
          OUR_SETUP;
      case ACCOUNT_LOCKED -> LOCKED;
      case COUNTRY_RESTRICTED -> COUNTRY;
      case PAYMENT -> PAYMENT;
      case ACCEPT_TERMS -> TERMS;
      case PIN_WRONG -> PIN_WRONG;
      case PIN_WAIT -> PIN_WAIT;
      case VERIFY_FIRST -> VERIFY_FIRST;
      case CODE_WRONG -> CODE_WRONG;
      case CODE_WAIT -> CODE_WAIT;
      case TOO_MANY_REGISTRATIONS -> TOO_OFTEN;
      case MOVE_REFUSED -> MOVE_REFUSED;
      case SYNC_TOO_LATE, HISTORY_DECLINED -> DISCONNECT_FIRST;
      case ALREADY_VERIFIED, NOT_REGISTERED, SYNC_ASKED, REFUSED -> REFUSED;
      // Of messages; no step of an onboarding has them.
      case PACE, SPAM, TEMPLATE_SYNCING, SEND_TEMPLATE, RECIPIENT, CONTENT, TEMPLATE -> REFUSED;
    };
  }
}
