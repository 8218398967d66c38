package wabahub.onboarding;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.graph.Fix;
import wabahub.hubs.Fenced;
import wabahub.hubs.Hubs;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Takes clients that have signed in through the steps, one transaction a step: what a step found
/// and what comes next are written down together, so that a hub that dies goes on behind the last
/// step that it wrote down.
final class Sequence {
  private static final Logger LOG = LoggerFactory.getLogger(Sequence.class);

  /// Meta's code lives for 30 seconds (its documentation of autumn 2026).
  private static final long CODE_SECONDS = 30;

  /// Longer than the longest pause that Meta asks for (72 hours).
  private static final long PATIENCE_SECONDS = Duration.ofDays(4).toSeconds();

  private static final Duration FAILED_PAUSE = Duration.ofMinutes(1);
  private static final int MOST_STEPS = 100;

  private final Storage storage;
  private final Hubs hubs;
  private final Secrets secrets;
  private final boolean solutionPartner;
  private final Steps steps;
  private final Ending ending;
  private final InstantSource clock;

  /// Where the steps are written down.
  record Stores(Storage storage, Hubs hubs) {}

  Sequence(
      Stores stores,
      Secrets secrets,
      boolean solutionPartner,
      Steps steps,
      Ending ending,
      InstantSource clock) {
    this.storage = stores.storage();
    this.hubs = stores.hubs();
    this.secrets = secrets;
    this.solutionPartner = solutionPartner;
    this.steps = steps;
    this.ending = ending;
    this.clock = clock;
  }

  /// A client and its link as one transaction saw them.
  private record Case(Link link, SignUp signUp) {}

  /// Goes on with a link until it is finished or has to wait, or this hub is not to go on with it.
  ///
  /// @throws Fenced when this hub was given up meanwhile
  void run(long onboardingId) {
    long hub = hubs.id();
    for (int i = 0; i < MOST_STEPS; i++) {
      Optional<Case> open = storage.read(tx -> find(tx, onboardingId));
      boolean mine = hubs.isFit() && hubs.id() == hub;
      if (!mine || open.isEmpty() || !step(open.get(), hub)) {
        return;
      }
    }
  }

  private Optional<Case> find(Handle tx, long onboardingId) {
    return LinkSql.find(tx, secrets, onboardingId)
        .filter(link -> link.state() == State.WORKING)
        .flatMap(link ->
            SignUpSql.find(tx, secrets, onboardingId)
                .filter(signUp -> signUp.dueAt() != null && signUp.dueAt() <= now())
                .map(signUp -> new Case(link, signUp)));
  }

  /// Returns whether to go on at once.
  private boolean step(Case open, long hub) {
    SignUp signUp = open.signUp();
    Outcome outcome =
        isTooLate(open) ? Outcome.stuck(Problem.SIGN_IN_AGAIN) : run(open.link(), signUp);
    Settled settled = Settled.ENDED;
    try {
      settled = settleOrWait(open, hub, outcome);
    } finally {
      // Also when it fails: a commit may have succeeded although its answer was lost.
      if (settled.ended()) {
        ending.told(open.link().partnerId());
      }
    }
    return settled.goOn();
  }

  private Outcome run(Link link, SignUp signUp) {
    try {
      return steps.run(link, signUp);
    } catch (RuntimeException e) {
      return failed(signUp, e);
    }
  }

  /// A step that fails for a reason of the hub's own is tried again, too, but not at once, and not
  /// for ever.
  private static Outcome failed(SignUp signUp, RuntimeException e) {
    LOG.error("step {} of onboarding {} failed", signUp.step().code(), signUp.onboardingId(), e);
    return new Outcome.Later(new Link.Trouble(Problem.code(Fix.WAIT), null, ""), FAILED_PAUSE);
  }

  /// What cannot be written down counts as a step that failed; without a database nothing is
  /// written, and the step comes again as it is.
  private Settled settleOrWait(Case open, long hub, Outcome outcome) {
    try {
      return settle(open.signUp(), hub, outcome);
    } catch (RuntimeException e) {
      if (e instanceof Fenced || Storage.isUnavailable(e)) {
        throw e;
      }
      return settle(open.signUp(), hub, failed(open.signUp(), e));
    }
  }

