package wabahub.intake;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.intake.Batch.Arrived;
import wabahub.intake.Batch.Step;
import wabahub.metering.Event;
import wabahub.metering.Metering;
import wabahub.numbers.Ownership;
import wabahub.storage.Storage;

/// Applies the journal: facts, figures and the progress of the journal in one transaction. A large
/// batch takes several, of which the last one carries the progress: after a crash in between some
/// events are applied again, which changes nothing.
final class Dispatch {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
  private static final String IMPOSSIBLE = "impossible";
  private static final int ROWS = 128;
  private static final int EVENTS = 500;

  /// Of what is held, set aside or told of accounts a transaction takes fewer: each has statements
  /// of its own.
  private static final int PARKED = 200;

  private final Storage storage;
  private final Log log;
  private final Waiting waiting;
  private final Intake.Doors doors;
  private final InstantSource clock;
  private final IntakeMetrics metrics;
  private final ReentrantLock applying = new ReentrantLock();
  private final AtomicLong numberChanges = new AtomicLong(1);

  /// Up to which change of numbers nothing is held that waited for it.
  private volatile long releasedChanges;

  /// Partners whose figures a run that failed may have changed all the same: its commit may have
  /// succeeded before the answer was lost.
  private final Set<Long> inDoubt = ConcurrentHashMap.newKeySet();

  private volatile long progress;

  /// Where events come from, and who is told how far they are applied.
  record Log(Journal journal, Backlog backlog, Probe probe) {}

  Dispatch(
      Storage storage,
      Log log,
      Waiting waiting,
      Intake.Doors doors,
      InstantSource clock,
      IntakeMetrics metrics) {
    this.storage = storage;
    this.log = log;
    this.waiting = waiting;
    this.doors = doors;
    this.clock = clock;
    this.metrics = metrics;
  }

  /// Goes on where the last run stopped.
  void start() {
    log.journal().rename(savedProgress());
    progress = savedProgress();
  }

  private long savedProgress() {
    return storage.read(tx -> WaitingSql.progress(tx, log.journal().identity()));
  }

  /// The newest number of the journal that is dispatched.
  long progress() {
    return progress;
  }

  void numbersChanged() {
    numberChanges.incrementAndGet();
  }

  /// Whether nothing that is held waits for a number that is registered by now.
  boolean isReleased() {
    return releasedChanges == numberChanges.get();
  }

  int tick() {
    int done = dispatchJournal();
    List<Waiting.Released> due = waiting.due(ROWS);
    releaseAll(due);
    done += due.size() + releaseRegistered();
    clearDoubt();
    return done;
  }

  /// Their lists are read anew. Not before the next run has succeeded: until then the commit in
  /// question may still be under way.
  private void clearDoubt() {
    for (long partner : inDoubt) {
      inDoubt.remove(partner);
      doors.roster().changed(partner);
    }
  }

  private int releaseRegistered() {
    long changes = numberChanges.get();
    if (releasedChanges == changes) {
      return 0;
    }
    List<Waiting.Released> registered = waiting.registered(ROWS);
    releaseAll(registered);
    if (registered.isEmpty()) {
      releasedChanges = changes;
    }
    return registered.size();
  }

  private int dispatchJournal() {
    List<JournalSql.Row> rows = log.journal().after(progress, ROWS);
    if (rows.isEmpty()) {
      return 0;
    }
    try {
      dispatch(rows);
    } catch (RuntimeException e) {
      if (Storage.isUnavailable(e)) {
        throw e;
      }
      LOG.error("a batch cannot be applied; its webhooks are tried one by one", e);
      rows.forEach(this::dispatchAlone);
    }
    return rows.size();
  }

  /// One webhook must not stop all others, whatever is in it.
  private void dispatchAlone(JournalSql.Row row) {
    try {
      dispatch(List.of(row));
    } catch (RuntimeException e) {
      if (Storage.isUnavailable(e)) {
        throw e;
      }
      LOG.error("a webhook cannot be applied and is set aside, journal seq {}", row.seq(), e);
      metrics.impossible();
      apply(
          List.of(),
          List.of(tx -> waiting.setAside(tx, IMPOSSIBLE, row.body(), row.arrivedAt() / 1_000)),
          tx -> saveProgress(tx, row.seq()));
      metrics.setAside(IMPOSSIBLE);
      advance(row.seq());
    }
  }

