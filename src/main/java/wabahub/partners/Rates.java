package wabahub.partners;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import wabahub.http.Reason;
import wabahub.http.Refusal;

/// How many requests a partner may make: so many a second, with a reserve of five seconds. Each of
/// several hubs takes its even share of them, as a load balancer hands them out.
final class Rates {
  private static final int BURST_SECONDS = 5;

  private final int rate;
  private final IntSupplier hubs;
  private final InstantSource clock;
  private final Map<Long, Share> shares = new ConcurrentHashMap<>();

  /// `rate`: requests a second and partner at all hubs, 0 = no limit. `hubs`: how many live.
  Rates(int rate, IntSupplier hubs, InstantSource clock) {
    this.rate = rate;
    this.hubs = hubs;
    this.clock = clock;
  }

  /// A partner's requests at this hub, as one of so many.
  private record Share(Bucket bucket, int hubs) {}

  /// @throws Refusal TOO_MANY
  void take(long partnerId) {
    if (rate == 0) {
      return;
    }
    int live = Math.max(1, hubs.getAsInt());
    Bucket bucket =
        shares
            .compute(
                partnerId,
                (id, before) -> {
                  if (before == null) {
                    return new Share(bucket(live), live);
                  }
                  return before.hubs() == live ? before : divided(before, live);
                })
            .bucket();
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      throw new Refusal(Reason.TOO_MANY)
          .retryAfter(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
  }

  /// What is left of the reserve is divided as well.
  private Share divided(Share before, int live) {
    BucketConfiguration config =
        BucketConfiguration.builder()
            .addLimit(limit -> limit.capacity(reserve(live)).refillGreedy(rate, period(live)))
            .build();
    before.bucket().replaceConfiguration(config, TokensInheritanceStrategy.PROPORTIONALLY);
    return new Share(before.bucket(), live);
  }

  private Bucket bucket(int live) {
    return Bucket.builder()
        .withCustomTimePrecision(new Meter(clock))
        .addLimit(limit -> limit.capacity(reserve(live)).refillGreedy(rate, period(live)))
        .build();
  }

  private long reserve(int live) {
    return Math.max(1, (long) rate * BURST_SECONDS / live);
  }

  private static Duration period(int live) {
    return Duration.ofSeconds(live);
  }

  /// How far the hub's clock has gone on: one that is set back costs nobody a request.
  private static final class Meter implements TimeMeter {
    private final InstantSource clock;
    private Instant last;
    private long passed;

    Meter(InstantSource clock) {
      this.clock = clock;
      this.last = clock.instant();
    }

    @Override
    public synchronized long currentTimeNanos() {
      Instant now = clock.instant();
      passed += Math.max(0, last.until(now, ChronoUnit.NANOS));
      last = now;
      return passed;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
