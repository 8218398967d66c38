package wabahub.metering;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import java.util.SortedSet;

/// The sessions of one customer with one number (rule 4), as their opening instants in ascending
/// order: the first message opens, and each first message at or after a session's end.
final class Chain {
  static final long SESSION_SECONDS = 86_400;

  private Chain() {}

  /// Adds messages without looking at those that are there, which is enough when each falls into a
  /// session or comes after the last one. Empty when one comes before sessions it may move.
  static Optional<long[]> extend(long[] openings, SortedSet<Long> added) {
    long[] extended = openings;
    for (long at : added) {
      int floor = floor(extended, at);
      if (floor >= 0 && at < extended[floor] + SESSION_SECONDS) {
        continue;
      }
      if (floor < extended.length - 1) {
        return Optional.empty();
      }
      extended = Arrays.copyOf(extended, extended.length + 1);
      extended[extended.length - 1] = at;
    }
    return Optional.of(extended);
  }

  /// All messages of the customer: the chain of first messages at or after `from`, each next one at
  /// or after the end of the session that the one before opens.
  interface Messages {
    Iterator<Long> chain(long from);
  }

  /// The openings after messages between `first` and `last` (both included) came or went. It walks
  /// from the session before `first` until it meets an old opening with no change after it; from
  /// there on everything is as it was. Ends because each step is at least a session long.
  static long[] rebuild(long[] openings, long first, long last, Messages messages) {
    int kept = floor(openings, first - 1) + 1;
    long[] rebuilt = Arrays.copyOf(openings, Math.max(16, openings.length + 1));
    int size = kept;
    long from = kept == 0 ? 0 : openings[kept - 1] + SESSION_SECONDS;
    for (Iterator<Long> chain = messages.chain(from); chain.hasNext(); ) {
      long at = chain.next();
      int old = Arrays.binarySearch(openings, at);
      if (old >= 0 && at + SESSION_SECONDS > last) {
        int rest = openings.length - old;
        rebuilt = Arrays.copyOf(rebuilt, Math.max(rebuilt.length, size + rest));
        System.arraycopy(openings, old, rebuilt, size, rest);
        return Arrays.copyOf(rebuilt, size + rest);
      }
      if (size == rebuilt.length) {
        rebuilt = Arrays.copyOf(rebuilt, 2 * size);
      }
      rebuilt[size++] = at;
    }
    return Arrays.copyOf(rebuilt, size);
  }

  /// The openings with one more message, those behind it left as they are.
  static long[] with(long[] openings, long at) {
    int floor = floor(openings, at);
    if (floor >= 0 && at < openings[floor] + SESSION_SECONDS) {
      return openings;
    }
    long[] more = Arrays.copyOf(openings, openings.length + 1);
    System.arraycopy(openings, floor + 1, more, floor + 2, openings.length - floor - 1);
    more[floor + 1] = at;
    return more;
  }

  /// The last opening at or before `at`, which there is.
  static long opening(long[] openings, long at) {
    return openings[floor(openings, at)];
  }

  /// The index of the last opening at or before `at`, or -1.
  private static int floor(long[] openings, long at) {
    int found = Arrays.binarySearch(openings, at);
    return found >= 0 ? found : -found - 2;
  }

  static boolean contains(long[] openings, long at) {
    return Arrays.binarySearch(openings, at) >= 0;
  }
}
