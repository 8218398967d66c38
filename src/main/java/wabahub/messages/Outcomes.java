package wabahub.messages;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.graph.Failure;
import wabahub.http.Reason;
import wabahub.hubs.Hubs;
import wabahub.messages.QueueSql.Said;
import wabahub.messages.QueueSql.Task;
import wabahub.numbers.Numbers;
import wabahub.numbers.Trouble;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Writes down what became of attempts to send, and tells whoever waits for it. What a hub began
/// before it was declared dead it does not settle any more: another one has said already that it is
/// in doubt.
final class Outcomes {
  private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

  /// How long the hub tries, and how long it waits for a status of a message in doubt.
  static final Duration PATIENCE = Duration.ofHours(24);

  private static final int OVERDUE = 100;
  private static final Said NEVER_TOLD =
      new Said(
          0, "Nobody knows whether WhatsApp has taken this message: no status came in 24 hours.");

  private final Secrets secrets;
  private final Stores stores;
  private final List<Follower> followers;
  private final Pace pace;
  private final Waiters waiters;
  private final InstantSource clock;
  private final Hashes hashes;

  /// Where it is written down.
  record Stores(Storage storage, Hubs hubs, Numbers numbers) {}

  /// What became of an attempt.
  sealed interface Result {
    record Taken(String wamid) implements Result {}

    record Refused(Failure failure) implements Result {}

    record Doubtful(Failure failure) implements Result {}
  }

  /// `hub`: who has begun it.
  record Outcome(Task task, long hub, Result result) {}

  Outcomes(
      Secrets secrets,
      Stores stores,
      List<Follower> followers,
      Pace pace,
      Waiters waiters,
      InstantSource clock) {
    this.secrets = secrets;
    this.stores = stores;
    this.followers = followers;
    this.pace = pace;
    this.waiters = waiters;
    this.clock = clock;
    this.hashes = new Hashes(secrets);
  }

  /// @throws wabahub.hubs.Fenced when the hub that has begun it was declared dead meanwhile
  void settle(Outcome outcome) {
    Task task = outcome.task();
    switch (outcome.result()) {
      case Result.Taken(String wamid) -> {
        byte[] encrypted = secrets.encrypt(wamid.getBytes(StandardCharsets.UTF_8), Messages.WAMID);
        boolean mended =
            write(
                outcome,
                tx -> {
                  QueueSql.taken(tx, task, encrypted, hashes.wamid(wamid));
                  return stores.numbers().works(tx, task.numberId(), true);
                });
        if (mended) {
          stores.numbers().applied();
        }
        tell(task, Reason.OK);
      }
      case Result.Doubtful(Failure failure) -> {
        long until = now() + PATIENCE.toSeconds();
        write(outcome, tx -> QueueSql.doubt(tx, task, said(failure), until));
        tell(task, Reason.OK);
      }
      case Result.Refused(Failure.Later later) -> tryAgain(outcome, later);
      case Result.Refused(Failure failure) -> fail(outcome, failure);
    }
  }

  @FunctionalInterface
  private interface Move {
    boolean make(Handle tx);
  }

  private boolean write(Outcome outcome, Move move) {
    return stores
        .storage()
        .write(tx -> {
          stores.hubs().guard(tx, outcome.hub());
          return move.make(tx);
        });
  }

  private void tell(Task task, Reason reason) {
    waiters.hold(task.code());
    waiters.tell(task.code(), reason);
  }

  private void tryAgain(Outcome outcome, Failure.Later later) {
    Task task = outcome.task();
    Duration wait = MetaReason.wait(later, task.attempts());
    long dueAt = now() + wait.toSeconds();
    if (dueAt > task.createdAt() + PATIENCE.toSeconds()) {
      fail(outcome, later);
      return;
    }
    if (MetaReason.slowsTheNumber(later)) {
      pace.pause(task.numberId(), wait);
    }
    write(outcome, tx -> QueueSql.again(tx, task, said(later), dueAt));
    tell(task, Reason.OK);
  }

  /// Whoever still waits here for the answer gets it; everybody else hears of it as of a status.
  private void fail(Outcome outcome, Failure failure) {
    Task task = outcome.task();
    boolean heard = waiters.hold(task.code());
    Reason reason = MetaReason.of(failure.code());
    Trouble trouble = MetaReason.trouble(failure);
    boolean failed =
        write(
            outcome,
            tx -> {
              // Or already, and the answer to that was lost: then nobody was told yet.
              boolean fails =
                  QueueSql.fail(tx, task, said(failure), now()) || QueueSql.hasFailed(tx, task);
              if (fails && heard) {
                waiters.refused(tx, task.code(), reason);
              } else if (fails) {
                told(tx, List.of(task), said(failure));
              }
              if (fails && trouble != null) {
                stores.numbers().broken(tx, task.numberId(), trouble);
              }
              return fails;
            });
    if (failed && trouble != null) {
      stores.numbers().applied();
    }
    boolean got = waiters.tell(task.code(), failed ? reason : Reason.OK);
    if (failed && heard && !got) {
      // The caller has gone meanwhile.
      stores.storage().useWrite(tx -> told(tx, List.of(task), said(failure)));
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

  /// Gives up some of what has been in doubt for too long; returns how much.
  int giveUp() {
    if (!stores.storage().read(tx -> QueueSql.isOverdue(tx, now()))) {
      return 0;
    }
    return stores
        .storage()
        .write(tx -> {
          stores.hubs().guard(tx);
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
