package wabahub.hubs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/// The subjects (ids) that this hub has to itself for one kind of work, as long as there is work:
/// taken when something is due, given back some time after the last use, so that work spreads over
/// the hubs. [#take] and [#giveBack] are called by one thread at a time.
public final class Turns {
  private final Hubs hubs;
  private final String kind;
  private final InstantSource clock;

  /// In the order of their last use.
  private final Map<Long, Turn> turns = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Turn {
    final long hub;
    int underWay;
    Instant usedAt;

    Turn(long hub, Instant usedAt) {
      this.hub = hub;
      this.usedAt = usedAt;
    }
  }

  public Turns(Hubs hubs, String kind, InstantSource clock) {
    this.hubs = hubs;
    this.kind = kind;
    this.clock = clock;
  }

  /// Those of the subjects that are this hub's now.
  public Set<Long> take(Collection<Long> subjects) {
    long hub = hubs.id();
    Set<Long> mine = hubs.hold(kind, subjects);
    Instant now = clock.instant();
    synchronized (turns) {
      for (long subject : mine) {
        Turn turn = turns.get(subject);
        if (turn == null || turn.hub != hub) {
          turns.put(subject, new Turn(hub, now));
        } else {
          turn.usedAt = now;
        }
      }
    }
    return mine;
  }

  /// Whether the subject is this hub's, as far as it knows.
  public boolean isMine(long subject) {
    synchronized (turns) {
      Turn turn = turns.get(subject);
      return turn != null && turn.hub == hubs.id();
    }
  }

  /// Work begins, under this hub's id `hub`, about a subject that was taken; [#end] follows, by any
  /// thread.
  public void begin(long subject, long hub) {
    use(subject, hub, 1);
  }

  /// What began under an id that this hub had before does not end under a newer turn.
  public void end(long subject, long hub) {
    use(subject, hub, -1);
  }

  /// How much work is under way about a subject.
  public int underWay(long subject) {
    synchronized (turns) {
      Turn turn = turns.get(subject);
      return turn == null ? 0 : turn.underWay;
    }
  }

  private void use(long subject, long hub, int more) {
    synchronized (turns) {
      Turn turn = turns.get(subject);
      if (turn != null && turn.hub == hub) {
        turn.underWay += more;
        turn.usedAt = clock.instant();
      }
    }
  }

  /// Gives back what nothing is under way for and what was not used for so long; not what `keep`
  /// wants kept.
  public void giveBack(Duration unused, LongPredicate keep) {
    List<Long> idle = new ArrayList<>();
    Instant before = clock.instant().minus(unused);
    synchronized (turns) {
      for (Map.Entry<Long, Turn> entry : turns.entrySet()) {
        Turn turn = entry.getValue();
        if (turn.usedAt.isAfter(before)) {
          break;
        }
        if (turn.underWay == 0 && !keep.test(entry.getKey())) {
          idle.add(entry.getKey());
        }
      }
      idle.forEach(turns::remove);
    }
    idle.forEach(subject -> hubs.release(kind, subject));
  }
}
