package wabahub.graph;

/// What somebody can do about a failure of Meta's, in words for a partner.
public enum Fix {
  WAIT(Who.HUB, "Meta does not answer as it should. The hub tries again by itself."),
  UNREACHABLE(
      Who.OPERATOR,
      "The hub does not reach Meta and tries again by itself. If this lasts, its operator checks"
          + " the network and the address of the Graph API."),
  SLOW_DOWN(
      Who.HUB, "Meta allows only so many calls an hour. The hub goes on by itself when it may."),
  PACE(
      Who.HUB,
      "Meta takes only so many messages a second, and so many for one person. The hub goes on by"
          + " itself."),
  SPAM(
      Who.CLIENT,
      "Too many of this number's messages were blocked or reported. The client writes only to those"
          + " who have agreed, and less often."),
  TEMPLATE_SYNCING(
      Who.HUB, "Meta is still setting the template up. The hub tries again in ten minutes."),
  SEND_TEMPLATE(
      Who.PARTNER, "The customer has not written for more than 24 hours. Send a template instead."),
  RECIPIENT(
      Who.PARTNER,
      "The message cannot be delivered to this recipient. Check the recipient's number."),
  CONTENT(Who.PARTNER, "Meta does not take this content, or cannot fetch the file. Change it."),
  TEMPLATE(
      Who.PARTNER,
      "The template does not fit: its name, language, variables or state. Compare with the list of"
          + " templates."),
  MAINTENANCE(
      Who.HUB, "Meta is working on this number. The hub tries again by itself in a few minutes."),
  SIGN_IN_AGAIN(
      Who.CLIENT,
      "What Meta had granted is used up, expired or withdrawn. The client opens the link once more"
          + " and signs in."),
  GRANT(
      Who.CLIENT,
      "Meta does not let the hub do this for the client. The client opens the link once more and"
          + " leaves every permission switched on."),
  NOT_FOUND(
      Who.CLIENT,
      "Meta does not know this account or number, or does not show it to the hub. The client opens"
          + " the link once more and picks it there."),
  SYSTEM_USER(
      Who.OPERATOR,
      "The token of the hub's system user is expired, or lacks a permission. The operator makes a"
          + " new one in Meta Business Suite."),
  APP_SECRET(
      Who.OPERATOR,
      "Meta does not accept the app's id or secret. The operator compares both with the App"
          + " Dashboard."),
  APP_CAPABILITY(
      Who.OPERATOR,
      "The hub's Meta app may not do this. The operator looks at App Review and the app's access"
          + " level in the App Dashboard."),
  NO_CREDIT_LINE(
      Who.OPERATOR,
      "The hub's operator has no credit line with Meta that could be shared. The operator asks"
          + " Meta for one."),
  NOT_A_SOLUTION_PARTNER(
      Who.OPERATOR,
      "Only a Solution Partner of Meta can do this. The operator sets the system user's token and"
          + " the business id."),
  ACCOUNT_LOCKED(
      Who.CLIENT,
      "Meta has locked the account or blocked it by its rules. The client looks at Business Support"
          + " Home and asks Meta for a review."),
  COUNTRY_RESTRICTED(
      Who.CLIENT,
      "Meta does not let this account be used in that country. The client asks Meta's support."),
  PAYMENT(
      Who.CLIENT,
      "Meta has no valid payment for the account. The client settles it in the WhatsApp Manager,"
          + " under payment settings."),
  ACCEPT_TERMS(
      Who.CLIENT,
      "Terms of Meta are not accepted yet. The client accepts them in the WhatsApp Manager."),
  PIN_WRONG(
      Who.CLIENT,
      "The number is protected by another PIN. The client switches two-step verification off in the"
          + " WhatsApp Manager."),
  PIN_WAIT(
      Who.HUB,
      "A wrong PIN was tried too often or too fast. The hub tries again when Meta allows it."),
  VERIFY_FIRST(
      Who.CLIENT,
      "The number is not verified yet. The client asks for a code by SMS or call, and enters it."),
  CODE_WRONG(
      Who.CLIENT,
      "The code is wrong or too old. The client enters the code of the last message, or asks for"
          + " another."),
  CODE_WAIT(
      Who.CLIENT,
      "Too many codes were asked for. The client enters the last one that came, or waits until Meta"
          + " sends another, up to a day."),
  ALREADY_VERIFIED(Who.PARTNER, "The number is verified already. Go on with the next step."),
  NOT_REGISTERED(
      Who.PARTNER, "The number is not registered for the Cloud API. Register it once more."),
  JUST_DELETED(
      Who.HUB,
      "The number was deleted a moment ago. The hub tries again by itself after five minutes."),
  TOO_MANY_REGISTRATIONS(
      Who.HUB,
      "The number was registered and taken off more than ten times in 72 hours. The hub tries again"
          + " after 72 hours; until then nobody can speed it up."),
  DEREGISTER_AGAIN(
      Who.HUB,
      "Meta did not finish taking the number off. The hub takes it off once more, then goes on."),
  MOVE_REFUSED(
      Who.CLIENT,
      "The number cannot be moved as it is now. The client checks with the present provider that"
          + " the number is theirs, its two-step PIN is off and the move is not under way already."),
  SYNC_ASKED(Who.PARTNER, "Contacts and history were asked for already. Nothing is left to do."),
  SYNC_TOO_LATE(
      Who.CLIENT,
      "Contacts and history can be handed over within 24 hours only. The client disconnects in the"
          + " WhatsApp Business app (Settings, Account, Business Platform) and signs in once more."),
  HISTORY_DECLINED(
      Who.CLIENT,
      "The client has declined to hand over the history. To change that, the client disconnects in"
          + " the WhatsApp Business app and signs in once more."),
  REFUSED(
      Who.OPERATOR, "Meta refuses the request. Show Meta's own words to the operator of the hub.");

  private final Who who;
  private final String sentence;

  Fix(Who who, String sentence) {
    this.who = who;
    this.sentence = sentence;
  }

  public Who who() {
    return who;
  }

  /// One or two English sentences.
  public String sentence() {
    return sentence;
  }
}
