package wabahub.metering;

import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import wabahub.numbers.Ownership;
import wabahub.partners.TimeZones;

/// Writes figures: adds what a transaction has changed, and notes what moves in closed months.
final class Books {
  private final InstantSource clock;

  Books(InstantSource clock) {
    this.clock = clock;
  }

  void add(Handle tx, Tally tally, Collection<Ownership> owners) {
    UsageSql.add(tx, tally);
    Map<Long, TimeZones> zones = new HashMap<>();
    for (Ownership owner : owners) {
      owner.spans().forEach(span -> zones.put(span.numberId(), span.zones()));
    }
    tally
        .months()
        .forEach((cell, figures) -> {
          TimeZones its = zones.get(cell.numberId());
          if (its != null) {
            noteIfClosed(tx, cell, figures, its);
          }
        });
  }

  /// Notes by how much the figures of a month have moved, when it was closed.
  void noteIfClosed(Handle tx, Tally.MonthCell cell, Figures moved, TimeZones zones) {
    long now = clock.instant().getEpochSecond();
    if (!moved.equals(Figures.NONE) && Month.isClosed(cell.month(), zones, now)) {
      UsageSql.addChange(tx, cell, moved, now);
    }
  }
}
