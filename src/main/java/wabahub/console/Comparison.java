package wabahub.console;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import wabahub.metering.Figures;
import wabahub.metering.Metering;
import wabahub.partners.Partner;
import wabahub.roster.Line;
import wabahub.roster.Snapshot;

/// What the numbers of a list had used last month up to the same day. It hardly changes any more,
/// and summing up ten thousand numbers takes its time: kept for some minutes.
final class Comparison {
  private static final Duration AGE = Duration.ofMinutes(10);
  private static final int PARTNERS = 1_000;

  private record Key(long partnerId, int to, int numbers) {}

  private final Cache<Key, Figures> known =
      Caffeine.newBuilder().maximumSize(PARTNERS).expireAfterWrite(AGE).build();

  private final Metering metering;

  Comparison(Metering metering) {
    this.metering = metering;
  }

  /// `now` in UNIX seconds.
  Figures of(Partner partner, Snapshot snapshot, long now) {
    int to = Months.dayBefore(partner.zones().day(now));
    Key key = new Key(partner.id(), to, snapshot.lines().size());
    return known.get(
        key,
        k -> {
          List<Long> ids =
              snapshot.lines().stream().map(Line::number).map(number -> number.id()).toList();
          return metering.sum(ids, to / 100 * 100 + 1, to);
        });
  }
}
