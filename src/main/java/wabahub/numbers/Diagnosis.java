package wabahub.numbers;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What is wrong with a number by one word on it.
final class Diagnosis {
  private Diagnosis() {}

  /// Null when nothing is. `now` in UNIX seconds: restrictions end by themselves.
  static @Nullable Trouble of(Mark mark, long now) {
    return switch (mark.aspect()) {
      case QUALITY -> mark.code().equals("RED") ? Trouble.QUALITY_RED : null;
      case NAME -> mark.code().equals("REJECTED") ? Trouble.NAME_REJECTED : null;
      case RESTRICTION -> restriction(mark, now);
      case BAN -> ban(mark.code());
      case REVIEW -> mark.code().equals("REJECTED") ? Trouble.ACCOUNT_REJECTED : null;
      case ACCESS, USE -> named(mark.code());
      case RECEIVING -> mark.code().equals(Receiving.NO.name()) ? Trouble.NOT_RECEIVING : null;
      case MESSAGING_LIMIT, VIOLATION, ALERT -> null;
    };
  }

  private static @Nullable Trouble ban(String state) {
    return switch (state) {
      case "DISABLE" -> Trouble.ACCOUNT_DISABLED;
      case "SCHEDULE_FOR_DISABLE" -> Trouble.ACCOUNT_TO_BE_DISABLED;
      default -> null;
    };
  }

  private static @Nullable Trouble restriction(Mark mark, long now) {
    Trouble worst = null;
    for (Details.Restriction restriction : Details.restrictions(mark.detail())) {
      if (restriction.until() == 0 || restriction.until() > now) {
        if (restriction.stopsSending()) {
          return Trouble.ACCOUNT_RESTRICTED;
        }
        worst = Trouble.ACCOUNT_LIMITED;
      }
    }
    return worst;
  }

  private static @Nullable Trouble named(String code) {
    return Arrays.stream(Trouble.values())
        .filter(trouble -> trouble.name().equals(code))
        .findFirst()
        .orElse(null);
  }
}
