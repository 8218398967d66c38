package wabahub.metering;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CountriesTest {
  private final Countries countries = new Countries();

  @Test
  void phone_ofAnyCallingCode_isOfTheCountryThatTheLibrarySays() {
    long seed = new SplittableRandom().nextLong();
    System.out.println("CountriesTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<Integer> codes = List.copyOf(PhoneNumberUtil.getInstance().getSupportedCallingCodes());
    assertThat(codes).hasSizeGreaterThan(200);
    for (int i = 0; i < 20_000; i++) {
      String code = String.valueOf(codes.get(i % codes.size()));
      StringBuilder phone = new StringBuilder(code);
      int length = random.nextInt(7, 16);
      while (phone.length() < length) {
        phone.append(random.nextInt(10));
      }
      assertThat(countries.of(null, phone.toString()))
          .as("+%s (seed %d)", phone, seed)
          .isEqualTo(countries.byLibrary(phone.toString()));
    }
  }

  @Test
  void userId_withACountry_decidesBeforeThePhone() {
    assertThat(countries.of("GB.41200988177345021187", "972501234567")).isEqualTo("GB");
    assertThat(countries.of("41200988177345021187", "972501234567")).isEqualTo("IL");
    assertThat(countries.of(null, "12345")).isEmpty();
  }
}
