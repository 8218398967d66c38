package wabahub.onboarding;

import java.util.Map;
import wabahub.http.Reason;

/// Reads and writes what a partner says about a client, in the names of the Partners API.
final class WishJson {
  private static final int NAME = 256;
  private static final int ADDRESS = 512;
  private static final int LONG_TEXT = 200;
  private static final int SHORT_TEXT = 50;

  private WishJson() {}

  /// What is not in the request stays as it is in `before`.
  static Wish read(Fields fields, Wish before) {
    return new Wish(
        fields.flag("coexistence", Reason.COEXISTENCE, before.coexistence()),
        fields.text("business_name", NAME, Reason.BUSINESS_NAME, before.businessName()),
        fields.text(
            "business_email",
            NAME,
            Reason.BUSINESS_EMAIL,
            before.businessEmail(),
            "[^@\\s]{1,64}@[^@\\s]{1,190}"),
        fields.text("business_id", NAME, Reason.BUSINESS_ID, before.businessId(), "[0-9]{1,32}"),
        fields.text("business_address", NAME, Reason.BUSINESS_ADDRESS, before.businessAddress()),
        fields.address(
            "landing_page", ADDRESS, Reason.LANDING_PAGE, before.landingPage(), "https?"),
        fields.text("display_name", NAME, Reason.DISPLAY_NAME, before.displayName()),
        fields.text(
            "reference", SHORT_TEXT, Reason.REFERENCE, before.reference(), "[\\p{L}\\p{N}._-]+"),
        branding(fields, before.branding()));
  }

  static Branding branding(Fields fields, Branding before) {
    return new Branding(
        fields.address("onboarding_logo", ADDRESS, Reason.LOGO, before.logo(), "https"),
        fields.text("onboarding_message", LONG_TEXT, Reason.MESSAGE, before.message()),
        fields.text("onboarding_button", SHORT_TEXT, Reason.BUTTON, before.button()),
        fields.text("onboarding_success", LONG_TEXT, Reason.OUTCOME, before.success()),
        fields.text("onboarding_failed", LONG_TEXT, Reason.OUTCOME, before.failed()));
  }

  static void write(Branding branding, Map<String, Object> fields) {
    fields.put("onboarding_logo", branding.logo());
    fields.put("onboarding_message", branding.message());
    fields.put("onboarding_button", branding.button());
    fields.put("onboarding_success", branding.success());
    fields.put("onboarding_failed", branding.failed());
  }
}
