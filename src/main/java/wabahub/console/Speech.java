package wabahub.console;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Map;

/// How a language says things. Instants (UNIX seconds) are shown in `zone`.
public record Speech(String code, Map<String, String> words, ZoneId zone) {
  private static final String ISOLATE = "\u2068";
  private static final String ISOLATE_END = "\u2069";

  public boolean isRightToLeft() {
    return code.equals("he");
  }

  /// As in `<html dir>`.
  public String direction() {
    return isRightToLeft() ? "rtl" : "ltr";
  }

  private Locale locale() {
    return Locale.forLanguageTag(code);
  }

  Speech in(ZoneId other) {
    return new Speech(code, words, other);
  }

  boolean knows(String key) {
    return words.containsKey(key);
  }

  /// The text with this key.
  ///
  /// @throws IllegalArgumentException when there is none
  public String say(String key) {
    String text = words.get(key);
    if (text == null) {
      throw new IllegalArgumentException("no text " + key);
    }
    return text;
  }

  /// The text with this key, in which `{0}`, `{1}` … stand for values.
  public String say(String key, Object... values) {
    String text = say(key);
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      // Text is isolated, for it may run the other way than this one.
      String shown =
          value instanceof Number number
              ? number(number.longValue())
              : ISOLATE + value + ISOLATE_END;
      text = text.replace("{" + i + "}", shown);
    }
    return text;
  }

  /// The text for so many: with the key and `.one` or `.many`.
  public String count(String key, long count) {
    return say(key + (count == 1 ? ".one" : ".many"), count);
  }

  public String number(long value) {
    return NumberFormat.getIntegerInstance(locale()).format(value);
  }

  /// With its sign: `+12%`.
  public String change(double share) {
    NumberFormat format = NumberFormat.getPercentInstance(locale());
    return (share > 0 ? "+" : "") + format.format(share);
  }

  /// Day and time.
  public String moment(long at) {
    return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
        .withLocale(locale())
        .format(Instant.ofEpochSecond(at).atZone(zone));
  }

  /// To the second.
  public String time(long at) {
    return DateTimeFormatter.ofLocalizedTime(FormatStyle.MEDIUM)
        .withLocale(locale())
        .format(Instant.ofEpochSecond(at).atZone(zone));
  }

  /// A day (yyyymmdd) without its year.
  public String day(int day) {
    return DateTimeFormatter.ofPattern("d MMM", locale())
        .format(LocalDate.of(day / 10_000, day / 100 % 100, day % 100));
  }

  /// A month (yyyymm) with its year.
  public String month(int month) {
    return DateTimeFormatter.ofPattern("LLLL y", locale())
        .format(YearMonth.of(month / 100, month % 100));
  }

  /// A month (yyyymm) where there is little room.
  public String shortMonth(int month) {
    return DateTimeFormatter.ofPattern("LLL y", locale())
        .format(YearMonth.of(month / 100, month % 100));
  }

  /// A WhatsApp number as its country writes it; with plus and digits alone when that is unknown.
  public static String phone(String digits) {
    try {
      PhoneNumberUtil util = PhoneNumberUtil.getInstance();
      return util.format(util.parse("+" + digits, null), PhoneNumberFormat.INTERNATIONAL);
    } catch (NumberParseException e) {
      return "+" + digits;
    }
  }
}
