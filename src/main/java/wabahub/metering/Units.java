package wabahub.metering;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.numbers.Ownership;

/// Applies statuses: insert what is new, load what was known, merge, count the difference, save.
/// One statement each, for a whole batch.
final class Units {
  private final Handle tx;
  private final Map<String, Ownership> ownership;
  private final Tally tally;
  private final Moves moves;

  Units(Handle tx, Map<String, Ownership> ownership, Tally tally, Moves moves) {
    this.tx = tx;
    this.ownership = ownership;
    this.tally = tally;
    this.moves = moves;
  }

  void apply(Collection<StatusEvent> events) {
    Map<UnitKey, UnitFact> told = new TreeMap<>();
    Map<MessageKey, Pricing> lentNow = new TreeMap<>();
    Map<MessageKey, String> wamids = new HashMap<>();
    for (StatusEvent event : events) {
      wamids.put(event.message(), event.wamid());
      Pricing lent = event.lent();
      if (!event.lends()) {
        told.merge(event.unit(), event.fact(), UnitFact::merge);
      } else if (lent != null) {
        lentNow.merge(event.message(), lent, (a, b) -> a.compareTo(b) <= 0 ? a : b);
      }
    }
    Map<MessageKey, Pricing> lentBefore = UnitSql.findLent(tx, new TreeSet<>(wamids.keySet()));
    Map<MessageKey, Pricing> lentAfter = lend(lentBefore, lentNow);
    List<UnitSql.Line> heard = new ArrayList<>();
    told.forEach(
        (key, fact) -> heard.add(line(key, fact, lentAfter.get(key.messageKey()), wamids)));
    Set<UnitKey> fresh = UnitSql.insert(tx, heard);
    // A unit that this batch says nothing of may get its pricing lent.
    Map<UnitKey, UnitFact> before = UnitSql.findOfMessages(tx, lentNow.keySet());
    before.putAll(
        UnitSql.find(tx, told.keySet().stream().filter(k -> !fresh.contains(k)).toList()));
    before.keySet().removeAll(fresh);
    Map<UnitKey, UnitFact> after = new TreeMap<>(before);
    told.forEach((key, fact) -> after.merge(key, fact, UnitFact::merge));
    List<UnitSql.Line> lines = new ArrayList<>();
    after.forEach((key, fact) -> {
      UnitFact was = before.get(key);
      UnitFact lentFact = fact.withLent(lentAfter.get(key.messageKey()));
      UnitFact lentWas = was == null ? null : was.withLent(lentBefore.get(key.messageKey()));
      if (!fact.equals(was) || !lentFact.equals(lentWas)) {
        count(key, lentWas, lentFact);
        moves.unit(wamids.get(key.messageKey()), owner(key), lentWas, lentFact);
        if (!fresh.contains(key)) {
          lines.add(line(key, fact, lentAfter.get(key.messageKey()), wamids));
        }
      }
    });
    UnitSql.save(tx, lines);
  }

  private static UnitSql.Line line(
      UnitKey key, UnitFact fact, @Nullable Pricing lent, Map<MessageKey, String> wamids) {
    boolean billed = fact.withLent(lent).isBilled();
    return new UnitSql.Line(key, fact, billed ? wamids.get(key.messageKey()) : null);
  }

  /// Keeps what is lent now where it is better than before, and returns what is lent after all.
  private Map<MessageKey, Pricing> lend(
      Map<MessageKey, Pricing> before, Map<MessageKey, Pricing> now) {
    Map<MessageKey, Pricing> after = new HashMap<>(before);
    Map<MessageKey, Pricing> changed = new TreeMap<>();
    now.forEach((key, pricing) -> {
      Pricing was = before.get(key);
      if (was == null || pricing.compareTo(was) < 0) {
        changed.put(key, pricing);
      }
    });
    after.putAll(changed);
    UnitSql.saveLent(tx, changed);
    return after;
  }

  private void count(UnitKey key, @Nullable UnitFact before, UnitFact after) {
    Ownership owner = owner(key);
    if (before != null) {
      before.count(tally, owner, -1);
    }
    after.count(tally, owner, 1);
  }

  private Ownership owner(UnitKey key) {
    Ownership owner = ownership.get(key.phoneNumberId());
    if (owner == null) {
      throw new IllegalArgumentException("not a registered number");
    }
    return owner;
  }
}