  private void dispatch(List<JournalSql.Row> rows) {
    Batch batch = batch();
    rows.forEach(row -> batch.read(row.body(), row.arrivedAt() / 1_000));
    if (doors.feed().wantsRaw()) {
      rows.forEach(row -> batch.raw(row.body(), row.arrivedAt() / 1_000));
    }
    long last = rows.getLast().seq();
    apply(batch.events(), tell(batch), tx -> saveProgress(tx, last));
    batch.count();
    advance(last);
  }

  private void releaseAll(List<Waiting.Released> released) {
    try {
      release(released);
    } catch (RuntimeException e) {
      if (Storage.isUnavailable(e)) {
        throw e;
      }
      LOG.error("held elements cannot be applied; they are tried one by one", e);
      released.forEach(this::releaseAlone);
    }
  }

  /// One held element must not stop all others either.
  private void releaseAlone(Waiting.Released held) {
    try {
      release(List.of(held));
    } catch (RuntimeException e) {
      if (Storage.isUnavailable(e)) {
        throw e;
      }
      LOG.error("a held element cannot be applied and is set aside, id {}", held.id(), e);
      metrics.impossible();
      Step park =
          tx -> {
            waiting.release(tx, List.of(held.id()));
            waiting.setAside(tx, IMPOSSIBLE, held.body(), held.arrivedAt());
          };
      apply(List.of(), List.of(park), tx -> {});
      metrics.setAside(IMPOSSIBLE);
    }
  }

  private void release(List<Waiting.Released> released) {
    if (!released.isEmpty()) {
      Batch batch = batch();
      released.forEach(batch::readHeld);
      apply(batch.events(), tell(batch), tx -> {});
      batch.count();
    }
  }

  /// Reads something that waits as if it had just come.
  void retry(Shelf shelf, WaitingSql.Parked parked) {
    byte[] body = waiting.body(parked);
    switch (shelf) {
      case HELD -> release(List.of(new Waiting.Released(parked.id(), parked.arrivedAt(), body)));
      case SET_ASIDE -> {
        Batch batch = batch();
        batch.read(body, parked.arrivedAt());
        batch.told().forEach(step -> storage.useWrite(step::run));
        apply(
            batch.events(),
            List.of(),
            tx -> {
              // Last: a crash before that leaves it where it is. What is set aside again is written
              // anew.
              WaitingSql.remove(tx, shelf, parked.id());
              batch.parked().forEach(step -> step.run(tx));
            });
        batch.count();
      }
    }
  }

  /// Tells of messages, of most in transactions of their own; returns what is left with what is
  /// parked.
  private List<Step> tell(Batch batch) {
    List<Step> told = batch.told();
    for (int i = 0; i < told.size() - 1; i++) {
      storage.useWrite(told.get(i)::run);
    }
    List<Step> rest = new ArrayList<>(batch.parked());
    if (!told.isEmpty()) {
      rest.add(told.getLast());
    }
    return rest;
  }

  private Batch batch() {
    return new Batch(doors, waiting, metrics, clock.instant().getEpochSecond());
  }

  private void saveProgress(Handle tx, long seq) {
    WaitingSql.saveProgress(tx, log.journal().identity(), seq);
  }

  private void advance(long seq) {
    progress = seq;
    log.backlog().applied(seq);
  }

  /// Parks and applies events in as many transactions as it takes; `last` runs in the last one.
  private void apply(Collection<Arrived> events, List<Step> parked, Step last) {
    // The loop and an operator's retry must not merge into one fact at once.
    applying.lock();
    try {
      applyAll(events, parkMost(parked), last);
    } finally {
      applying.unlock();
    }
  }

