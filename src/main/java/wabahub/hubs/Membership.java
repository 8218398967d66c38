package wabahub.hubs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.hubs.Watch.Mark;
import wabahub.storage.Session;
import wabahub.storage.Storage;

/// Who lives. Each hub moves its beat, and keeps a lock as long as its session lasts; the others
/// watch both. One thread at a time, but for [#bury].
///
/// A hub is dead when its beat has not moved for [#DEAD_MS], or for [#GONE_MS] with its session
/// gone: by the clock of whoever watches, and only while it could watch, so that an outage of the
/// database makes nobody dead and no clocks have to agree.
final class Membership {
  /// A hub whose beat is older does nothing before it has asked. Shorter than what makes it dead.
  static final long FIT_MS = 2_000;

  static final long GONE_MS = 3_000;
  static final long DEAD_MS = 10_000;

  /// Of the time between two looks no more counts: nobody knows what happened meanwhile.
  private static final long LOOK_MS = 1_000;

  private static final long NO_OTHERS = Long.MAX_VALUE;

  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  /// A beat that has not moved for some time. It was not there yet at `since` (UNIX milliseconds).
  private record Silence(long beat, long ms, long since) {}

  private final Storage storage;
  private final Session session;
  private final Watch watch;
  private final Self self;
  private final List<Heir> heirs = new ArrayList<>();
  private final Map<Long, Silence> silences = new HashMap<>();
  private volatile List<Hub> hubs = List.of();
  private volatile List<Hub> dead = List.of();
  private volatile long othersApplied = NO_OTHERS;
  private volatile Mark beaten;
  private Mark looked;
  private volatile long id;
  private int keptIn;

  Membership(Storage storage, Session session, Watch watch, Self self) {
    this.storage = storage;
    this.session = session;
    this.watch = watch;
    this.self = self;
    this.beaten = watch.now();
    this.looked = beaten;
  }

  void inherit(Heir heir) {
    heirs.add(heir);
  }

  long id() {
    return id;
  }

  /// Whether the hub has lived recently enough to begin anything.
  boolean isFit() {
    return watch.since(beaten) < FIT_MS;
  }

  /// All that live as far as is known, this one included.
  List<Hub> hubs() {
    return hubs;
  }

  /// How many they are, with their ids and names.
  String note() {
    List<String> names = hubs.stream().map(hub -> hub.id() + " " + hub.name()).toList();
    return names.size() + ": " + String.join(", ", names);
  }

  /// Buries those whose session is gone, and gets an id for a life that [#begin] begins. A hub that
  /// has not moved yet is about to: it counts as living.
  long join() {
    long now = watch.clock().instant().getEpochSecond();
    return storage.write(tx -> {
      HubSql.joinAlone(tx);
      List<Hub> others = HubSql.all(tx);
      List<Hub> gone = others.stream().filter(h -> isOver(tx, h)).toList();
      boolean alone = gone.size() == others.size();
      gone.forEach(h -> bury(tx, h, alone));
      if (others.isEmpty()) {
        leave(tx, new Estate(0, true, Map.of()));
      }
      return HubSql.insert(tx, self, now);
    });
  }

  /// Lives under this id from now on.
  void begin(long newId) {
    id = newId;
    keptIn = 0;
    silences.clear();
    beat(0);
  }

  private static boolean isOver(Handle tx, Hub hub) {
    return HubSql.isGone(tx, hub.id()) && (hub.beat() > 0 || !HubSql.isShared(tx));
  }

  /// Shows that this hub lives; false when the others have given it up.
  boolean beat(long lagMs) {
    Mark now = watch.now();
    boolean lives = session.write(tx -> HubSql.beat(tx, id, lagMs));
    if (lives) {
      beaten = now;
      keep();
    }
    return lives;
  }

  /// A session that was lost may keep its lock for some seconds.
  private void keep() {
    if (keptIn != session.opened() && session.write(tx -> HubSql.keep(tx, id))) {
      keptIn = session.opened();
    }
  }

  /// Looks after the others; those that are dead are buried by [#bury].
  void look() {
    Mark now = watch.now();
    long passed = Math.min(watch.since(looked), LOOK_MS);
    List<Hub> all = session.write(HubSql::all);
    Map<Long, Silence> before = Map.copyOf(silences);
    silences.clear();
    for (Hub hub : all) {
      Silence silence = before.get(hub.id());
      if (silence == null) {
        silences.put(hub.id(), new Silence(hub.beat(), 0, now.millis()));
      } else if (silence.beat() != hub.beat()) {
        silences.put(hub.id(), new Silence(hub.beat(), 0, looked.millis()));
      } else {
        silences.put(hub.id(), new Silence(hub.beat(), silence.ms() + passed, silence.since()));
      }
    }
    looked = now;
    hubs = all;
    othersApplied =
        all.stream().filter(hub -> hub.id() != id).mapToLong(this::applied).min().orElse(NO_OTHERS);
    dead = all.stream().filter(hub -> hub.id() != id).filter(this::isDead).toList();
  }

  private long applied(Hub hub) {
    return silence(hub).since() - hub.lagMs();
  }

  private Silence silence(Hub hub) {
    return silences.getOrDefault(hub.id(), new Silence(0, 0, 0));
  }

  /// Up to when the others have applied what they have accepted (UNIX milliseconds): as they said
  /// with their last beat, when nobody knows how much later it is heard.
  long othersApplied() {
    return othersApplied;
  }

  private boolean isDead(Hub hub) {
    long silentMs = silence(hub).ms();
    return silentMs >= DEAD_MS
        || silentMs >= GONE_MS && session.write(tx -> HubSql.isGone(tx, hub.id()));
  }

  /// Buries the dead; returns how many.
  int bury() {
    int buried = 0;
    for (Hub hub : dead) {
      if (storage.write(tx -> bury(tx, hub, false))) {
        LOG.warn("hub id={} name={} is dead; its work is taken over", hub.id(), hub.name());
        buried++;
      }
    }
    return buried;
  }

  /// False when it is buried already, or has moved meanwhile.
  private boolean bury(Handle tx, Hub hub, boolean everything) {
    Optional<Long> beat = HubSql.lock(tx, hub.id());
    if (beat.isEmpty() || beat.get() != hub.beat()) {
      return false;
    }
    end(tx, hub.id(), everything);
    return true;
  }

  private void end(Handle tx, long hub, boolean everything) {
    leave(tx, new Estate(hub, everything, HoldSql.of(tx, hub)));
    HoldSql.deleteOf(tx, hub);
    HubSql.delete(tx, hub);
  }

  private void leave(Handle tx, Estate estate) {
    heirs.forEach(heir -> heir.inherit(tx, estate));
  }

  /// Ends this hub in the way in which others would.
  void end() {
    storage.useWrite(tx -> {
      if (HubSql.lock(tx, id).isPresent()) {
        end(tx, id, false);
      }
    });
  }
}
