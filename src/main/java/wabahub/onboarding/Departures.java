package wabahub.onboarding;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.graph.Failure;
import wabahub.graph.Fix;
import wabahub.graph.Graph;
import wabahub.graph.GraphException;
import wabahub.hubs.Estate;
import wabahub.hubs.Hubs;
import wabahub.numbers.Numbers;
import wabahub.numbers.WhatsAppNumber;
import wabahub.ops.Crew;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Takes leave of numbers at Meta: deregisters them, and ends the subscription of their WABA with
/// its last number. A number that comes back meanwhile is left alone.
final class Departures {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  /// A step that was under way when its link was cancelled comes to its end first.
  private static final long DELAY_SECONDS = 60;

  private static final long UNDER_WAY_SECONDS = 300;
  private static final long PATIENCE_SECONDS = Duration.ofDays(7).toSeconds();

  private static final String HOLD = "leave";
  private static final Set<String> NO_ANSWER =
      Set.of(Problem.code(Fix.WAIT), Problem.code(Fix.UNREACHABLE));

  private final Storage storage;
  private final Secrets secrets;
  private final Ways ways;
  private final Jobs jobs;
  private final InstantSource clock;

  /// Who is asked, and whom it is told.
  record Ways(Hubs hubs, Numbers numbers, Graph graph) {}

  Departures(Storage storage, Secrets secrets, Ways ways, Crew crew, InstantSource clock) {
    this.storage = storage;
    this.secrets = secrets;
    this.ways = ways;
    this.jobs = new Jobs(ways.hubs(), crew, HOLD);
    this.clock = clock;
  }

  /// What a client leaves behind at Meta that had signed in and was not connected to the end.
  static Optional<Departure> of(Link link, SignUp signUp, long now) {
    SignUp.Found found = signUp.found();
    Secret token = signUp.accessToken();
    return found == null || token == null
        ? Optional.empty()
        : Optional.of(
            new Departure(
                0,
                found.whatsapp(),
                found.phoneNumberId(),
                found.wabaId(),
                token,
                !found.coexistence() && (signUp.registered() || isUnclear(link, signUp)),
                now + DELAY_SECONDS,
                0));
  }

  /// Whether Meta is just being asked to register the number, or gave no answer that says whether
  /// it did. What it refused it has not done: a number with another PIN may be at work elsewhere.
  private static boolean isUnclear(Link link, SignUp signUp) {
    Link.Trouble trouble = link.trouble();
    return signUp.step() == Step.REGISTER
        && (trouble == null || NO_ANSWER.contains(trouble.problem()));
  }

  /// What a deleted number leaves behind. `busy`: a step at Meta is under way for it.
  static Departure of(WhatsAppNumber number, Secret token, long now, boolean busy) {
    return new Departure(
        0,
        number.whatsapp().digits(),
        number.phoneNumberId(),
        number.wabaId(),
        token,
        !number.coexistence(),
        busy ? now + DELAY_SECONDS : now,
        0);
  }

  /// Begins with some that are due; returns how many. Without a Meta app there is nobody to tell.
  int tick() {
    return ways.graph().settings().appId().isEmpty()
        ? 0
        : jobs.begin(
            "departure.id",
            (unheld, limit) -> storage.read(tx -> DepartureSql.due(tx, unheld, now(), limit)),
            this::leave);
  }

  /// What a dead hub had begun is begun again at once.
  void inherit(Handle tx, Estate estate) {
    DepartureSql.again(tx, estate.everything() ? null : estate.of(HOLD), now());
  }

  /// What is left to do at Meta, decided in the transaction that keeps others from connecting the
  /// number meanwhile.
  private record Left(boolean deregister, boolean unsubscribe) {}

  private void leave(long id) {
    long hub = ways.hubs().id();
    storage
        .read(tx -> DepartureSql.find(tx, secrets, id))
        .filter(departure -> ways.hubs().isFit() && ways.hubs().id() == hub)
        .ifPresent(departure -> leave(departure, hub));
  }

  private void leave(Departure departure, long hub) {
    Numbers numbers = ways.numbers();
    Optional<Left> left =
        storage.write(tx -> {
          ways.hubs().guard(tx, hub);
          if (!DepartureSql.begin(tx, departure, now(), now() + UNDER_WAY_SECONDS)) {
            return Optional.<Left>empty();
          }
          if (SignUpSql.isComing(tx, departure.phoneNumberId())) {
            // It goes when that has ended well, and has its turn when it has not.
            DepartureSql.later(tx, departure, now() + DELAY_SECONDS);
            return Optional.<Left>empty();
          }
          boolean back = numbers.find(tx, departure.whatsapp()).isPresent();
          boolean last =
              numbers.liveOfWaba(tx, departure.wabaId()).isEmpty()
                  && !SignUpSql.isUnderWay(tx, departure.wabaId());
          return Optional.of(new Left(!back && departure.registered(), last));
        });
    if (left.isPresent()) {
      settle(departure, hub, tell(departure, left.get()));
    }
  }

  /// Returns the failure, if any.
  private Optional<Failure> tell(Departure departure, Left left) {
    try {
      if (left.deregister()) {
        ways.graph().deregister(departure.accessToken(), departure.phoneNumberId());
      }
      if (left.unsubscribe()) {
        ways.graph().unsubscribe(departure.accessToken(), departure.wabaId());
      }
      return Optional.empty();
    } catch (GraphException e) {
      return Optional.of(e.failure());
    }
  }

  private void settle(Departure departure, long hub, Optional<Failure> failure) {
    if (failure.orElse(null) instanceof Failure.Later later
        && now() < departure.createdAt() + PATIENCE_SECONDS) {
      long due = now() + Pauses.seconds(departure.attempts(), later.after());
      write(hub, tx -> DepartureSql.later(tx, departure, due));
      return;
    }
    // With a token that is revoked there is nothing left to do: Meta has ended it already.
    failure.ifPresent(f -> LOG.warn("a number has left, but Meta said {} {}", f.code(), f.said()));
    write(hub, tx -> DepartureSql.delete(tx, departure));
  }

  private void write(long hub, Consumer<Handle> work) {
    storage.useWrite(tx -> {
      ways.hubs().guard(tx, hub);
      work.accept(tx);
    });
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
