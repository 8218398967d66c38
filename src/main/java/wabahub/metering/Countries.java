package wabahub.metering;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The country of a recipient, for the itemised bill.
final class Countries {
  /// `GB.41200988177345021187`: Meta's business-scoped user id begins with the user's country.
  private static final Pattern USER_ID = Pattern.compile("([A-Z]{2})\\..*", Pattern.DOTALL);

  private static final Pattern PHONE = Pattern.compile("[1-9][0-9]{6,14}");
  private static final String UNKNOWN = "ZZ";
  private static final int LONGEST_CALLING_CODE = 3;

  private final PhoneNumberUtil phones = PhoneNumberUtil.getInstance();

  /// Calling codes that belong to one country. The library says that country for every number of
  /// such a code, so its patterns, which cost more than all the rest of a status, are left alone.
  private final Map<String, String> only = new HashMap<>();

  Countries() {
    for (int code : phones.getSupportedCallingCodes()) {
      List<String> regions = phones.getRegionCodesForCountryCode(code);
      if (regions.size() == 1) {
        only.put(String.valueOf(code), regions.getFirst());
      }
    }
  }

  /// An ISO 3166 code, "" when neither says one.
  String of(@Nullable String userId, @Nullable String phone) {
    if (userId != null && USER_ID.matcher(userId).matches()) {
      return userId.substring(0, 2);
    }
    return phone == null || !PHONE.matcher(phone).matches() ? "" : ofPhone(phone);
  }

  private String ofPhone(String digits) {
    for (int length = 1; length <= LONGEST_CALLING_CODE; length++) {
      String region = only.get(digits.substring(0, length));
      if (region != null) {
        return region;
      }
    }
    return byLibrary(digits);
  }

  /// The country of the calling code where the library does not know the very number: new ranges
  /// are none to it.
  String byLibrary(String digits) {
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