  /// Parks what is too much for one transaction, and returns the rest.
  private Step parkMost(List<Step> parked) {
    int from = 0;
    for (; parked.size() - from > PARKED; from += PARKED) {
      List<Step> some = parked.subList(from, from + PARKED);
      long began = System.nanoTime();
      storage.useWrite(tx -> some.forEach(step -> step.run(tx)));
      metrics.transaction(System.nanoTime() - began);
    }
    List<Step> rest = parked.subList(from, parked.size());
    return tx -> rest.forEach(step -> step.run(tx));
  }

  /// `first` runs in the first transaction, `last` in the last one.
  private void applyAll(Collection<Arrived> events, Step first, Step last) {
    Deque<Arrived> rest = new ArrayDeque<>(events);
    Set<Long> changed = new TreeSet<>();
    Set<Long> partners = new TreeSet<>();
    boolean begun = false;
    try {
      do {
        List<Arrived> some = new ArrayList<>();
        while (!rest.isEmpty() && some.size() < EVENTS) {
          some.add(rest.removeFirst());
        }
        boolean isFirst = !begun;
        boolean isLast = rest.isEmpty();
        long began = System.nanoTime();
        Done done =
            storage.write(tx -> {
              if (isFirst) {
                first.run(tx);
              }
              Done part = applyKnown(tx, some, partners);
              if (isLast && part.rest().isEmpty()) {
                last.run(tx);
              }
              log.probe().reached(Probe.Point.EVENTS_APPLIED);
              return part;
            });
        metrics.transaction(System.nanoTime() - began);
        log.probe().reached(Probe.Point.EVENTS_COMMITTED);
        begun = true;
        changed.addAll(done.numbers());
        metrics.applied(done.applied());
        metrics.held(done.held());
        metrics.expired(done.expired());
        done.rest().forEach(rest::addFirst);
      } while (!rest.isEmpty());
      doors.roster().refresh(changed);
    } catch (RuntimeException e) {
      inDoubt.addAll(partners);
      throw e;
    }
    clearDoubt();
  }

  /// What a transaction did: numbers (ids) whose figures it changed, how many events it applied and
  /// held, and what it left for the next one.
  private record Done(Set<Long> numbers, int applied, int held, int expired, List<Arrived> rest) {}

  /// `partners`: gets those whose figures may change.
  private Done applyKnown(Handle tx, List<Arrived> events, Set<Long> partners) {
    Set<String> phones =
        events.stream().map(a -> a.event().phoneNumberId()).collect(Collectors.toSet());
    Map<String, Ownership> ownership = doors.numbers().ownership(tx, phones);
    ownership.values().forEach(o -> o.spans().forEach(span -> partners.add(span.partnerId())));
    List<Arrived> known = new ArrayList<>();
    List<Arrived> unknown = new ArrayList<>();
    for (Arrived arrived : events) {
      Ownership owner = ownership.get(arrived.event().phoneNumberId());
      if (owner == null) {
        unknown.add(arrived);
      } else if (owner.firstRegisteredAt() <= arrived.arrivedAt() + Waiting.PATIENCE_SECONDS) {
        // Dispatch may come late: when an event arrived decides, not when it is looked at.
        known.add(arrived);
      }
    }
    Metering.Applied applied =
        doors.metering().apply(tx, known.stream().map(Arrived::event).toList(), ownership);
    Set<Event> left = Set.copyOf(applied.rest());
    List<Arrived> rest = known.stream().filter(a -> left.contains(a.event())).toList();
    // What was held goes with its effect: were it all to go with the first transaction, a crash
    // would lose what is left for the next one.
    waiting.release(tx, heldIds(events.stream().filter(a -> !left.contains(a.event()))));
    for (Arrived arrived : unknown) {
      String phone = arrived.event().phoneNumberId();
      waiting.holdForNumber(tx, arrived.element(), phone, arrived.arrivedAt());
    }
    int expired = events.size() - known.size() - unknown.size();
    return new Done(applied.numbers(), known.size() - rest.size(), unknown.size(), expired, rest);
  }

  private static List<Long> heldIds(Stream<Arrived> events) {
    return events.map(Arrived::heldId).filter(Objects::nonNull).toList();
  }
}
