package wabahub.numbers;

/// What can be wrong with a live number, worst first: of several the first one is shown.
public enum Trouble {
  ACCOUNT_DELETED(
      Effect.CUT_OFF,
      "The client's WhatsApp Business account was deleted.",
      "Onboard the number again, into another account.",
      "https://business.facebook.com/wa/manage/home/"),
  PARTNER_REMOVED(
      Effect.CUT_OFF,
      "The client no longer shares this number's account.",
      "Send the client an onboarding link, to connect the number once more.",
      ""),
  COEXISTENCE_OFFBOARDED(
      Effect.CUT_OFF,
      "The number left when its WhatsApp Business app moved to another phone or registered anew.",
      "The client reconnects it in the app (Settings, Account, Business Platform), or by an"
          + " onboarding link.",
      ""),
  TOKEN_REVOKED(
      Effect.CUT_OFF,
      "Meta does not accept this number's access token any more.",
      "Send the client an onboarding link, to sign in once more.",
      ""),
  ACCOUNT_DISABLED(
      Effect.CANNOT_SEND,
      "Meta has disabled the account.",
      "The client asks Meta for a review.",
      "https://business.facebook.com/business-support-home/"),
  ACCOUNT_REJECTED(
      Effect.CANNOT_SEND,
      "Meta's review has rejected the account.",
      "The client corrects what the review names and asks for another one.",
      "https://business.facebook.com/business-support-home/"),
  ACCOUNT_RESTRICTED(
      Effect.CANNOT_SEND,
      "Meta has restricted what the account may send.",
      "Wait for the end of the restriction, or let the client ask Meta for a review.",
      "https://business.facebook.com/business-support-home/"),
  PAYMENT_MISSING(
      Effect.CANNOT_SEND,
      "The account has no valid means of payment.",
      "The client adds one, or settles what is due.",
      "https://business.facebook.com/billing_hub/"),
  NOT_RECEIVING(
      Effect.CANNOT_RECEIVE,
      "Meta does not send this number's webhooks here: its figures stand still.",
      "The operator looks at the reason; the hub tries again by itself.",
      ""),
  ACCOUNT_TO_BE_DISABLED(
      Effect.WARNING,
      "Meta is going to disable the account.",
      "The client asks Meta for a review before that day.",
      "https://business.facebook.com/business-support-home/"),
  ACCOUNT_LIMITED(
      Effect.WARNING,
      "Meta has taken a right from the account that sending does not need.",
      "Wait for the end of the restriction, or let the client ask Meta for a review.",
      "https://business.facebook.com/business-support-home/"),
  QUALITY_RED(
      Effect.WARNING,
      "Customers block or report this number's messages; Meta may lower its limit.",
      "Write only to those who have agreed, and less often.",
      "https://business.facebook.com/wa/manage/phone-numbers/"),
  NAME_REJECTED(
      Effect.WARNING,
      "Meta has rejected the display name.",
      "The client asks for another name.",
      "https://business.facebook.com/wa/manage/phone-numbers/");

  /// What it does to a number.
  enum Effect {
    /// Neither sends nor receives, until it is connected again.
    CUT_OFF,
    CANNOT_SEND,
    CANNOT_RECEIVE,
    WARNING
  }

  private final Effect effect;
  private final String sentence;
  private final String cure;
  private final String link;

  Trouble(Effect effect, String sentence, String cure, String link) {
    this.effect = effect;
    this.sentence = sentence;
    this.cure = cure;
    this.link = link;
  }

  /// Whether the number has to be connected again.
  public boolean cutsOff() {
    return effect == Effect.CUT_OFF;
  }

  public boolean stopsSending() {
    return effect == Effect.CUT_OFF || effect == Effect.CANNOT_SEND;
  }

  /// Whether it stops sending or receiving, rather than warns.
  public boolean isBreakage() {
    return effect != Effect.WARNING;
  }

  /// What is wrong: one English sentence.
  public String sentence() {
    return sentence;
  }

  /// What to do: one English sentence.
  public String cure() {
    return cure;
  }

  /// Meta's page for that; "" when there is none.
  public String link() {
    return link;
  }
}
