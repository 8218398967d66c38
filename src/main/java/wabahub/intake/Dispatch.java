package wabahub.intake;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
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
  private final AtomicBoolean numbersChanged = new AtomicBoolean(true);
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
    numbersChanged.set(true);
  }

  int tick() {
    int done = dispatchJournal();
    List<Waiting.Released> due = waiting.due(ROWS);
    release(due);
    return done + due.size() + releaseRegistered();
  }

  private int releaseRegistered() {
    if (!numbersChanged.getAndSet(false)) {
      return 0;
    }
    try {
      List<Waiting.Released> registered = waiting.registered(ROWS);
      release(registered);
      if (!registered.isEmpty()) {
        numbersChanged.set(true);
      }
      return registered.size();
    } catch (RuntimeException e) {
      numbersChanged.set(true);
      throw e;
    }
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
          tx -> setAside(tx, "impossible", row.body(), row.arrivedAt() / 1_000),
          tx -> saveProgress(tx, row.seq()));
      advance(row.seq());
    }
  }

  private void dispatch(List<JournalSql.Row> rows) {
    Batch batch = new Batch();
    rows.forEach(row -> read(row.body(), row.arrivedAt() / 1_000, batch));
    long last = rows.getLast().seq();
    apply(batch.events, batch::park, tx -> saveProgress(tx, last));
    advance(last);
  }

  private void release(List<Waiting.Released> released) {
    if (released.isEmpty()) {
      return;
    }
    Batch batch = new Batch();
    released.forEach(held -> read(held.body(), held.arrivedAt(), batch));
    apply(
        batch.events,
        tx -> {
          // First: what has to wait on is written anew.
          waiting.release(tx, released);
          batch.park(tx);
        },
        tx -> {});
  }

  private void saveProgress(Handle tx, long seq) {
    WaitingSql.saveProgress(tx, log.journal().identity(), seq);
  }

  private void advance(long seq) {
    progress = seq;
    log.backlog().applied(seq);
  }

  /// An event with what it takes to hold it.
  private record Arrived(Event event, Element element, long arrivedAt) {}

  /// A step inside a transaction.
  private interface Step {
    void run(Handle tx);
  }

  /// What a batch comes to.
  private final class Batch {
    private final Deque<Arrived> events = new ArrayDeque<>();
    private final List<Step> parked = new ArrayList<>();

    void park(Handle tx) {
      parked.forEach(step -> step.run(tx));
    }
  }

  private void read(byte[] body, long arrivedAt, Batch batch) {
    Webhook webhook = Webhook.parse(body);
    for (Webhook.Unreadable bad : webhook.unreadable()) {
      batch.parked.add(tx -> setAside(tx, bad.reason(), bad.raw(), arrivedAt));
    }
    for (Element element : webhook.elements()) {
      switch (doors.metering().read(element, clock.instant().getEpochSecond())) {
        case Verdict.Counted(Event event) ->
            batch.events.add(new Arrived(event, element, arrivedAt));
        case Verdict.Ignored() -> metrics.ignored();
        case Verdict.Early(long dueAt) ->
            batch.parked.add(tx -> {
              waiting.holdUntil(tx, element, dueAt, arrivedAt);
              metrics.held(1);
            });
        case Verdict.Wrong(String reason) ->
            batch.parked.add(tx -> setAside(tx, reason, Webhook.wrap(element), arrivedAt));
      }
    }
  }

  private void setAside(Handle tx, String reason, byte[] raw, long arrivedAt) {
    waiting.setAside(tx, reason, raw, arrivedAt);
    metrics.setAside(reason);
  }

  /// Applies events in as many transactions as it takes; `first` runs in the first, `last` in the
  /// last one.
  private void apply(Iterable<Arrived> events, Step first, Step last) {
    Deque<Arrived> rest = new ArrayDeque<>();
    events.forEach(rest::add);
    Set<Long> changed = new TreeSet<>();
    boolean begun = false;
    do {
      List<Arrived> some = new ArrayList<>();
      while (!rest.isEmpty() && some.size() < EVENTS) {
        some.add(rest.removeFirst());
      }
      boolean isFirst = !begun;
      boolean isLast = rest.isEmpty();
      Metering.Applied applied =
          storage.write(tx -> {
            if (isFirst) {
              first.run(tx);
            }
            Metering.Applied part = applyKnown(tx, some);
            if (isLast && part.rest().isEmpty()) {
              last.run(tx);
            }
            return part;
          });
      begun = true;
      changed.addAll(applied.numbers());
      Set<Event> left = Set.copyOf(applied.rest());
      some.stream().filter(a -> left.contains(a.event())).forEach(rest::addFirst);
    } while (!rest.isEmpty());
    doors.roster().refresh(changed);
  }

  private Metering.Applied applyKnown(Handle tx, List<Arrived> events) {
    Set<String> phones =
        events.stream().map(a -> a.event().phoneNumberId()).collect(Collectors.toSet());
    Map<String, Ownership> ownership = doors.numbers().ownership(tx, phones);
    List<Event> known = new ArrayList<>();
    for (Arrived arrived : events) {
      String phone = arrived.event().phoneNumberId();
      if (ownership.containsKey(phone)) {
        known.add(arrived.event());
      } else {
        waiting.holdForNumber(tx, arrived.element(), phone, arrived.arrivedAt());
        metrics.held(1);
      }
    }
    metrics.applied(known.size());
    return doors.metering().apply(tx, known, ownership);
  }
}
