package wabahub.messages;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.hubs.Estate;
import wabahub.hubs.Fenced;
import wabahub.hubs.Hubs;
import wabahub.hubs.Turns;
import wabahub.messages.ClaimSql.Sending;
import wabahub.messages.QueueSql.Task;
import wabahub.storage.Storage;

/// What this hub sends just now, and for which numbers it has the turn. One thread at a time, but
/// for [#isMine] and [#end].
///
/// What the database says is being sent, and nobody sends, would hold up all that comes after it to
/// the same recipient. A hub lets a number go only when it sends nothing for it, so whatever is
/// being sent belongs to the hub that has the number; what that hub does not know of, and what
/// belongs to a number that nobody has, is nobody's.
final class Claims {
  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

  /// One hub at a time sends for a number: so its pace, and the order for each recipient, are kept
  /// in the memory of that one.
  private static final String HOLD = "send";

  private static final int LOOK_SECONDS = 5;

  /// More than can be under way at one hub, so that there is room for others.
  private static final int LOOK_AT = 4 * Settings.JOBS;

  private final Storage storage;
  private final Hubs hubs;
  private final Turns turns;
  private final InstantSource clock;

  /// Messages (ids) and their attempts: a late end of one attempt is none of the next.
  private final Map<Long, Integer> underWay = new ConcurrentHashMap<>();

  /// Claimed or not: the database did not say. At most one, since nothing is claimed before this is
  /// taken back.
  private @Nullable Lost lost;

  private long lookedAt;

  private record Lost(long numberId, List<Long> ids, long hub) {}

  Claims(Storage storage, Hubs hubs, InstantSource clock) {
    this.storage = storage;
    this.hubs = hubs;
    this.turns = new Turns(hubs, HOLD, clock);
    this.clock = clock;
  }

  /// A condition that leaves out the numbers in `column` that other hubs have.
  String unheld(String column) {
    return hubs.unheld(HOLD, column);
  }

  /// Whether the number is this hub's from now on.
  boolean take(long numberId) {
    return !turns.take(List.of(numberId)).isEmpty();
  }

  boolean isMine(long numberId) {
    return turns.isMine(numberId);
  }

  int underWay(long numberId) {
    return turns.underWay(numberId);
  }

  void giveBack(Duration unused, LongPredicate keep) {
    turns.giveBack(unused, keep);
  }

  /// Claims messages of a number that this hub, with this id, has taken; [#end] follows for each.
  List<Task> claim(long numberId, List<Long> ids, long hub) {
    takeBack();
    lost = new Lost(numberId, ids, hub);
    List<Task> tasks =
        storage.write(tx -> {
          hubs.guard(tx, hub);
          return ClaimSql.claim(tx, numberId, ids);
        });
    lost = null;
    for (Task task : tasks) {
      underWay.put(task.id(), task.attempts());
      turns.begin(numberId, hub);
    }
    return tasks;
  }

  /// What became of it is written down, or cannot be.
  void end(Task task, long hub) {
    underWay.remove(task.id(), task.attempts());
    turns.end(task.numberId(), hub);
  }

  /// Takes a claim back that may have been made although it failed: Meta was not asked. Returns how
  /// much waits again. Before numbers are given back, so that they are this hub's still.
  int takeBack() {
    Lost claim = lost;
    if (claim == null) {
      return 0;
    }
    int waiting = 0;
    try {
      waiting =
          storage.write(tx -> {
            hubs.guard(tx, claim.hub());
            return ClaimSql.unclaim(tx, claim.numberId(), claim.ids());
          });
    } catch (Fenced e) {
      // If it was made, whoever took over has said that they are in doubt.
    }
    lost = null;
    return waiting;
  }

  /// Looks now and then for what is being sent by nobody: it is in doubt. Returns how much.
  int lookForStrays() {
    long now = clock.instant().getEpochSecond();
    if (Math.abs(now - lookedAt) < LOOK_SECONDS) {
      return 0;
    }
    lookedAt = now;
    long hub = hubs.id();
    // Before the look: what is settled meanwhile is not being sent any more.
    Set<Long> mine = Set.copyOf(underWay.keySet());
    String unheld = unheld("message.number_id");
    List<Sending> strays =
        storage.read(tx -> ClaimSql.sending(tx, unheld, LOOK_AT)).stream()
            .filter(sending -> !mine.contains(sending.id()))
            .toList();
    return strays.isEmpty() ? 0 : doubt(strays, hub, until());
  }

  private int doubt(List<Sending> strays, long hub, long until) {
    int found =
        storage.write(tx -> {
          hubs.guard(tx, hub);
          return ClaimSql.astray(tx, strays, until);
        });
    if (found > 0) {
      LOG.warn("messages in doubt that were being sent by nobody: {}", found);
    }
    return found;
  }

  /// What a dead hub was sending is in doubt.
  void inherit(Handle tx, Estate estate) {
    Set<Long> numbers = estate.everything() ? null : estate.of(HOLD);
    int interrupted = ClaimSql.interrupted(tx, numbers, until());
    if (interrupted > 0) {
      LOG.warn("messages in doubt since a hub stopped: {}", interrupted);
    }
  }

  /// See [Messages#restored].
  static int restored(Storage storage, InstantSource clock) {
    return storage.write(tx -> ClaimSql.restored(tx, until(clock)));
  }

  private long until() {
    return until(clock);
  }

  private static long until(InstantSource clock) {
    return clock.instant().plus(Outcomes.PATIENCE).getEpochSecond();
  }
}
