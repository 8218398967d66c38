package wabahub.onboarding;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// How often an address has opened pages: 20 times a minute at most. A minute begins with the first
/// of them.
final class Opens {
  static final int MOST = 20;
  static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int ADDRESSES = 50_000;

  private final InstantSource clock;
  private final Cache<String, Minute> minutes =
      Caffeine.newBuilder().maximumSize(ADDRESSES).build();

  Opens(InstantSource clock) {
    this.clock = clock;
  }

  private record Minute(long begunMs, int opens) {}

  /// Counts one more; how long to wait when it is one too many.
  Optional<Duration> open(String address) {
    long now = clock.millis();
    Minute minute =
        minutes
            .asMap()
            .merge(
                network(address),
                new Minute(now, 1),
                (before, fresh) ->
                    isOver(before, now) ? fresh : new Minute(before.begunMs, before.opens + 1));
    return minute.opens <= MOST
        ? Optional.empty()
        : Optional.of(WINDOW.minusMillis(now - minute.begunMs));
  }

  private static boolean isOver(Minute minute, long now) {
    // Also when the clock was set back.
    return now - minute.begunMs >= WINDOW.toMillis() || now < minute.begunMs;
  }

  /// One customer of an IPv6 provider has at least a /64: that is one address here.
  private static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    try {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      return bytes.length == 4 ? address : HexFormat.of().formatHex(Arrays.copyOf(bytes, 8));
    } catch (IllegalArgumentException e) {
      return address;
    }
  }
}
