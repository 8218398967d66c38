package wabahub.messages;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import wabahub.graph.Failure;
import wabahub.graph.Fix;
import wabahub.http.Reason;
import wabahub.numbers.Trouble;

/// What an error of Meta's is to whoever sends: the reason of the call, what is wrong with the
/// number, and when to try again.
final class MetaReason {
  private static final int PAIR = 131056;
  private static final int THROUGHPUT = 130429;
  private static final Duration LONGEST = Duration.ofHours(1);

  private MetaReason() {}

  static Reason of(int code) {
    return switch (code) {
      case 131047 -> Reason.V2_WINDOW;
      case 131026, 131021, 131062 -> Reason.V2_TO;
      case 131009, 131008, 100, 131051, 131052, 131053 -> Reason.V2_CONTENT;
      default -> Reason.V2_WHATSAPP;
    };
  }

  /// Null when the number is not what is wrong.
  static @Nullable Trouble trouble(Failure failure) {
    int code = failure.code();
    if (failure instanceof Failure.SignInAgain) {
      return Trouble.TOKEN_REVOKED;
    }
    if (code == 10 || code == 131005 || code >= 200 && code <= 299) {
      return Trouble.PARTNER_REMOVED;
    }
    return switch (code) {
      case 131042 -> Trouble.PAYMENT_MISSING;
      case 131031, 368 -> Trouble.ACCOUNT_RESTRICTED;
      default -> null;
    };
  }

  /// Whether all messages of the number have to wait, not this one alone.
  static boolean slowsTheNumber(Failure failure) {
    return failure.code() == THROUGHPUT || failure.fix() == Fix.MAINTENANCE;
  }

  /// How long until the next attempt, when so many have been made.
  static Duration wait(Failure.Later later, int attempts) {
    int doublings = Math.min(attempts - 1, 10);
    // Meta's own advice for a pair: 4 to the power of n.
    long seconds =
        later.code() == PAIR
            ? 1L << (2 * Math.min(doublings, 6))
            : Math.max(1, later.after().toSeconds()) << doublings;
    Duration wait = Duration.ofSeconds(seconds);
    Duration longest = later.after().compareTo(LONGEST) > 0 ? later.after() : LONGEST;
    return wait.compareTo(longest) > 0 ? longest : wait;
  }
}
