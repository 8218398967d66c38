package wabahub.metering;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The country of a recipient, for the itemised bill.
final class Countries {
  /// `GB.41200988177345021187`: Meta's business-scoped user id begins with the user's country.
  private static final Pattern USER_ID = Pattern.compile("([A-Z]{2})\\..*", Pattern.DOTALL);

  private static final String UNKNOWN = "ZZ";

  private final PhoneNumberUtil phones = PhoneNumberUtil.getInstance();

  /// An ISO 3166 code, "" when neither says one.
  String of(@Nullable String userId, @Nullable String phone) {
    if (userId != null && USER_ID.matcher(userId).matches()) {
      return userId.substring(0, 2);
    }
    return phone == null || !phone.matches("[1-9][0-9]{6,14}") ? "" : ofPhone(phone);
  }

  /// The country of the calling code where the library does not know the very number: new ranges
  /// are none to it.
  private String ofPhone(String digits) {
    try {
      PhoneNumber number = phones.parse("+" + digits, null);
      String region = phones.getRegionCodeForNumber(number);
      region =
          region == null ? phones.getRegionCodeForCountryCode(number.getCountryCode()) : region;
      return region.equals(UNKNOWN) ? "" : region;
    } catch (NumberParseException e) {
      return "";
    }
  }
}
