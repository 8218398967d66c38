package wabahub.hubs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import wabahub.storage.Storage;

/// What this hub holds, in memory so that asking costs nothing.
final class Holds {
  private static final int BATCH = 500;

  /// The work about a subject.
  record Held(String kind, long subject) {}

  private final Storage storage;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Held> mine = ConcurrentHashMap.newKeySet();

  /// Given up here, but not in the database yet.
  private final Set<Held> leaving = new LinkedHashSet<>();

  private long hub;

  Holds(Storage storage) {
    this.storage = storage;
  }

  /// A hub begins, and holds nothing.
  void begin(long newHub) {
    lock.lock();
    try {
      hub = newHub;
      mine.clear();
      leaving.clear();
    } finally {
      lock.unlock();
    }
  }

  boolean has(String kind, long subject) {
    return mine.contains(new Held(kind, subject));
  }

  /// Those of the subjects that this hub holds now.
  ///
  /// @throws Fenced when the hub was given up
  Set<Long> hold(String kind, Collection<Long> subjects) {
    Set<Long> held = new HashSet<>();
    List<Long> others = new ArrayList<>();
    subjects.forEach(s -> (has(kind, s) ? held : others).add(s));
    if (!others.isEmpty()) {
      lock.lock();
      try {
        take(kind, others);
      } finally {
        lock.unlock();
      }
      others.stream().filter(s -> has(kind, s)).forEach(held::add);
    }
    return held;
  }

  private void take(String kind, List<Long> subjects) {
    List<Long> missing = new ArrayList<>();
    for (long subject : subjects) {
      Held held = new Held(kind, subject);
      // It may be given up in the database by now: the answer to that may have been lost.
      leaving.remove(held);
      if (!mine.contains(held)) {
        missing.add(subject);
      }
    }
    for (int from = 0; from < missing.size(); from += BATCH) {
      take(kind, free(kind, missing.subList(from, Math.min(from + BATCH, missing.size()))));
    }
  }

  /// Nearly always somebody else has it when this hub does not: that costs no transaction.
  private Set<Long> free(String kind, List<Long> subjects) {
    Set<Long> free = new HashSet<>(subjects);
    free.removeAll(storage.read(tx -> HoldSql.ofOthers(tx, hub, kind, subjects)));
    return free;
  }

  private void take(String kind, Set<Long> some) {
    if (!some.isEmpty()) {
      Set<Long> taken =
          storage.write(tx -> {
            if (!HubSql.guard(tx, hub)) {
              throw new Fenced(hub);
            }
            return HoldSql.take(tx, hub, kind, some);
          });
      taken.forEach(subject -> mine.add(new Held(kind, subject)));
    }
  }

  void release(String kind, long subject) {
    lock.lock();
    try {
      Held held = new Held(kind, subject);
      if (mine.remove(held)) {
        leaving.add(held);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Gives up in the database what was given up here.
  void flush() {
    lock.lock();
    try {
      while (!leaving.isEmpty()) {
        List<Held> some = leaving.stream().limit(BATCH).toList();
        storage.useWrite(tx -> HoldSql.release(tx, hub, some));
        some.forEach(leaving::remove);
      }
    } finally {
      lock.unlock();
    }
  }
}
