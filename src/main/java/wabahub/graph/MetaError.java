package wabahub.graph;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The one table of Meta's errors (documentation of autumn 2026): codes, kind, how long to wait at
/// least, what somebody can do. The first row that fits counts; how an unknown error is taken says
/// [#unknown].
enum MetaError {
  AUTHENTICATION(Fix.SIGN_IN_AGAIN, Kind.SIGN_IN_AGAIN, 0, 190),
  APPLICATION(Fix.APP_SECRET, Kind.FINAL, 101),
  BUSY(Fix.WAIT, Wait.BUSY, 1, 2, 131000, 131016, 133004),
  RATE(Fix.SLOW_DOWN, Wait.RATE, 4, 17, 32, 613, 80007),
  THROUGHPUT(Fix.PACE, Wait.SECOND, 130429, 131056),
  SPAM(Fix.SPAM, Wait.HOUR, 131048),
  SYNCING(Fix.TEMPLATE_SYNCING, Wait.TEN_MINUTES, 134101),
  WINDOW(Fix.SEND_TEMPLATE, Kind.FINAL, 131047),
  RECIPIENT(Fix.RECIPIENT, Kind.FINAL, 130403, 131021, 131026, 131062),
  CONTENT(Fix.CONTENT, Kind.FINAL, 131051, 131052, 131053),
  TEMPLATE(
      Fix.TEMPLATE, Kind.FINAL, 132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018),
  MAINTENANCE(Fix.MAINTENANCE, Wait.MINUTES, 131057, 2494100),
  CAPABILITY(Fix.APP_CAPABILITY, Kind.FINAL, 3),
  PERMISSION(Fix.GRANT, Kind.FINAL, 10, 131005) {
    @Override
    boolean fits(int code) {
      return super.fits(code) || (code >= 200 && code <= 299);
    }
  },
  GONE(Fix.NOT_FOUND, Kind.FINAL, 33),
  PARAMETER(Fix.REFUSED, Kind.FINAL, 100, 131008, 131009),
  LOCKED(Fix.ACCOUNT_LOCKED, Kind.FINAL, 131031, 368),
  COUNTRY(Fix.COUNTRY_RESTRICTED, Kind.FINAL, 130497),
  PAYMENT(Fix.PAYMENT, Kind.FINAL, 131042),
  TERMS(Fix.ACCEPT_TERMS, Kind.FINAL, 134011),
  DEREGISTRATION(Fix.DEREGISTER_AGAIN, Wait.MINUTE, 133000),
  PIN_WRONG(Fix.PIN_WRONG, Kind.FINAL, 133005),
  NOT_VERIFIED(Fix.VERIFY_FIRST, Kind.FINAL, 133006),
  PIN_GUESSES(Fix.PIN_WAIT, Wait.HOUR, 133008, 133009),
  NOT_REGISTERED(Fix.NOT_REGISTERED, Kind.FINAL, 133010, 131045),
  JUST_DELETED(Fix.JUST_DELETED, Wait.MINUTES, 133015),
  REGISTRATIONS(Fix.TOO_MANY_REGISTRATIONS, Wait.THREE_DAYS, 133016),
  /// 136024, too, with other words.
  CODES(Fix.CODE_WAIT, Wait.HOUR),
  VERIFIED(Fix.ALREADY_VERIFIED, Kind.FINAL, 136024),
  CODE_WRONG(Fix.CODE_WRONG, Kind.FINAL, 136025),
  SYNC_ASKED(Fix.SYNC_ASKED, Kind.FINAL, 2593107),
  SYNC_LATE(Fix.SYNC_TOO_LATE, Kind.FINAL, 2593108),
  HISTORY_DECLINED(Fix.HISTORY_DECLINED, Kind.FINAL, 2593109),
  MOVE(Fix.MOVE_REFUSED, Kind.FINAL, 2388001, 2388012, 2388091, 2388093, 2388103),
  /// What Meta may yet invent, and may pass.
  UNKNOWN_PASSING(Fix.WAIT, Wait.BUSY),
  UNKNOWN(Fix.REFUSED, Kind.FINAL);

  /// What a failure becomes.
  enum Kind {
    LATER,
    SIGN_IN_AGAIN,
    FINAL
  }

  /// How long to wait when Meta does not say. Whoever tries again adds a back-off of its own.
  private enum Wait {
    SECOND(Duration.ofSeconds(1)),
    BUSY(Duration.ofSeconds(5)),
    MINUTE(Duration.ofMinutes(1)),
    MINUTES(Duration.ofMinutes(5)),
    RATE(Duration.ofMinutes(5)),
    TEN_MINUTES(Duration.ofMinutes(10)),
    HOUR(Duration.ofHours(1)),
    THREE_DAYS(Duration.ofHours(72));

    private final Duration time;

    Wait(Duration time) {
      this.time = time;
    }
  }

  private final Fix fix;
  private final Kind kind;
  private final Duration after;
  private final Set<Integer> codes;

  MetaError(Fix fix, Kind kind, Integer... codes) {
    this.fix = fix;
    this.kind = kind;
    this.after = Duration.ZERO;
    this.codes = Set.of(codes);
  }

  MetaError(Fix fix, Wait wait, Integer... codes) {
    this.fix = fix;
    this.kind = Kind.LATER;
    this.after = wait.time;
    this.codes = Set.of(codes);
  }

  Fix fix() {
    return fix;
  }

  Kind kind() {
    return kind;
  }

  Duration after() {
    return after;
  }

  Set<Integer> codes() {
    return codes;
  }

  boolean fits(int code) {
    return codes.contains(code);
  }

  static @Nullable MetaError of(int code) {
    for (MetaError error : values()) {
      if (error.fits(code)) {
        return error;
      }
    }
    return null;
  }

  /// An error that is not in the table: what Meta itself calls passing, and what its server did not
  /// manage, is tried again.
  static MetaError unknown(int status, boolean passing) {
    if (status == 429) {
      return RATE;
    }
    return passing || status < 400 || status >= 500 ? UNKNOWN_PASSING : UNKNOWN;
  }
}
