package wabahub.onboarding;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import wabahub.egress.Egress;
import wabahub.egress.EgressException;
import wabahub.egress.Incoming;
import wabahub.egress.Outgoing;

/// Partners' logos, fetched by the hub and kept for a while: a client's browser asks no other host,
/// which would learn who is about to sign up.
final class Logos {
  static final int MOST_BYTES = 512 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration KEPT = Duration.ofHours(1);
  private static final Duration KEPT_FAILURE = Duration.ofMinutes(1);
  private static final long CACHE_BYTES = 32 * 1024 * 1024;
  private static final int ENTRY_BYTES = 1024;
  private static final int AT_ONCE = 8;

  private final Egress egress;
  private final InstantSource clock;
  private final Semaphore fetching = new Semaphore(AT_ONCE);
  private final Cache<String, Kept> cache =
      Caffeine.newBuilder()
          .maximumWeight(CACHE_BYTES)
          .weigher((String address, Kept kept) -> ENTRY_BYTES + kept.bytes())
          .build();

  private record Kept(Optional<Picture> picture, long untilMs) {
    int bytes() {
      return picture.map(found -> found.content().length).orElse(0);
    }
  }

  Logos(Egress egress, InstantSource clock) {
    this.egress = egress;
    this.clock = clock;
  }

  /// The picture at this address; empty when there is none, it is too large or no picture.
  Optional<Picture> find(String address) {
    Kept kept = cache.getIfPresent(address);
    if (kept != null && clock.millis() < kept.untilMs) {
      return kept.picture;
    }
    if (!fetching.tryAcquire()) {
      // A page without a logo is better than a queue of pages.
      return Optional.empty();
    }
    try {
      Optional<Picture> picture = fetch(address);
      Duration life = picture.isPresent() ? KEPT : KEPT_FAILURE;
      cache.put(address, new Kept(picture, clock.millis() + life.toMillis()));
      return picture;
    } finally {
      fetching.release();
    }
  }

  private Optional<Picture> fetch(String address) {
    try {
      Incoming answer =
          egress.send(
              new Outgoing(
                  "GET", URI.create(address), Map.of(), new byte[0], PATIENCE, MOST_BYTES + 1));
      return answer.status() == 200 && answer.body().length <= MOST_BYTES
          ? Picture.of(answer.body())
          : Optional.empty();
    } catch (EgressException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
