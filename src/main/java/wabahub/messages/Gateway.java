package wabahub.messages;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
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
import wabahub.messages.QueueSql.Said;
import wabahub.messages.QueueSql.Task;
import wabahub.numbers.Numbers;
import wabahub.numbers.Trouble;
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

  /// How long the hub tries, and how long it waits for a status of a message in doubt.
  static final Duration PATIENCE = Duration.ofHours(24);

  private static final int NUMBERS = 256;

  /// Of one number: Meta may be slow with one, such as with files that it has to fetch, and the
  /// others must not wait for that.
  private static final int UNDER_WAY = Settings.JOBS / 4;

  private static final int OVERDUE = 100;
  private static final Failure.Later UNREADY =
      new Failure.Later(
          0, "The hub could not read the message or its number.", Fix.WAIT, Duration.ofMinutes(1));
  private static final Said NEVER_TOLD =
      new Said(
          0, "Nobody knows whether WhatsApp has taken this message: no status came in 24 hours.");

  private final Storage storage;
  private final Secrets secrets;
  private final Doors doors;
  private final InstantSource clock;
  private final Pace pace;
  private final Waiters waiters = new Waiters();
  private final List<Follower> followers;
  private final Hashes hashes;
  private final ReentrantLock picking = new ReentrantLock();
  private final Map<Long, Integer> underWay = new ConcurrentHashMap<>();
  private final Queue<Outcome> unsettled = new ConcurrentLinkedQueue<>();
  private volatile Runnable wake = () -> {};
  private long last;

  /// What sending goes through.
  record Doors(Numbers numbers, Graph graph, Crew crew) {}

  /// What became of an attempt.
  private sealed interface Result {
    record Taken(String wamid) implements Result {}

    record Refused(Failure failure) implements Result {}

    record Doubtful(Failure failure) implements Result {}
  }

  private record Outcome(Task task, Result result) {}

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
    this.followers = followers;
    this.pace = pace;
    this.clock = clock;
    this.hashes = new Hashes(secrets);
  }

  Waiters waiters() {
    return waiters;
  }

  /// What a process before this one has left under way is in doubt.
  void start(Runnable nudge) {
    wake = nudge;
    long until = now() + PATIENCE.toSeconds();
    int interrupted = storage.write(tx -> QueueSql.interrupted(tx, until));
    if (interrupted > 0) {
      LOG.warn("messages in doubt since the last run: {}", interrupted);
    }
  }

  /// Begins to send what may go out now; returns how much was done.
  int tick() {
    int done = settleLate() + giveUp();
    picking.lock();
    try {
      done += round();
    } finally {
      picking.unlock();
    }
    return done;
  }

  /// Numbers by turns, beginning after the one that was served last.
  private int round() {
    int done = 0;
    long start = last;
    boolean again = start == 0;
    for (int i = 0; i < NUMBERS && doors.crew().free() > 0; i++) {
      Optional<Long> next = next();
      if (next.isEmpty() && !again) {
        again = true;
        last = 0;
      } else if (next.isEmpty() || again && start > 0 && next.get() > start) {
        break;
      } else {
        last = next.get();
        done += pick(last);
      }
    }
    return done;
  }

  private Optional<Long> next() {
    long after = last;
    return storage.read(tx -> QueueSql.next(tx, after));
  }

  /// The same for one number, at once.
  void send(long numberId) {
    picking.lock();
    try {
      pick(numberId);
    } finally {
      picking.unlock();
    }
    wake.run();
  }

  private int pick(long numberId) {
    WhatsAppNumber number = doors.numbers().byId(numberId).orElse(null);
    int rate = Pace.rate(number != null && number.coexistence());
    int free = Math.min(doors.crew().free(), UNDER_WAY - underWay.getOrDefault(numberId, 0));
    int room = Math.min(free, number == null ? 1 : pace.free(numberId, rate));
    if (room <= 0) {
      return 0;
    }
    long now = now();
    List<Long> heads = storage.read(tx -> QueueSql.heads(tx, numberId, now, room));
    if (heads.isEmpty()) {
      return 0;
    }
    List<Task> tasks = new ArrayList<>(storage.write(tx -> QueueSql.claim(tx, heads)));
    tasks.sort((a, b) -> Long.compare(a.id(), b.id()));
    pace.take(numberId, rate, tasks.size());
    tasks.forEach(task -> underWay.merge(numberId, 1, Integer::sum));
    tasks.forEach(task -> doors.crew().start(() -> run(task, number)));
    return tasks.size();
  }

  private void run(Task task, @Nullable WhatsAppNumber number) {
    try {
      finish(new Outcome(task, attempt(task, number)));
    } finally {
      underWay.computeIfPresent(task.numberId(), (id, count) -> count == 1 ? null : count - 1);
    }
    wake.run();
  }

  private void finish(Outcome outcome) {
    try {
      settle(outcome);
    } catch (RuntimeException e) {
      waiters.release(outcome.task().code());
      if (!Storage.isUnavailable(e)) {
        throw e;
      }
      // Not sent once more, only written down once the database is back.
      unsettled.add(outcome);
    }
  }

  private Result attempt(Task task, @Nullable WhatsAppNumber number) {
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
      }
      unsettled.remove();
      settled++;
    }
    return settled;
  }

  private void settle(Outcome outcome) {
    Task task = outcome.task();
    switch (outcome.result()) {
      case Result.Taken(String wamid) -> {
        byte[] encrypted = secrets.encrypt(wamid.getBytes(StandardCharsets.UTF_8), Messages.WAMID);
        storage.useWrite(tx -> QueueSql.taken(tx, task.id(), encrypted, hashes.wamid(wamid)));
        tell(task, Reason.OK);
      }
      case Result.Doubtful(Failure failure) -> {
        long until = now() + PATIENCE.toSeconds();
        storage.useWrite(tx -> QueueSql.doubt(tx, task.id(), said(failure), until));
        tell(task, Reason.OK);
      }
      case Result.Refused(Failure.Later later) -> tryAgain(task, later);
      case Result.Refused(Failure failure) -> fail(task, failure);
    }
  }

  private void tell(Task task, Reason reason) {
    waiters.hold(task.code());
    waiters.tell(task.code(), reason);
  }

  private void tryAgain(Task task, Failure.Later later) {
    Duration wait = MetaReason.wait(later, task.attempts());
    long dueAt = now() + wait.toSeconds();
    if (dueAt > task.createdAt() + PATIENCE.toSeconds()) {
      fail(task, later);
      return;
    }
    if (MetaReason.slowsTheNumber(later)) {
      pace.pause(task.numberId(), wait);
    }
    storage.useWrite(tx -> QueueSql.again(tx, task.id(), said(later), dueAt));
    tell(task, Reason.OK);
  }

  /// Whoever still waits for the answer gets it there; everybody else hears of it as of a status.
  private void fail(Task task, Failure failure) {
    boolean heard = waiters.hold(task.code());
    Reason reason = MetaReason.of(failure);
    Trouble trouble = MetaReason.trouble(failure);
    boolean failed =
        storage.write(tx -> {
          boolean moved = QueueSql.fail(tx, task.id(), said(failure), now());
          if (moved && heard) {
            waiters.refused(tx, task.code(), reason);
          } else if (moved) {
            told(tx, List.of(task), said(failure));
          }
          if (moved && trouble != null) {
            doors.numbers().broken(tx, task.numberId(), trouble);
          }
          return moved;
        });
    if (failed && trouble != null) {
      doors.numbers().applied();
    }
    boolean got = waiters.tell(task.code(), failed ? reason : Reason.OK);
    if (failed && heard && !got) {
      // The caller has gone meanwhile.
      storage.useWrite(tx -> told(tx, List.of(task), said(failure)));
    }
  }

  private void told(Handle tx, List<Task> tasks, Said said) {
    List<StatusChange> changes =
        tasks.stream()
            .map(task ->
                new StatusChange(
                    task.numberId(),
                    task.code(),
                    State.FAILED,
                    to(task),
                    now(),
                    said.error(),
                    said.text()))
            .toList();
    followers.forEach(follower -> follower.changed(tx, changes));
  }

  /// "" when nobody can read it: that must not stop the others.
  private String to(Task task) {
    try {
      return Outgoing.read(secrets, task.body()).to();
    } catch (RuntimeException e) {
      LOG.error("message {} cannot be read", task.id(), e);
      return "";
    }
  }

  private int giveUp() {
    if (!storage.read(tx -> QueueSql.isOverdue(tx, now()))) {
      return 0;
    }
    return storage.write(tx -> {
      List<Task> overdue = QueueSql.overdue(tx, now(), NEVER_TOLD, OVERDUE);
      if (!overdue.isEmpty()) {
        told(tx, overdue, NEVER_TOLD);
      }
      return overdue.size();
    });
  }

  private static Said said(Failure failure) {
    return new Said(failure.code(), StatusMerge.plain(failure.said()));
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
