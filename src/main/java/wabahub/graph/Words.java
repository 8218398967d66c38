package wabahub.graph;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wabahub.secrets.Secret;

/// Meta's words, fit to be shown and logged.
final class Words {
  static final int MAX_CHARS = 300;
  private static final int LONG = 24;
  private static final String DOTS = "•••";

  /// What may be a token that the hub has not sent: Meta quotes what it could not read. Names of
  /// permissions are as long, but hold no digit.
  private static final Pattern TOKEN =
      Pattern.compile("(?=[A-Za-z_|.%-]*[0-9])[A-Za-z0-9_|.%-]{24,}");

  private static final Pattern TIME =
      Pattern.compile(
          "\\b(\\d{1,6}|an?|one) ?(second|minute|hour|day)s?\\b", Pattern.CASE_INSENSITIVE);

  private Words() {}

  /// One line of `MAX_CHARS` characters at most, without any of `secrets`.
  static String said(Complaint complaint, List<Secret> secrets) {
    String both =
        complaint.details().isEmpty() || complaint.message().contains(complaint.details())
            ? complaint.message()
            : complaint.message() + ": " + complaint.details();
    return fit(both, secrets);
  }

  static String fit(String text, List<Secret> secrets) {
    // Long ones first: a short one inside would make them unrecognisable, not unreadable.
    String clean = without(text, secrets, LONG, Integer.MAX_VALUE);
    clean = without(TOKEN.matcher(clean).replaceAll(DOTS), secrets, 1, LONG);
    clean = clean.replaceAll("[\\p{Cntrl}\\p{Cs}]+", " ");
    return clean.length() <= MAX_CHARS ? clean : cut(clean);
  }

  private static String without(String text, List<Secret> secrets, int from, int below) {
    String clean = text;
    for (Secret secret : secrets) {
      int length = secret.reveal().length();
      if (length >= from && length < below) {
        clean = clean.replace(secret.reveal(), DOTS);
      }
    }
    return clean;
  }

  private static String cut(String text) {
    int end = Character.isHighSurrogate(text.charAt(MAX_CHARS - 2)) ? MAX_CHARS - 2 : MAX_CHARS - 1;
    return text.substring(0, end) + "…";
  }

  /// The first length of time that a text names, such as "try again in 2 hours".
  static Optional<Duration> time(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.find()) {
      return Optional.empty();
    }
    String number = time.group(1);
    long count = Character.isDigit(number.charAt(0)) ? Long.parseLong(number) : 1;
    return Optional.of(
        switch (Character.toLowerCase(time.group(2).charAt(0))) {
          case 's' -> Duration.ofSeconds(count);
          case 'm' -> Duration.ofMinutes(count);
          case 'h' -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        });
  }
}
