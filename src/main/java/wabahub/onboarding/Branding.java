package wabahub.onboarding;

/// What the client sees on the page of a link. `logo`: https address of a picture of 200 x 60
/// pixels; "" = not set.
public record Branding(String logo, String message, String button, String success, String failed) {
  static final Branding NONE = new Branding("", "", "", "", "");

  /// These, and the other ones' where there is none.
  Branding over(Branding defaults) {
    return new Branding(
        or(logo, defaults.logo),
        or(message, defaults.message),
        or(button, defaults.button),
        or(success, defaults.success),
        or(failed, defaults.failed));
  }

  private static String or(String own, String fallback) {
    return own.isEmpty() ? fallback : own;
  }
}
