package wabahub.messages;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.graph.Graph;
import wabahub.http.Reason;
import wabahub.hubs.Estate;
import wabahub.hubs.Fenced;
import wabahub.hubs.Hubs;
import wabahub.messages.Outcomes.Outcome;
import wabahub.messages.QueueSql.Fate;
import wabahub.messages.QueueSql.Task;
import wabahub.numbers.Numbers;
import wabahub.numbers.WhatsAppNumber;
import wabahub.ops.Crew;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Sends what waits, in order for each recipient, at the pace that Meta allows; loses nothing and
/// doubles nothing. Before Meta is asked it is written down that it may have been: a process that
/// ends in between leaves a message in doubt, which is never sent again by itself.
final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  /// When a number is given back: sooner when this hub has no thread free for it. Its pace has its
  /// whole reserve again by then, so the next hub may begin with a whole one.
  private static final Duration IDLE = Duration.ofSeconds(1);

  private static final Duration FULL = Duration.ofMillis(200);
  private static final int NUMBERS = 256;

  /// Of one number: Meta may be slow with one, such as with files that it has to fetch, and the
  /// others must not wait for that.
  private static final int UNDER_WAY = Settings.JOBS / 4;

  private static final Duration GLANCE = Duration.ofMillis(50);

  /// So long at most whoever has accepted a message waits for those who begin to send others.
  private static final Duration TURN = Duration.ofSeconds(1);

  private final Storage storage;
  private final Doors doors;
  private final InstantSource clock;
  private final Pace pace;
  private final Waiters waiters = new Waiters();
  private final Outcomes outcomes;
  private final Attempts attempts;
  private final Claims claims;
  private final ReentrantLock picking = new ReentrantLock();
  private final Queue<Outcome> unsettled = new ConcurrentLinkedQueue<>();
  private volatile Runnable wake = () -> {};
  private long last;

  /// What sending goes through.
  record Doors(Hubs hubs, Numbers numbers, Graph graph, Crew crew) {}

  Gateway(
      Storage storage,
      Secrets secrets,
      Doors doors,
      List<Follower> followers,
      Pace pace,
      InstantSource clock) {
    this.storage = storage;
    this.doors = doors;
    this.pace = pace;
    this.clock = clock;
    this.attempts = new Attempts(secrets, doors);
    this.claims = new Claims(storage, doors.hubs(), clock);
    var stores = new Outcomes.Stores(storage, doors.hubs(), doors.numbers());
    this.outcomes = new Outcomes(secrets, stores, followers, pace, waiters, clock);
  }

  Waiters waiters() {
    return waiters;
  }

  void start(Runnable nudge) {
    wake = nudge;
  }

  /// What a dead hub was sending is in doubt.
  void inherit(Handle tx, Estate estate) {
    claims.inherit(tx, estate);
  }

  /// Begins to send what may go out now; returns how much was done.
  int tick() {
    int done = settleLate() + outcomes.giveUp();
    picking.lock();
    try {
      done += claims.takeBack() + claims.lookForStrays();
      done += doors.hubs().isFit() ? round() : 0;
      claims.giveBack(doors.crew().free() == 0 ? FULL : IDLE, pace::isPaused);
    } finally {
      picking.unlock();
    }
    return done;
  }

  /// Numbers by turns, beginning after the one that was served last.
  private int round() {
    int done = 0;
    for (long number : waiting()) {
      if (doors.crew().free() == 0) {
        break;
      }
      last = number;
      done += pick(number);
    }
    return done;
  }

  private List<Long> waiting() {
    String unheld = claims.unheld("waiting.id");
    long after = last;
    List<Long> numbers =
        new ArrayList<>(storage.read(tx -> QueueSql.numbers(tx, unheld, after, NUMBERS)));
    if (after > 0 && numbers.size() < NUMBERS) {
      int room = NUMBERS - numbers.size();
      storage.read(tx -> QueueSql.numbers(tx, unheld, 0, room)).stream()
          .filter(number -> number <= after)
          .forEach(numbers::add);
    }
    return numbers;
  }

  /// The same for one number, at once if possible. Fails never: what it is called for has been
  /// accepted, and if not from here it is sent by the loop.
  void send(long numberId) {
    try {
      if (picking.tryLock(TURN.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          pickWhenFit(numberId);
        } finally {
          picking.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    wake.run();
  }

  private void pickWhenFit(long numberId) {
    try {
      if (doors.hubs().isFit()) {
        pick(numberId);
      }
    } catch (RuntimeException e) {
      LOG.warn("messages of number {} wait for the loop: {}", numberId, e.getMessage());
    }
  }

  /// Waits a little for the first attempt of a message and says what it came to; empty when it is
  /// not over in time.
  Optional<Reason> await(long numberId, String code, Waiters.Waiter waiter, Duration patience) {
    return doors.hubs().live() == 1 || claims.isMine(numberId)
        ? waiters.await(code, waiter, patience)
        : awaitElsewhere(numberId, code, waiter, patience);
  }

  /// Another hub sends for this number: what it writes down is looked at, until then or until this
  /// hub has come to send. Empty also when the database does not say.
  private Optional<Reason> awaitElsewhere(
      long numberId, String code, Waiters.Waiter waiter, Duration patience) {
    try {
      Optional<Reason> told = Optional.empty();
      for (int i = 0; told.isEmpty() && i < patience.dividedBy(GLANCE); i++) {
        if (waiters.isOver(waiter, GLANCE)) {
          return waiters.await(code, waiter, GLANCE);
        }
        told = fate(numberId, code);
      }
      told.filter(reason -> reason != Reason.OK)
          .ifPresent(reason -> storage.useWrite(tx -> waiters.refused(tx, code, reason)));
      return told;
    } catch (RuntimeException e) {
      LOG.warn("message {} may have been refused already: {}", code, e.getMessage());
      return Optional.empty();
    } finally {
      waiters.remove(code);
    }
  }

  private Optional<Reason> fate(long numberId, String code) {
    return storage
        .read(tx -> QueueSql.fate(tx, numberId, code))
        .filter(Gateway::isTried)
        .map(fate -> fate.state().equals("failed") ? MetaReason.of(fate.error()) : Reason.OK);
  }

  private static boolean isTried(Fate fate) {
    return switch (fate.state()) {
      case "sending" -> false;
      case "waiting" -> fate.attempts() > 0;
      default -> true;
    };
  }

  private int pick(long numberId) {
    WhatsAppNumber number = doors.numbers().byId(numberId).orElse(null);
    int rate = Pace.rate(number != null && number.coexistence());
    int free = Math.min(doors.crew().free(), UNDER_WAY - claims.underWay(numberId));
    int room = Math.min(free, number == null ? 1 : pace.free(numberId, rate));
    long hub = doors.hubs().id();
    if (room <= 0 || heads(numberId, room).isEmpty() || !claims.take(numberId)) {
      return 0;
    }
    // Once more: another hub may have sent some of them until now.
    List<Long> heads = heads(numberId, room);
    List<Task> tasks =
        new ArrayList<>(heads.isEmpty() ? List.of() : claims.claim(numberId, heads, hub));
    tasks.sort((a, b) -> Long.compare(a.id(), b.id()));
    pace.take(numberId, rate, tasks.size());
    tasks.forEach(task -> doors.crew().start(() -> run(task, hub, number)));
    return tasks.size();
  }

  private List<Long> heads(long numberId, int room) {
    return storage.read(tx -> QueueSql.heads(tx, numberId, now(), room));
  }

  private void run(Task task, long hub, @Nullable WhatsAppNumber number) {
    Outcome outcome = new Outcome(task, hub, attempts.make(task, hub, number));
    try {
      settle(outcome);
    } catch (RuntimeException | Error e) {
      waiters.release(task.code());
      if (!Storage.isUnavailable(e)) {
        // Nobody sends it any more: so it is in doubt.
        claims.end(task, hub);
        throw e;
      }
      // Not sent once more, only written down once the database is back.
      unsettled.add(outcome);
    }
    wake.run();
  }

  private int settleLate() {
    int settled = 0;
    for (Outcome outcome = unsettled.peek(); outcome != null; outcome = unsettled.peek()) {
      try {
        settle(outcome);
      } catch (RuntimeException e) {
        if (Storage.isUnavailable(e)) {
          throw e;
        }
        // It must not stop all others. Nobody sends it any more: so it is in doubt.
        LOG.error("what became of message {} cannot be written down", outcome.task().id(), e);
        claims.end(outcome.task(), outcome.hub());
      }
      unsettled.remove();
      settled++;
    }
    return settled;
  }

  /// What this hub has begun, and was then declared dead, is in doubt by now and stays so.
  private void settle(Outcome outcome) {
    try {
      outcomes.settle(outcome);
    } catch (Fenced e) {
      LOG.warn("what became of message {} comes too late", outcome.task().id());
      waiters.release(outcome.task().code());
    }
    claims.end(outcome.task(), outcome.hub());
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
