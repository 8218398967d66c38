package wabahub.intake;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.metering.Element;
import wabahub.metering.Event;
import wabahub.metering.Metering;
import wabahub.metering.Verdict;
import wabahub.numbers.Ownership;
import wabahub.storage.Storage;

/// Applies the journal: facts, figures and the progress of the journal in one transaction. A large
/// batch takes several, of which the last one carries the progress: after a crash in between some
/// events are applied again, which changes nothing.
final class Dispatch {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
  private static final int ROWS = 128;
  private static final int EVENTS = 500;

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
  private final Set<Long> inDoubt = new TreeSet<>();

  private volatile long progress;

  /// Where events come from, and who is told how far they are applied.
  record Log(Journal journal, Backlog backlog) {}

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
    progress = storage.read(tx -> WaitingSql.progress(tx, log.journal().identity()));
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
    release(due);
    done += due.size() + releaseRegistered();
    clearDoubt();
    return done;
  }

  /// Their lists are read anew. Not before the next run has succeeded: until then the commit in
  /// question may still be under way.
  private void clearDoubt() {
    inDoubt.forEach(doors.roster()::changed);
    inDoubt.clear();
  }

  private int releaseRegistered() {
    long changes = numberChanges.get();
    if (releasedChanges == changes) {
      return 0;
    }
    List<Waiting.Released> registered = waiting.registered(ROWS);
    release(registered);
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
          tx -> waiting.setAside(tx, "impossible", row.body(), row.arrivedAt() / 1_000),
          tx -> saveProgress(tx, row.seq()));
      metrics.setAside("impossible");
      advance(row.seq());
    }
  }

  private void dispatch(List<JournalSql.Row> rows) {
    Batch batch = new Batch();
    rows.forEach(row -> read(row.body(), row.arrivedAt() / 1_000, batch));
    long last = rows.getLast().seq();
    apply(batch.events, batch::park, tx -> saveProgress(tx, last));
    batch.count();
    advance(last);
  }

  private void release(List<Waiting.Released> released) {
    if (released.isEmpty()) {
      return;
    }
    Batch batch = new Batch();
    List<Long> parked = new ArrayList<>();
    for (Waiting.Released held : released) {
      int before = batch.events.size();
      read(held.body(), held.arrivedAt(), batch);
      if (batch.events.size() == before) {
        parked.add(held.id());
      } else {
        batch.events.addLast(batch.events.removeLast().held(held.id()));
      }
    }
    apply(
        batch.events,
        tx -> {
          // First: what has to wait on is written anew.
          waiting.release(tx, parked);
          batch.park(tx);
        },
        tx -> {});
    batch.count();
  }

  /// Reads something that waits as if it had just come.
  void retry(WaitingSql.Shelf shelf, WaitingSql.Parked parked) {
    Batch batch = new Batch();
    read(waiting.body(parked), parked.arrivedAt(), batch);
    Step remove = tx -> WaitingSql.remove(tx, shelf, parked.id());
    if (batch.parked.isEmpty()) {
      // Last: what is left for a next transaction must not be lost by a crash in between.
      apply(batch.events, tx -> {}, remove);
    } else {
      apply(
          batch.events,
          tx -> {
            remove.run(tx);
            batch.park(tx);
          },
          tx -> {});
    }
    batch.count();
  }

  private void saveProgress(Handle tx, long seq) {
    WaitingSql.saveProgress(tx, log.journal().identity(), seq);
  }

  private void advance(long seq) {
    progress = seq;
    log.backlog().applied(seq);
  }

  /// An event with what it takes to hold it; `heldId` when it has been held.
  private record Arrived(Event event, Element element, long arrivedAt, @Nullable Long heldId) {
    Arrived held(long id) {
      return new Arrived(event, element, arrivedAt, id);
    }
  }

  /// A step inside a transaction.
  private interface Step {
    void run(Handle tx);
  }

  /// What a batch comes to.
  private final class Batch {
    private final Deque<Arrived> events = new ArrayDeque<>();
    private final List<Step> parked = new ArrayList<>();
    private final List<Runnable> counts = new ArrayList<>();

    void park(Handle tx) {
      parked.forEach(step -> step.run(tx));
    }

    /// After the commit: a transaction may run twice.
    void count() {
      counts.forEach(Runnable::run);
    }
  }

  private void read(byte[] body, long arrivedAt, Batch batch) {
    Webhook webhook = Webhook.parse(body);
    for (Webhook.Unreadable bad : webhook.unreadable()) {
      setAside(batch, bad.reason(), bad.raw(), arrivedAt);
    }
    for (Element element : webhook.elements()) {
      switch (doors.metering().read(element, clock.instant().getEpochSecond())) {
        case Verdict.Counted(Event event) ->
            batch.events.add(new Arrived(event, element, arrivedAt, null));
        case Verdict.Ignored() -> batch.counts.add(metrics::ignored);
        case Verdict.Early(long dueAt) -> {
          batch.parked.add(tx -> waiting.holdUntil(tx, element, dueAt, arrivedAt));
          batch.counts.add(() -> metrics.held(1));
        }
        case Verdict.Wrong(String reason) ->
            setAside(batch, reason, Webhook.wrap(element), arrivedAt);
      }
    }
  }

  private void setAside(Batch batch, String reason, byte[] raw, long arrivedAt) {
    batch.parked.add(tx -> waiting.setAside(tx, reason, raw, arrivedAt));
    batch.counts.add(() -> metrics.setAside(reason));
  }

  /// Applies events in as many transactions as it takes; `first` runs in the first, `last` in the
  /// last one.
  private void apply(Iterable<Arrived> events, Step first, Step last) {
    // The loop and an operator's retry must not merge into one fact at once.
    applying.lock();
    try {
      applyAll(events, first, last);
    } finally {
      applying.unlock();
    }
  }

  private void applyAll(Iterable<Arrived> events, Step first, Step last) {
    Deque<Arrived> rest = new ArrayDeque<>();
    events.forEach(rest::add);
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
        Done done =
            storage.write(tx -> {
              if (isFirst) {
                first.run(tx);
              }
              Done part = applyKnown(tx, some, partners);
              if (isLast && part.rest().isEmpty()) {
                last.run(tx);
              }
              return part;
            });
        begun = true;
        changed.addAll(done.numbers());
        metrics.applied(done.applied());
        metrics.held(done.held());
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
  private record Done(Set<Long> numbers, int applied, int held, List<Arrived> rest) {}

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
    return new Done(applied.numbers(), known.size() - rest.size(), unknown.size(), rest);
  }

  private static List<Long> heldIds(Stream<Arrived> events) {
    return events.map(Arrived::heldId).filter(Objects::nonNull).toList();
  }
}
