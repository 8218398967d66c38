package wabahub.onboarding;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.graph.Failure;
import wabahub.graph.Graph;
import wabahub.graph.GraphException;
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

  private final Storage storage;
  private final Secrets secrets;
  private final Numbers numbers;
  private final Graph graph;
  private final Crew crew;
  private final InstantSource clock;

  Departures(
      Storage storage,
      Secrets secrets,
      Numbers numbers,
      Graph graph,
      Crew crew,
      InstantSource clock) {
    this.storage = storage;
    this.secrets = secrets;
    this.numbers = numbers;
    this.graph = graph;
    this.crew = crew;
    this.clock = clock;
  }

  /// What a client leaves behind at Meta that had signed in and was not connected to the end.
  static Optional<Departure> of(SignUp signUp, long now) {
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
                found.coexistence(),
                now + DELAY_SECONDS,
                0));
  }

  /// What a deleted number leaves behind. `busy`: a step at Meta is under way for it.
  static Departure of(WhatsAppNumber number, Secret token, long now, boolean busy) {
    return new Departure(
        0,
        number.whatsapp().digits(),
        number.phoneNumberId(),
        number.wabaId(),
        token,
        number.coexistence(),
        busy ? now + DELAY_SECONDS : now,
        0);
  }

  /// Begins with some that are due; returns how many. Without a Meta app there is nobody to tell.
  int tick() {
    int free = graph.settings().appId().isEmpty() ? 0 : crew.free();
    int begun = 0;
    for (Departure departure : free == 0 ? List.<Departure>of() : due(free + crew.engaged())) {
      if (crew.free() > 0 && crew.start(departure.id(), () -> leave(departure))) {
        begun++;
      }
    }
    return begun;
  }

  private List<Departure> due(int limit) {
    return storage.read(tx -> DepartureSql.due(tx, secrets, now(), limit));
  }

  /// What is left to do at Meta, decided in the transaction that keeps others from connecting the
  /// number meanwhile.
  private record Left(boolean deregister, boolean unsubscribe) {}

  private void leave(Departure departure) {
    Optional<Left> left =
        storage.write(tx -> {
          if (!DepartureSql.begin(tx, departure.id(), now() + UNDER_WAY_SECONDS)) {
            return Optional.<Left>empty();
          }
          if (SignUpSql.isComing(tx, departure.phoneNumberId())) {
            // It goes when that has ended well, and has its turn when it has not.
            DepartureSql.later(tx, departure.id(), now() + DELAY_SECONDS);
            return Optional.<Left>empty();
          }
          boolean back = numbers.find(tx, departure.whatsapp()).isPresent();
          boolean last =
              numbers.liveOfWaba(tx, departure.wabaId()).isEmpty()
                  && !SignUpSql.isUnderWay(tx, departure.wabaId());
          return Optional.of(new Left(!back && !departure.coexistence(), last));
        });
    if (left.isPresent()) {
      settle(departure, tell(departure, left.get()));
    }
  }

  /// Returns the failure, if any.
  private Optional<Failure> tell(Departure departure, Left left) {
    try {
      if (left.deregister()) {
        graph.deregister(departure.accessToken(), departure.phoneNumberId());
      }
      if (left.unsubscribe()) {
        graph.unsubscribe(departure.accessToken(), departure.wabaId());
      }
      return Optional.empty();
    } catch (GraphException e) {
      return Optional.of(e.failure());
    }
  }

  private void settle(Departure departure, Optional<Failure> failure) {
    if (failure.orElse(null) instanceof Failure.Later later
        && now() < departure.createdAt() + PATIENCE_SECONDS) {
      long due = now() + Pauses.seconds(departure.attempts(), later.after());
      storage.useWrite(tx -> DepartureSql.later(tx, departure.id(), due));
      return;
    }
    // With a token that is revoked there is nothing left to do: Meta has ended it already.
    failure.ifPresent(f -> LOG.warn("a number has left, but Meta said {} {}", f.code(), f.said()));
    storage.useWrite(tx -> DepartureSql.delete(tx, departure.id()));
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
