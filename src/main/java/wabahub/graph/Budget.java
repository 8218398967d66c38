package wabahub.graph;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// What Meta allows the app, kept: so many calls at once, and none where Meta has asked for a
/// pause.
final class Budget {
  /// Whose pause holds for every call.
  static final String APP = "app";

  static final int AT_ONCE = 16;

  static final Duration LONGEST_PAUSE = Duration.ofHours(24);
  private static final Duration TURN = Duration.ofSeconds(2);
  private static final int MAX_NODES = 10_000;

  private final InstantSource clock;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  /// Messages have turns of their own: neither they nor the other calls hold each other up.
  private final Semaphore messages = new Semaphore(Settings.MESSAGES_AT_ONCE, true);

  private final Cache<String, Instant> pauses =
      Caffeine.newBuilder().maximumSize(MAX_NODES).build();

  /// Those of them that answers to messages asked for: Meta limits messages and management apart,
  /// and a message does not wait because somebody lists templates.
  private final Cache<String, Instant> messagePauses =
      Caffeine.newBuilder().maximumSize(MAX_NODES).build();

  /// Meta counts calls on a number for its WABA.
  private final Cache<String, String> wabas = Caffeine.newBuilder().maximumSize(MAX_NODES).build();

  Budget(InstantSource clock) {
    this.clock = clock;
  }

  /// From now on calls on the number count for the WABA.
  void belongs(String phoneNumberId, String wabaId) {
    wabas.put(phoneNumberId, wabaId);
  }

  /// How long calls on a node, or messages of it, still have to wait; zero when they may be made.
  Duration rest(String node, boolean message) {
    Cache<String, Instant> kept = message ? messagePauses : pauses;
    Duration app = rest(kept, APP);
    Duration own = rest(kept, account(node));
    return app.compareTo(own) > 0 ? app : own;
  }

  /// Never shortens a pause. `message`: an answer to one has asked for it.
  void pause(String node, Duration time, boolean message) {
    Duration bounded = time.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : time;
    if (bounded.isPositive() && !node.isEmpty()) {
      Instant until = clock.instant().plus(bounded);
      keep(pauses, account(node), until);
      if (message) {
        keep(messagePauses, account(node), until);
      }
    }
  }

  private static void keep(Cache<String, Instant> kept, String account, Instant until) {
    kept.asMap().merge(account, until, (a, b) -> a.isAfter(b) ? a : b);
  }

  /// Waits a little for a turn; false when none comes. Whoever got one gives it back with [#leave].
  boolean enter() {
    return enter(false);
  }

  boolean enter(boolean message) {
    try {
      return turns(message).tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void leave() {
    leave(false);
  }

  void leave(boolean message) {
    turns(message).release();
  }

  private Semaphore turns(boolean message) {
    return message ? messages : turns;
  }

  private String account(String node) {
    String waba = wabas.getIfPresent(node);
    return waba == null ? node : waba;
  }

  private Duration rest(Cache<String, Instant> kept, String account) {
    Instant until = kept.getIfPresent(account);
    Instant now = clock.instant();
    return until == null || !until.isAfter(now) ? Duration.ZERO : Duration.between(now, until);
  }
}
