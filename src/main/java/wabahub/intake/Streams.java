package wabahub.intake;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import wabahub.hubs.Change;
import wabahub.hubs.Estate;
import wabahub.hubs.Follower;
import wabahub.hubs.Hubs;
import wabahub.storage.Storage;

/// Which streams of the journal there are: this hub's own, and those that dead hubs have left. A
/// dead hub writes nothing more, so that its stream has an end.
final class Streams implements Follower {
  private static final String KIND = "stream";

  private final Storage storage;
  private final Hubs hubs;

  /// When the oldest event of each came that is not dispatched (UNIX milliseconds).
  private volatile Map<Long, Long> orphans = Map.of();

  private volatile Runnable wake = () -> {};

  Streams(Storage storage, Hubs hubs) {
    this.storage = storage;
    this.hubs = hubs;
    hubs.follow(KIND, this);
    hubs.inherit(this::inherit);
  }

  /// `nudge` runs when there is a stream to work off.
  void start(Runnable nudge) {
    wake = nudge;
    refresh();
  }

  /// The stream that this hub appends to.
  long own() {
    return hubs.isShared() ? hubs.id() : 0;
  }

  /// The dead hubs whose streams are not worked off.
  Collection<Long> orphans() {
    return orphans.keySet();
  }

  /// Up to when they are dispatched (UNIX milliseconds).
  long completeTo() {
    return orphans.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
  }

  private void inherit(Handle tx, Estate estate) {
    if (hubs.isShared()) {
      StreamSql.orphan(tx, estate.hub());
      hubs.tellAll(tx, KIND, Set.of(estate.hub()));
    }
  }

  /// The stream of a dead hub is worked off; after the commit comes [#refresh].
  void end(Handle tx, String journalId, long hub) {
    StreamSql.end(tx, journalId, hub);
    hubs.tellAll(tx, KIND, Set.of(hub));
  }

  void refresh() {
    if (hubs.isShared() && !load().isEmpty()) {
      wake.run();
    }
  }

  /// One after the other: what was read later is what holds.
  private synchronized Map<Long, Long> load() {
    Map<Long, Long> found = new HashMap<>();
    List<StreamSql.Orphan> all = storage.read(StreamSql::orphans);
    all.forEach(orphan -> found.put(orphan.hub(), orphan.oldestAt().orElse(Long.MAX_VALUE)));
    orphans = Map.copyOf(found);
    return found;
  }

  @Override
  public void changed(Change change) {
    refresh();
  }

  @Override
  public void forget() {
    refresh();
  }
}
