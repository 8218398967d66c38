package wabahub.metering;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import wabahub.numbers.Follower;
import wabahub.numbers.Numbers;
import wabahub.numbers.Ownership;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// What is counted: keeps facts and figures. Figures are a pure function of the set of events; each
/// change of a fact changes the figures in the same transaction by just the difference.
public final class Metering implements Follower {
  private static final long EVER = Long.MAX_VALUE;

  private final Storage storage;
  private final Reader reader;

  public Metering(Storage storage, Secrets secrets, Numbers numbers, PrometheusRegistry registry) {
    this.storage = storage;
    this.reader = new Reader(secrets, new Countries(), new MeteringMetrics(registry));
    numbers.follow(this);
  }

  /// Events that a transaction has applied: the numbers (ids) whose figures changed, and events
  /// that are left for the next transaction so that none takes long.
  public record Applied(Set<Long> numbers, List<Event> rest) {}

  /// Reads an element. `now` in UNIX seconds.
  public Verdict read(Element element, long now) {
    return reader.read(element, now);
  }

  /// Applies events of registered numbers; any of them may have been applied before.
  public Applied apply(
      Handle tx, Collection<? extends Event> events, Map<String, Ownership> ownership) {
    List<StatusEvent> statuses = new ArrayList<>();
    List<MessageEvent> messages = new ArrayList<>();
    for (Event event : events) {
      switch (event) {
        case StatusEvent status -> statuses.add(status);
        case MessageEvent message -> messages.add(message);
      }
    }
    Tally tally = new Tally();
    new Units(tx, ownership, tally).apply(statuses);
    List<MessageEvent> rest = new Customers(tx, ownership, tally).apply(messages);
    UsageSql.add(tx, tally);
    return new Applied(tally.numbers(), List.copyOf(rest));
  }

  /// The figures of a month (yyyymm) of those of the numbers that have any.
  public Map<Long, Figures> month(Collection<Long> numberIds, int month) {
    return storage.read(tx -> UsageSql.month(tx, numberIds, month));
  }

  @Override
  public void moved(Handle tx, String phoneNumberId, long from, Ownership before, Ownership after) {
    Tally tally = new Tally();
    UnitSql.each(
        tx,
        phoneNumberId,
        from,
        EVER,
        (key, fact) -> {
          fact.count(tally, before, -1);
          fact.count(tally, after, 1);
        });
    for (long at : CustomerSql.openings(tx, phoneNumberId, from)) {
      before.place(at).ifPresent(place -> tally.add(place, Tally.Kind.SESSION, "", -1));
      after.place(at).ifPresent(place -> tally.add(place, Tally.Kind.SESSION, "", 1));
    }
    UsageSql.add(tx, tally);
  }

  @Override
  public void changed(long partnerId) {
    // Nothing is kept in memory here.
  }
}
