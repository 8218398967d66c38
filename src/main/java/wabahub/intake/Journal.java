package wabahub.intake;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.hubs.Fenced;
import wabahub.hubs.Hubs;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;
import wabahub.storage.Work;

/// Where webhooks are written down before they are acknowledged. One thread commits for all
/// requests that wait: while a commit is under way the next ones gather, so that the more come in
/// the more share one.
final class Journal implements AutoCloseable {
  static final String BODY = "journal.body";

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final int MAX_WAITING = 4_096;
  private static final int MAX_COMMIT = 512;
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  /// Who sends faster than events can be applied is held back, so that figures stay fresh; where
  /// nothing can be applied, or not for long, nobody is.
  private static final Duration MAX_LAG = Duration.ofMillis(300);

  private static final Duration HOLDING_BACK = Duration.ofMillis(500);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final Storage storage;
  private final Secrets secrets;
  private final Place place;
  private final InstantSource clock;
  private final IntakeMetrics metrics;
  private final Probe probe;
  private volatile String identity = "";

  /// The stream whose place is written down; 0 = none, or the only one.
  private long begun;

  private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Thread writer = Thread.ofPlatform().name("journal-writer").unstarted(this::run);
  private volatile Runnable appended = () -> {};
  private volatile boolean closed;
  private volatile boolean failing;

  Journal(
      Storage storage,
      Secrets secrets,
      Place place,
      InstantSource clock,
      IntakeMetrics metrics,
      Probe probe) {
    this.storage = storage;
    this.secrets = secrets;
    this.place = place;
    this.clock = clock;
    this.metrics = metrics;
    this.probe = probe;
  }

  /// Where this hub's rows go, and who is told of them.
  record Place(Hubs hubs, Streams streams, Backlog backlog) {}

  /// A request that waits for its commit.
  private static final class Entry {
    /// Null when nobody waits for it any more: the queue may be long, and a body large.
    private volatile byte @Nullable [] body;

    private final CountDownLatch settled = new CountDownLatch(1);
    private volatile boolean kept;

    Entry(byte[] body) {
      this.body = body;
    }

    void settle(boolean durable) {
      kept = durable;
      settled.countDown();
    }
  }

  /// Before anything else.
  void open() {
    identity = storage.write(JournalSql::identity);
  }

  /// Before anything else but [#open]: `dispatched` of this journal.
  void rename(long dispatched) {
    identity = storage.write(tx -> JournalSql.renameOlder(tx, dispatched));
  }

  /// Starts committing; `appended` runs after each commit.
  void start(Runnable whenAppended) {
    prepare();
    appended = whenAppended;
    writer.start();
  }

  String identity() {
    return identity;
  }

  /// Returns when the body is durable.
  ///
  /// @throws Refusal NOT_READY when it may not be: too many wait, or the database does not answer
  void append(byte[] body) {
    Entry entry = new Entry(secrets.encrypt(body, BODY));
    if (closed || !queue.offer(entry)) {
      throw notReady();
    }
    try {
      if (!entry.settled.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        entry.body = null;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!entry.kept) {
      throw notReady();
    }
  }

  /// Whether webhooks are refused because the last write failed.
  boolean isFailing() {
    return failing;
  }

  private static Refusal notReady() {
    return new Refusal(Reason.NOT_READY).retryAfter(RETRY_AFTER);
  }

  private void run() {
    List<Entry> batch = new ArrayList<>();
    while (!closed || !queue.isEmpty()) {
      try {
        Entry first = queue.poll(failing ? 500 : 100, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          place.backlog().awaitLag(MAX_LAG, HOLDING_BACK);
          queue.drainTo(batch, MAX_COMMIT - 1);
          commit(batch);
        } else if (failing) {
          // A hub that says it is not ready may be sent nothing that would show it is again.
          storage.write(JournalSql::touch);
          recovered();
        }
      } catch (InterruptedException e) {
        closed = true;
      } catch (RuntimeException | Error e) {
        failed(e);
      } finally {
        batch.forEach(entry -> entry.settle(entry.kept));
        batch.clear();
      }
    }
  }

  /// Says so once, not with every webhook.
  private void failed(Throwable failure) {
    if (!failing) {
      failing = true;
      String what = "the journal cannot be written; webhooks are refused until it can: {}";
      if (Storage.isUnavailable(failure) || failure instanceof Fenced) {
        LOG.error(what, cause(failure).getMessage());
      } else {
        LOG.error(what, failure.getMessage(), failure);
      }
    }
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private void recovered() {
    if (failing) {
      failing = false;
      LOG.info("the journal can be written again");
    }
  }

  private void commit(List<Entry> batch) {
    List<Entry> entries = new ArrayList<>();
    List<byte[]> bodies = new ArrayList<>();
    for (Entry entry : batch) {
      byte[] body = entry.body;
      if (body != null) {
        entries.add(entry);
        bodies.add(body);
      }
    }
    if (entries.isEmpty()) {
      return;
    }
    long began = System.nanoTime();
    long now = clock.millis();
    long stream = place.streams().own();
    long seq =
        storage.write(tx -> {
          begin(tx, stream);
          long last = JournalSql.append(tx, stream, bodies, now);
          probe.reached(Probe.Point.JOURNAL_WRITTEN);
          return last;
        });
    begun = stream;
    probe.reached(Probe.Point.JOURNAL_COMMITTED);
    recovered();
    metrics.committed(entries.size(), System.nanoTime() - began);
    place.backlog().acknowledged(stream, seq, now);
    entries.forEach(entry -> entry.settle(true));
    appended.run();
  }

  /// To the stream of a hub that was given up nothing more is written: it would be read by nobody.
  private void begin(Handle tx, long stream) {
    if (place.hubs().isShared()) {
      place.hubs().guard(tx, stream);
      if (begun != stream) {
        StreamSql.open(tx, identity, stream);
      }
    }
  }

  /// Rows of a stream after `seq`, decrypted.
  List<JournalSql.Row> after(long stream, long seq, int limit) {
    return storage.read(tx -> JournalSql.after(tx, stream, seq, limit)).stream()
        .map(r -> new JournalSql.Row(r.seq(), r.arrivedAt(), secrets.decrypt(r.body(), BODY)))
        .toList();
  }

  /// Puts what is not dispatched yet into the backlog; returns the newest number.
  long announce(long stream, long dispatched) {
    for (JournalSql.Row ends : storage.read(tx -> JournalSql.ends(tx, stream, dispatched))) {
      place.backlog().acknowledged(stream, ends.seq(), ends.arrivedAt());
      return ends.seq();
    }
    return dispatched;
  }

  /// Deletes some of what was dispatched (up to `upTo`) and arrived before `before`, and makes room
  /// for what comes.
  int clean(long upTo, long before, int limit) {
    return prepare() ? unlessLocked(tx -> JournalSql.delete(tx, upTo, before, limit)).orElse(0) : 0;
  }

  private boolean prepare() {
    return unlessLocked(tx -> JournalSql.prepare(tx, clock.millis())).isPresent();
  }

  /// Empty when somebody else has the journal. Nothing hurries: days are made long before they
  /// begin, and what comes in a day that is missing has its place, too.
  private Optional<Integer> unlessLocked(Work<Integer> work) {
    try {
      return Optional.of(storage.write(work));
    } catch (RuntimeException e) {
      if (!Storage.isLocked(e)) {
        throw e;
      }
      LOG.info("the journal is being read, as by a backup; its days are seen to later");
      return Optional.empty();
    }
  }

  /// Commits what waits, then stops.
  @Override
  public void close() {
    closed = true;
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