  private Settled settle(SignUp signUp, long hub, Outcome outcome) {
    return storage.write(tx -> {
      hubs.guard(tx, hub);
      return current(tx, signUp)
          .map(link -> settle(tx, new Case(link, signUp), outcome))
          .orElse(Settled.NOTHING);
    });
  }

  /// What a transaction came to: whether the next step may follow at once, and whether somebody is
  /// told of an end.
  private record Settled(boolean goOn, boolean ended) {
    static final Settled NOTHING = new Settled(false, false);
    static final Settled ENDED = new Settled(false, true);
  }

  /// The link, locked, unless somebody has cancelled it or gone on with it meanwhile.
  private Optional<Link> current(Handle tx, SignUp signUp) {
    return LinkSql.lock(tx, secrets, signUp.onboardingId())
        .filter(link -> link.state() == State.WORKING)
        .filter(link ->
            SignUpSql.find(tx, secrets, link.id())
                .filter(now -> now.version() == signUp.version())
                .isPresent());
  }

  private boolean isTooLate(Case open) {
    return open.signUp().step() == Step.EXCHANGE
        && now() > requireNonNull(open.link().signedInAt()) + CODE_SECONDS;
  }

  private Settled settle(Handle tx, Case open, Outcome outcome) {
    SignUp signUp = open.signUp();
    return switch (ending.review(tx, open.link(), signUp, outcome)) {
      case Outcome.Success success -> {
        StepSql.attempt(tx, signUp.onboardingId(), signUp.step(), "done", null, now());
        yield goOn(tx, open.link(), success.change().apply(signUp));
      }
      case Outcome.Skipped skipped -> {
        attempt(tx, signUp, "failed", skipped.trouble());
        yield goOn(tx, open.link(), signUp);
      }
      case Outcome.Later later -> later(tx, open, later);
      case Outcome.Stuck stuck -> stuck(tx, open, stuck.trouble());
    };
  }

  private void attempt(Handle tx, SignUp signUp, String state, Link.@Nullable Trouble trouble) {
    StepSql.attempt(tx, signUp.onboardingId(), signUp.step(), state, trouble, now());
  }

  private Settled goOn(Handle tx, Link link, SignUp signUp) {
    if (signUp.step() == Step.FINISH) {
      return Settled.ENDED;
    }
    boolean coexistence = signUp.found() != null && signUp.found().coexistence();
    SignUp next = signUp.on(signUp.step().next(solutionPartner, coexistence), now());
    SignUpSql.replace(tx, secrets, next);
    LinkSql.state(tx, link.id(), State.WORKING, null);
    return new Settled(true, false);
  }

  private Settled later(Handle tx, Case open, Outcome.Later later) {
    SignUp signUp = open.signUp();
    long due = now() + Pauses.seconds(signUp.attempts(), later.after());
    long signedInAt = requireNonNull(open.link().signedInAt());
    if (signUp.step() == Step.EXCHANGE && due > signedInAt + CODE_SECONDS) {
      Link.Trouble said = later.trouble();
      return stuck(
          tx,
          open,
          new Link.Trouble(Problem.SIGN_IN_AGAIN.code(), said.metaCode(), said.metaSaid()));
    }
    if (due > signedInAt + PATIENCE_SECONDS) {
      return stuck(tx, open, later.trouble());
    }
    attempt(tx, signUp, "waiting", later.trouble());
    SignUpSql.replace(tx, secrets, signUp.again(due));
    LinkSql.state(tx, open.link().id(), State.WORKING, later.trouble());
    return Settled.NOTHING;
  }

  private Settled stuck(Handle tx, Case open, Link.Trouble trouble) {
    SignUp signUp = open.signUp();
    attempt(tx, signUp, "failed", trouble);
    SignUpSql.replace(tx, secrets, signUp.again(null));
    LinkSql.state(tx, open.link().id(), State.STUCK, trouble);
    ending.failed(tx, open.link(), signUp, trouble);
    return Settled.ENDED;
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
