package wabahub.intake;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.hubs.Fenced;
import wabahub.hubs.Hubs;
import wabahub.storage.Storage;

/// Applies the journal: facts, figures and the progress of the journal in one transaction. A large
/// batch takes several, of which the last one carries the progress: after a crash in between some
/// events are applied again, which changes nothing. Of several hubs each applies its own stream of
/// the journal, and those that dead hubs have left.
final class Dispatch {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
  private static final String IMPOSSIBLE = "impossible";

  /// Webhooks of a batch.
  static final int ROWS = 250;

  /// The work on the stream of a dead hub.
  private static final String STREAM = "journal";

  /// The work on what is held and on the journal's old days: one hub does it.
  private static final String CHORES = "intake";

  private final Storage storage;
  private final Log log;
  private final Waiting waiting;
  private final Applier applier;
  private final Intake.Doors doors;
  private final IntakeMetrics metrics;
  private final AtomicLong numberChanges = new AtomicLong(1);

  /// Up to which change of numbers nothing is held that waited for it.
  private volatile long releasedChanges;

  private volatile Stream own = new Stream(0, 0);

  /// Streams of dead hubs that this one works off.
  private final Map<Long, Stream> adopted = new HashMap<>();

  /// Where events come from, and who is told how far they are applied.
  record Log(Journal journal, Streams streams, Backlog backlog) {}

  /// The rows of a hub in the journal, and how far they are dispatched.
  private static final class Stream {
    private final long hub;
    private volatile long seq;

    Stream(long hub, long seq) {
      this.hub = hub;
      this.seq = seq;
    }
  }

  Dispatch(
      Storage storage,
      Log log,
      Waiting waiting,
      Applier applier,
      Intake.Doors doors,
      IntakeMetrics metrics) {
    this.storage = storage;
    this.log = log;
    this.waiting = waiting;
    this.applier = applier;
    this.doors = doors;
    this.metrics = metrics;
  }

  private Hubs hubs() {
    return doors.hubs();
  }

  /// Goes on where the last run stopped; returns the newest number that it left.
  long start() {
    log.journal().rename(saved(log.streams().own()));
    begin();
    return log.journal().announce(own.hub, own.seq);
  }

  /// Begins as this hub, for the first time or after the others gave it up.
  private void begin() {
    long id = hubs().id();
    long stream = hubs().isShared() ? id : log.streams().own();
    applier.begin(id);
    own = new Stream(stream, saved(stream));
    adopted.clear();
    // What it wrote under its id before is known as a dead hub's from here on.
    log.streams().refresh();
    log.backlog().begin(stream);
  }

  private long saved(long stream) {
    return storage.read(tx -> StreamSql.seq(tx, log.journal().identity(), stream));
  }

  /// The newest number of this hub's stream that is dispatched.
  long progress() {
    return own.seq;
  }

  void numbersChanged() {
    numberChanges.incrementAndGet();
  }

  /// Whether nothing that is held waits for a number that is registered by now, as far as it is
  /// this hub that sees to it.
  boolean isReleased() {
    return releasedChanges == numberChanges.get();
  }

  /// Whether this hub is the one that sees to what is held and to the journal's old days.
  boolean doesChores() {
    return hubs().hold(CHORES, 0);
  }

  int tick() {
    log.backlog().workedOff(true);
    try {
      return work();
    } finally {
      log.backlog().workedOff(false);
    }
  }

