package wabahub.metering;

import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
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
    long now = clock.instant().getEpochSecond();
    Map<Tally.MonthCell, Figures> closed = new TreeMap<>();
    tally
        .months()
        .forEach((cell, figures) -> {
          TimeZones its = zones.get(cell.numberId());
          boolean moved = !figures.equals(Figures.NONE);
          if (moved && its != null && Month.isClosed(cell.month(), its, now)) {
            closed.put(cell, figures);
          }
        });
    UsageSql.addChanges(tx, closed, now);
  }
}
