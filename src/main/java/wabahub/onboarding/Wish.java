package wabahub.onboarding;

/// What a partner says about the client of a link; "" = not said.
public record Wish(
    boolean coexistence,
    String businessName,
    String businessEmail,
    String businessId,
    String businessAddress,
    String landingPage,
    String displayName,
    String reference,
    Branding branding) {
  static final Wish NONE = new Wish(false, "", "", "", "", "", "", "", Branding.NONE);
}
