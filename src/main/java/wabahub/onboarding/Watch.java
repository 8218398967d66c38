package wabahub.onboarding;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import wabahub.graph.Failure;
import wabahub.graph.Graph;
import wabahub.graph.GraphException;
import wabahub.graph.Phone;
import wabahub.numbers.Numbers;
import wabahub.numbers.Receiving;
import wabahub.numbers.Trouble;
import wabahub.ops.Crew;
import wabahub.secrets.Secret;
import wabahub.storage.Storage;

/// Sees to it that Meta sends the webhooks of live numbers here: subscribes their WABAs, at once
/// when a number comes and every day from then on. That also tells of a token that was revoked
/// without a word.
final class Watch {
  private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

  private final Storage storage;
  private final Departures.Ways ways;
  private final Jobs jobs;
  private final InstantSource clock;

  Watch(Storage storage, Departures.Ways ways, Crew crew, InstantSource clock) {
    this.storage = storage;
    this.ways = ways;
    this.jobs = new Jobs(ways.hubs(), crew, "watch");
    this.clock = clock;
  }

  /// Begins to look at some that are due; returns how many. Without a Meta app there is nothing to
  /// subscribe.
  int tick() {
    return ways.graph().settings().appId().isEmpty()
        ? 0
        : jobs.begin(
            "watch.number_id",
            (unheld, limit) -> storage.read(tx -> WatchSql.due(tx, unheld, now(), limit)),
            this::look);
  }

  private void look(long numberId) {
    if (ways.hubs().isFit()) {
      storage.read(tx -> WatchSql.find(tx, numberId, now())).ifPresent(this::look);
    }
  }

  private void look(Watched number) {
    Graph graph = ways.graph();
    Numbers numbers = ways.numbers();
    Optional<Secret> token =
        numbers
            .accessToken(number.numberId())
            .or(() -> Optional.ofNullable(graph.settings().systemUserToken()));
    if (token.isEmpty()) {
      settle(number, 0, DAY_SECONDS);
      return;
    }
    try {
      graph.subscribe(token.get(), number.wabaId());
      Phone phone = graph.phone(token.get(), number.phoneNumberId());
      numbers.receiving(number.numberId(), Receiving.YES, "");
      storage.useWrite(tx -> {
        numbers.rated(tx, number.numberId(), phone.quality(), "");
        numbers.works(tx, number.numberId(), false);
      });
      numbers.applied();
      settle(number, 0, DAY_SECONDS);
    } catch (GraphException e) {
      failed(number, e.failure());
    }
  }

  private void failed(Watched number, Failure failure) {
    Numbers numbers = ways.numbers();
    switch (failure) {
      case Failure.Later later ->
          settle(number, number.attempts() + 1, Pauses.seconds(number.attempts(), later.after()));
      case Failure.SignInAgain again -> {
        storage.useWrite(tx -> numbers.broken(tx, number.numberId(), Trouble.TOKEN_REVOKED));
        settle(number, 0, DAY_SECONDS);
      }
      case Failure.Final last -> {
        numbers.receiving(number.numberId(), Receiving.NO, last.fix().sentence());
        settle(number, 0, DAY_SECONDS);
      }
    }
  }

  private void settle(Watched number, int attempts, long pause) {
    storage.useWrite(tx -> {
      ways.hubs().guard(tx);
      WatchSql.next(tx, number, attempts, now() + pause);
    });
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
