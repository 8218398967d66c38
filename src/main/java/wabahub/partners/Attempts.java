package wabahub.partners;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Who has tried wrong credentials how often (decision P11): 10 failures of one address for one
/// account in 10 minutes block that pair for 15 minutes, 100 failures of an address the address. An
/// account as such is never blocked: nobody can lock another one out. Each hub counts what it has
/// seen itself; a block holds at all of them.
final class Attempts {
  static final Duration WINDOW = Duration.ofMinutes(10);
  static final Duration BLOCK = Duration.ofMinutes(15);
  static final int PAIR_LIMIT = 10;
  static final int ADDRESS_LIMIT = 100;
  private static final int MAX_ENTRIES = 100_000;

  private final InstantSource clock;
  private final Consumer<String> blocked;
  private final Map<String, Failures> entries = Collections.synchronizedMap(new Recent());

  /// `blocked`: hears of each block that begins here, to be handed to [#block] of other hubs.
  Attempts(InstantSource clock, Consumer<String> blocked) {
    this.clock = clock;
    this.blocked = blocked;
  }

  boolean isBlocked(String address, String account) {
    return isBlocked(network(address)) || isBlocked(pair(address, account));
  }

  void failed(String address, String account) {
    failed(network(address), ADDRESS_LIMIT);
    failed(pair(address, account), PAIR_LIMIT);
  }

  private void failed(String key, int limit) {
    if (failures(key).add(clock.millis(), limit)) {
      blocked.accept(key);
    }
  }

  /// Another hub has begun this block, just now.
  void block(String key) {
    failures(key).block(clock.millis());
  }

  private boolean isBlocked(String key) {
    Failures failures = entries.get(key);
    return failures != null && failures.isBlocked(clock.millis());
  }

  private Failures failures(String key) {
    return entries.computeIfAbsent(key, k -> new Failures());
  }

  private static String pair(String address, String account) {
    return network(address) + " " + (account.length() > 64 ? account.substring(0, 64) : account);
  }

  /// One customer of an IPv6 provider has at least a /64: that is one address here.
  static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    try {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      return bytes.length == 4
          ? address
          : HexFormat.of().formatHex(Arrays.copyOf(bytes, 8)) + "/64";
    } catch (IllegalArgumentException e) {
      return address;
    }
  }

  /// In the order of their last use; the oldest go.
  private static final class Recent extends LinkedHashMap<String, Failures> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
      return size() > MAX_ENTRIES;
    }
  }

  private static final class Failures {
    private final Deque<Long> recent = new ArrayDeque<>();
    private long blockedUntil;

    /// Whether a block begins.
    synchronized boolean add(long now, int limit) {
      // Of a clock that was ahead and is set back nothing is left either.
      recent.removeIf(at -> at <= now - WINDOW.toMillis() || at > now);
      recent.addLast(now);
      boolean begins = recent.size() >= limit;
      if (begins) {
        block(now);
      }
      return begins;
    }

    synchronized void block(long now) {
      blockedUntil = now + BLOCK.toMillis();
      recent.clear();
    }

    synchronized boolean isBlocked(long now) {
      return now < blockedUntil && blockedUntil <= now + BLOCK.toMillis();
    }
  }
}
