package wabahub.messages;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.function.IntSupplier;

/// How fast Meta takes messages: of a number, evenly; for one recipient of it, by turns of seconds
/// with a reserve. Kept in memory: after a start Meta's own limits hold until the next message. Of
/// several hubs one at a time sends for a number; the turns of a recipient are shared out evenly.
final class Pace {
  /// Messages a second of a number, and of one that is used in the Business app as well.
  static final int RATE = 80;

  static final int COEXISTENCE_RATE = 20;

  /// Of one recipient: one in six seconds, 45 in reserve.
  private static final double PAIR_RATE = 1 / 6.0;

  private static final int PAIR_RESERVE = 45;

  /// A number's messages go out in pieces of a tenth of a second at most.
  private static final int PIECES = 10;

  private static final int MAX_NUMBERS = 100_000;
  private static final int MAX_PAIRS = 500_000;

  private final InstantSource clock;
  private final IntSupplier hubs;
  private final Cache<Long, Bucket> numbers =
      Caffeine.newBuilder().maximumSize(MAX_NUMBERS).build();
  private final Cache<String, Bucket> pairs = Caffeine.newBuilder().maximumSize(MAX_PAIRS).build();

  /// `hubs`: how many share the pace of recipients.
  Pace(InstantSource clock, IntSupplier hubs) {
    this.clock = clock;
    this.hubs = hubs;
  }

  static int rate(boolean coexistence) {
    return coexistence ? COEXISTENCE_RATE : RATE;
  }

  /// How many messages of a number may go out now.
  int free(long numberId, int rate) {
    return number(numberId, rate).free(nanos());
  }

  void take(long numberId, int rate, int count) {
    number(numberId, rate).take(nanos(), count);
  }

  /// Nothing of the number goes out for this long.
  void pause(long numberId, Duration time) {
    any(numberId).pause(nanos(), time.toNanos());
  }

  boolean isPaused(long numberId) {
    Bucket bucket = numbers.getIfPresent(numberId);
    return bucket != null && bucket.isPaused(nanos());
  }

  /// Takes a turn of a recipient's, and says how long to wait when there is none; zero = taken.
  Duration takePair(long numberId, byte[] person) {
    return pair(numberId, person).takeOne(nanos());
  }

  /// Of a message that was not accepted after all.
  void giveBack(long numberId, byte[] person) {
    pair(numberId, person).take(nanos(), -1);
  }

  private Bucket pair(long numberId, byte[] person) {
    Bucket bucket =
        pairs.get(
            numberId + " " + HexFormat.of().formatHex(person),
            key -> new Bucket(PAIR_RATE, PAIR_RESERVE));
    int share = Math.max(1, hubs.getAsInt());
    bucket.set(PAIR_RATE / share, Math.max(1, PAIR_RESERVE / share));
    return bucket;
  }

  /// Slightly slower than allowed: the network moves messages closer together.
  private Bucket number(long numberId, int rate) {
    Bucket bucket = any(numberId);
    bucket.set(rate * 0.97, Math.max(2, rate / PIECES));
    return bucket;
  }

  private Bucket any(long numberId) {
    return numbers.get(numberId, id -> new Bucket(COEXISTENCE_RATE, RATE / PIECES));
  }

  private long nanos() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private static final class Bucket {
    private static final long NEVER = Long.MIN_VALUE;

    private double perNano;
    private double size;
    private double level;
    private long at = NEVER;
    private long pausedUntil;

    Bucket(double perSecond, int size) {
      this.perNano = perSecond / 1e9;
      this.size = size;
      this.level = size;
    }

    synchronized void set(double perSecond, int most) {
      perNano = perSecond / 1e9;
      size = most;
      level = Math.min(level, size);
    }

    /// A clock that is set back adds nothing, and takes the end of a pause with it.
    private void fill(long now) {
      long passed = at == NEVER ? 0 : now - at;
      level = Math.min(size, level + Math.max(0, passed) * perNano);
      pausedUntil += Math.min(0, passed);
      at = now;
    }

    synchronized int free(long now) {
      fill(now);
      return now < pausedUntil ? 0 : (int) Math.max(0, Math.floor(level + 1e-9));
    }

    synchronized void take(long now, int count) {
      fill(now);
      level -= count;
    }

    synchronized void pause(long now, long nanos) {
      fill(now);
      pausedUntil = Math.max(pausedUntil, now + nanos);
    }

    synchronized boolean isPaused(long now) {
      fill(now);
      return now < pausedUntil;
    }

    synchronized Duration takeOne(long now) {
      fill(now);
      if (level >= 1 - 1e-9) {
        level -= 1;
        return Duration.ZERO;
      }
      return Duration.ofNanos((long) Math.ceil((1 - level) / perNano));
    }
  }
}
