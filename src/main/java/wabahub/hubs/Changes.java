package wabahub.hubs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import wabahub.hubs.ChangeSql.Look;
import wabahub.hubs.ChangeSql.Row;
import wabahub.hubs.Watch.Mark;
import wabahub.storage.Storage;

/// Hears what other hubs have changed. One thread at a time.
final class Changes {
  /// A hub that has not looked for longer knows nothing any more; rows are kept for longer.
  private static final long MEMORY_MS = 30_000;

  private static final long KEPT_MS = 60_000;
  private static final long CLEAN_MS = 10_000;

  /// A row is deleted when all that was under way at an instant (`xmin`) that is long past is
  /// finished: not by its own age, since its transaction may have committed just now.
  private record Past(Mark at, long xmin) {}

  private final Storage storage;
  private final Watch watch;
  private final Map<String, List<Follower>> followers = new HashMap<>();
  private final Deque<Past> past = new ArrayDeque<>();
  private long since;
  private Set<Long> seen = Set.of();
  private volatile Mark looked;

  Changes(Storage storage, Watch watch) {
    this.storage = storage;
    this.watch = watch;
    this.looked = watch.now();
  }

  void follow(String kind, Follower follower) {
    followers.computeIfAbsent(kind, k -> new ArrayList<>()).add(follower);
  }

  /// Nothing is in memory yet.
  void begin() {
    Mark now = watch.now();
    since = storage.read(ChangeSql::xmin);
    looked = now;
  }

  /// How old what is in memory may be, in milliseconds.
  long age() {
    return watch.since(looked);
  }

  /// Tells the followers what others than `hub` have changed since the last look.
  void look(long hub) {
    Mark now = watch.now();
    boolean missed = watch.since(looked) > MEMORY_MS;
    Look look = storage.read(tx -> ChangeSql.look(tx, since, hub));
    if (missed) {
      followers.values().forEach(those -> those.forEach(Follower::forget));
    } else {
      tell(look.rows().stream().filter(row -> !seen.contains(row.id())).toList());
    }
    // Not before all have heard it: who failed to take it in is told again.
    Set<Long> ids = new HashSet<>();
    look.rows().forEach(row -> ids.add(row.id()));
    seen = ids;
    since = look.xmin();
    looked = now;
    clean(now);
  }

  /// All ids of a kind at once: what many transactions have changed is read anew once.
  private void tell(List<Row> rows) {
    Map<String, Set<Long>> refs = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.change().text().isEmpty()) {
        refs.computeIfAbsent(row.kind(), k -> new TreeSet<>()).addAll(row.change().refs());
      } else {
        tell(row.kind(), row.change());
      }
    }
    refs.forEach((kind, ids) -> tell(kind, new Change(List.copyOf(ids), "")));
  }

  private void tell(String kind, Change change) {
    followers.getOrDefault(kind, List.of()).forEach(f -> f.changed(change));
  }

  private void clean(Mark now) {
    if (past.isEmpty() || watch.since(past.getLast().at()) > CLEAN_MS) {
      past.addLast(new Past(now, since));
    }
    if (watch.since(past.getFirst().at()) > KEPT_MS) {
      long xmin = past.removeFirst().xmin();
      storage.write(tx -> ChangeSql.clean(tx, xmin));
    }
  }
}
