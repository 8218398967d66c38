package wabahub.messages;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.graph.Failure;
import wabahub.graph.Fix;
import wabahub.graph.Graph;
import wabahub.graph.GraphException;
import wabahub.http.Reason;
import wabahub.hubs.Estate;
import wabahub.hubs.Fenced;
import wabahub.hubs.Hubs;
import wabahub.hubs.Turns;
import wabahub.messages.Outcomes.Outcome;
import wabahub.messages.Outcomes.Result;
import wabahub.messages.QueueSql.Fate;
import wabahub.messages.QueueSql.Task;
import wabahub.numbers.Numbers;
import wabahub.numbers.WhatsAppNumber;
import wabahub.ops.Crew;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Sends what waits, in order for each recipient, at the pace that Meta allows; loses nothing and
/// doubles nothing. Before Meta is asked it is written down that it may have been: a process that
/// ends in between leaves a message in doubt, which is never sent again by itself.
final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  /// One hub at a time sends for a number: so its pace, and the order for each recipient, are kept
  /// in the memory of that one.
  static final String HOLD = "send";

  /// When a number is given back: sooner when this hub has no thread free for it. Its pace has its
  /// whole reserve again by then, so the next hub may begin with a whole one.
  private static final Duration IDLE = Duration.ofSeconds(1);

  private static final Duration FULL = Duration.ofMillis(200);
  private static final int NUMBERS = 256;

  /// Of one number: Meta may be slow with one, such as with files that it has to fetch, and the
  /// others must not wait for that.
  private static final int UNDER_WAY = Settings.JOBS / 4;

  private static final Duration GLANCE = Duration.ofMillis(50);
  private static final Failure.Later UNREADY =
      new Failure.Later(
          0, "The hub could not read the message or its number.", Fix.WAIT, Duration.ofMinutes(1));
  private final Storage storage;
  private final Secrets secrets;
  private final Doors doors;
  private final InstantSource clock;
  private final Pace pace;
  private final Waiters waiters = new Waiters();
  private final Outcomes outcomes;
  private final Turns turns;
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
    this.secrets = secrets;
    this.doors = doors;
    this.pace = pace;
    this.clock = clock;
    this.turns = new Turns(doors.hubs(), HOLD, clock);
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
    long until = now() + Outcomes.PATIENCE.toSeconds();
    Set<Long> numbers = estate.everything() ? null : estate.of(HOLD);
    int interrupted = QueueSql.interrupted(tx, numbers, until);
    if (interrupted > 0) {
      LOG.warn("messages in doubt since a hub stopped: {}", interrupted);
    }
  }

  /// Begins to send what may go out now; returns how much was done.
  int tick() {
    int done = settleLate() + outcomes.giveUp();
    picking.lock();
    try {
      done += doors.hubs().isFit() ? round() : 0;
      turns.giveBack(doors.crew().free() == 0 ? FULL : IDLE, pace::isPaused);
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
    String unheld = doors.hubs().unheld(HOLD, "waiting.id");
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

  /// The same for one number, at once.
  void send(long numberId) {
    picking.lock();
    try {
      if (doors.hubs().isFit()) {
        pick(numberId);
      }
    } catch (Fenced e) {
      // It is accepted, and sent by the loop.
    } finally {
      picking.unlock();
    }
    wake.run();
  }

  /// Waits a little for the first attempt of a message and says what it came to; empty when it is
  /// not over in time.
  Optional<Reason> await(long numberId, String code, Waiters.Waiter waiter, Duration patience) {
    return doors.hubs().live() == 1 || turns.isMine(numberId)
        ? waiters.await(code, waiter, patience)
        : awaitElsewhere(numberId, code, waiter, patience);
  }

  /// Another hub sends for this number: what it writes down is looked at, until then or until this
  /// hub has come to send.
  private Optional<Reason> awaitElsewhere(
      long numberId, String code, Waiters.Waiter waiter, Duration patience) {
    Optional<Reason> told = Optional.empty();
    for (int i = 0; told.isEmpty() && i < patience.dividedBy(GLANCE); i++) {
      if (waiters.isOver(waiter, GLANCE)) {
        return waiters.await(code, waiter, GLANCE);
      }
      told =
          storage
              .read(tx -> QueueSql.fate(tx, numberId, code))
              .filter(Gateway::isTried)
              .map(fate -> fate.state().equals("failed") ? MetaReason.of(fate.error()) : Reason.OK);
    }
    told.filter(reason -> reason != Reason.OK)
        .ifPresent(reason -> storage.useWrite(tx -> waiters.refused(tx, code, reason)));
    waiters.remove(code);
    return told;
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
    int free = Math.min(doors.crew().free(), UNDER_WAY - turns.underWay(numberId));
    int room = Math.min(free, number == null ? 1 : pace.free(numberId, rate));
    long hub = doors.hubs().id();
    if (room <= 0 || heads(numberId, room).isEmpty() || !take(numberId)) {
      return 0;
    }
    // Once more: another hub may have sent some of them until now.
    List<Long> heads = heads(numberId, room);
    List<Task> tasks = new ArrayList<>(heads.isEmpty() ? List.of() : claim(numberId, heads, hub));
    tasks.sort((a, b) -> Long.compare(a.id(), b.id()));
    pace.take(numberId, rate, tasks.size());
    for (Task task : tasks) {
      turns.begin(numberId);
      doors.crew().start(() -> run(task, hub, number));
    }
    return tasks.size();
  }

  private boolean take(long numberId) {
    return !turns.take(List.of(numberId)).isEmpty();
  }

  private List<Long> heads(long numberId, int room) {
    return storage.read(tx -> QueueSql.heads(tx, numberId, now(), room));
  }

  private List<Task> claim(long numberId, List<Long> heads, long hub) {
    return storage.write(tx -> {
      doors.hubs().guard(tx, hub);
      return QueueSql.claim(tx, numberId, heads);
    });
  }

  private void run(Task task, long hub, @Nullable WhatsAppNumber number) {
    Outcome outcome = new Outcome(task, hub, attempt(task, hub, number));
    try {
      settle(outcome);
    } catch (RuntimeException e) {
      waiters.release(task.code());
      if (!Storage.isUnavailable(e)) {
        turns.end(task.numberId());
        throw e;
      }
      // Not sent once more, only written down once the database is back.
      unsettled.add(outcome);
    }
    wake.run();
  }

  private Result attempt(Task task, long hub, @Nullable WhatsAppNumber number) {
    Optional<Secret> token;
    Outgoing message;
    try {
      token = number == null ? Optional.empty() : doors.numbers().accessToken(number.id());
      message = Outgoing.read(secrets, task.body());
    } catch (RuntimeException e) {
      // Meta has not been asked, so there is no doubt.
      LOG.error("message {} cannot be sent now", task.id(), e);
      return new Result.Refused(UNREADY);
    }
    if (number == null || token.isEmpty()) {
      return new Result.Refused(unconnected());
    }
    if (!doors.hubs().isFit() || doors.hubs().id() != hub) {
      // It may belong to another hub by now.
      return new Result.Refused(UNREADY);
    }
    try {
      return new Result.Taken(
          doors.graph().send(token.get(), number.phoneNumberId(), message.ask()));
    } catch (GraphException e) {
      return e.mayBeDone() ? new Result.Doubtful(e.failure()) : new Result.Refused(e.failure());
    }
  }

  private static Failure unconnected() {
    return new Failure.Final(0, "The number is not connected to WhatsApp.", Fix.NOT_REGISTERED);
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
        // It must not stop all others: it is in doubt from the next start on.
        LOG.error("what became of message {} cannot be written down", outcome.task().id(), e);
        turns.end(outcome.task().numberId());
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
    turns.end(outcome.task().numberId());
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