  private int work() {
    if (own.hub != log.streams().own()) {
      begin();
    }
    // Who wants to be told what is kept in memory, too.
    hubs().current();
    int done = dispatch(own) + dispatchAdopted();
    if (doesChores()) {
      List<Waiting.Released> due = waiting.due(ROWS);
      releaseAll(due);
      done += due.size() + releaseRegistered();
    }
    applier.clearDoubt();
    return done;
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

  private int dispatchAdopted() {
    int done = 0;
    for (long hub : log.streams().orphans()) {
      if (hubs().hold(STREAM, hub)) {
        Stream stream = adopted.computeIfAbsent(hub, id -> new Stream(id, saved(id)));
        int rows = dispatch(stream);
        if (rows == 0) {
          end(stream);
        }
        done += Math.max(1, rows);
      }
    }
    return done;
  }

  /// Nothing more comes: whoever is given up for dead writes nothing.
  private void end(Stream stream) {
    storage.useWrite(tx -> {
      hubs().guard(tx);
      log.streams().end(tx, log.journal().identity(), stream.hub);
    });
    adopted.remove(stream.hub);
    hubs().release(STREAM, stream.hub);
    log.streams().refresh();
  }

  private int dispatch(Stream stream) {
    List<JournalSql.Row> rows = log.journal().after(stream.hub, stream.seq, ROWS);
    if (rows.isEmpty()) {
      return 0;
    }
    try {
      dispatch(stream, rows);
    } catch (RuntimeException e) {
      rethrowOutage(e);
      LOG.error("a batch cannot be applied; its webhooks are tried one by one", e);
      rows.forEach(row -> dispatchAlone(stream, row));
    }
    return rows.size();
  }

  /// What is no fault of the webhooks: they are tried again.
  private static void rethrowOutage(RuntimeException e) {
    if (Storage.isUnavailable(e) || e instanceof Fenced) {
      throw e;
    }
  }

  /// One webhook must not stop all others, whatever is in it.
  private void dispatchAlone(Stream stream, JournalSql.Row row) {
    try {
      dispatch(stream, List.of(row));
    } catch (RuntimeException e) {
      rethrowOutage(e);
      LOG.error("a webhook cannot be applied and is set aside, journal seq {}", row.seq(), e);
      metrics.impossible();
      applier.run((tx, owners) -> {
        waiting.setAside(tx, IMPOSSIBLE, row.body(), row.arrivedAt() / 1_000);
        saveProgress(tx, stream, row.seq());
      });
      metrics.setAside(IMPOSSIBLE);
      advance(stream, row.seq());
    }
  }

  private void dispatch(Stream stream, List<JournalSql.Row> rows) {
    Batch batch = batch();
    rows.forEach(row -> batch.read(row.body(), row.arrivedAt() / 1_000));
    if (doors.feed().wantsRaw()) {
      rows.forEach(row -> batch.raw(row.body(), row.arrivedAt() / 1_000));
    }
    long last = rows.getLast().seq();
    applier.apply(batch, (tx, owners) -> saveProgress(tx, stream, last));
    advance(stream, last);
  }

  private void releaseAll(List<Waiting.Released> released) {
    try {
      release(released);
    } catch (RuntimeException e) {
      rethrowOutage(e);
      LOG.error("held elements cannot be applied; they are tried one by one", e);
      released.forEach(this::releaseAlone);
    }
  }

  /// One held element must not stop all others either.
  private void releaseAlone(Waiting.Released held) {
    try {
      release(List.of(held));
    } catch (RuntimeException e) {
      rethrowOutage(e);
      LOG.error("a held element cannot be applied and is set aside, id {}", held.id(), e);
      metrics.impossible();
      applier.run((tx, owners) -> {
        waiting.release(tx, List.of(held.id()));
        waiting.setAside(tx, IMPOSSIBLE, held.body(), held.arrivedAt());
      });
      metrics.setAside(IMPOSSIBLE);
    }
  }

  private int release(List<Waiting.Released> released) {
    if (released.isEmpty()) {
      return 0;
    }
    Batch batch = batch();
    released.forEach(batch::readHeld);
    return applier.apply(batch, Step.NOTHING);
  }

  /// Reads something that waits as if it had just come.
  Retried retry(Shelf shelf, WaitingSql.Parked parked) {
    int expired = release(shelf, parked);
    if (waiting.contains(parked)) {
      return Retried.WAITING;
    }
    return expired > 0 ? Retried.EXPIRED : Retried.APPLIED;
  }

  private int release(Shelf shelf, WaitingSql.Parked parked) {
    byte[] body = waiting.body(shelf, parked.id());
    return switch (shelf) {
      case HELD -> release(List.of(new Waiting.Released(parked.id(), parked.arrivedAt(), body)));
      case SET_ASIDE -> {
        Batch batch = batch();
        batch.read(body, parked.arrivedAt());
        Step again = Step.all(batch.parked());
        yield applier.applyTold(
            batch,
            Step.of(
                again.phones(),
                again.wabas(),
                (tx, owners) -> {
                  // Last: a crash before that leaves it where it is. What is set aside again is
                  // written anew.
                  WaitingSql.remove(tx, shelf, parked.id());
                  again.run(tx, owners);
                }));
      }
    };
  }

  private Batch batch() {
    return new Batch(doors, waiting, metrics, waiting.now());
  }

  private void saveProgress(Handle tx, Stream stream, long seq) {
    StreamSql.save(tx, log.journal().identity(), stream.hub, seq);
  }

  private void advance(Stream stream, long seq) {
    stream.seq = seq;
    if (stream == own) {
      log.backlog().applied(seq);
    }
  }
}
