package wabahub.intake;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import wabahub.feed.Feed;
import wabahub.http.Route;
import wabahub.hubs.Hubs;
import wabahub.messages.Messages;
import wabahub.metering.Metering;
import wabahub.numbers.Follower;
import wabahub.numbers.Numbers;
import wabahub.numbers.Ownership;
import wabahub.ops.Loop;
import wabahub.partners.Partners;
import wabahub.roster.Roster;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Meta's webhooks: verifies them, writes them down, acknowledges, and applies them at the hub's
/// own pace.
public final class Intake implements Follower, AutoCloseable {
  private static final int CLEANED_ROWS = 1_000;

  private final int journalDays;
  private final InstantSource clock;
  private final Hubs hubs;
  private final Streams streams;

  /// One transaction for what a few milliseconds bring costs little more than one for a webhook.
  public static final Loop.Gathering GATHERING =
      new Loop.Gathering(Dispatch.ROWS, Duration.ofMillis(25));

  private final Backlog backlog;
  private final Journal journal;
  private final Waiting waiting;
  private final Dispatch dispatch;
  private final List<Route> routes;
  private volatile Runnable nudge = () -> {};
  private volatile long atStart;

  /// Streams that were to be worked off at the start.
  private volatile Set<Long> leftAtStart = Set.of();

  /// The databases of the hub; on SQLite the journal is a file of its own, so that dispatch never
  /// holds up intake.
  public record Stores(Storage hub, Storage journal) {}

  /// Whom dispatch calls.
  public record Doors(
      Hubs hubs,
      Partners partners,
      Numbers numbers,
      Metering metering,
      Roster roster,
      Messages messages,
      Feed feed) {}

  public Intake(
      Stores stores,
      Secrets secrets,
      Settings settings,
      InstantSource clock,
      Doors doors,
      PrometheusRegistry registry) {
    this.journalDays = settings.journalDays();
    this.clock = clock;
    this.hubs = doors.hubs();
    this.streams = new Streams(stores.hub(), hubs);
    this.backlog = new Backlog(clock, () -> Math.min(streams.completeTo(), hubs.othersApplied()));
    hubs.lag(() -> backlog.lag().toMillis());
    IntakeMetrics metrics = new IntakeMetrics(registry, backlog);
    this.journal =
        new Journal(
            stores.journal(),
            secrets,
            new Journal.Place(hubs, streams, backlog),
            clock,
            metrics,
            settings.probe());
    this.waiting = new Waiting(stores.hub(), secrets, doors.numbers(), clock);
    Dispatch.Log log = new Dispatch.Log(journal, streams, backlog);
    Applier applier = new Applier(stores.hub(), settings.probe(), waiting, doors, metrics);
    this.dispatch = new Dispatch(stores.hub(), log, waiting, applier, doors, metrics);
    this.routes = new ArrayList<>(new WebhookRoutes(settings, journal, metrics).routes());
    routes.addAll(new WaitingRoutes(doors.partners(), waiting, dispatch).routes());
    doors.numbers().follow(this);
    doors.metering().follow(backlog);
  }

  public List<Route> routes() {
    return routes;
  }

  /// Takes webhooks from here on; `whenAppended` runs when there is something to dispatch.
  public void start(Runnable whenAppended) {
    nudge = whenAppended;
    journal.open();
    atStart = dispatch.start();
    streams.start(whenAppended);
    leftAtStart = Set.copyOf(streams.orphans());
    journal.start(whenAppended);
  }

  /// What waits for an operator or for its time, as a sentence; empty when nothing does.
  public Optional<String> note() {
    long setAside = waiting.count(Shelf.SET_ASIDE);
    long held = waiting.count(Shelf.HELD);
    return setAside + held == 0
        ? Optional.empty()
        : Optional.of(setAside + " set aside, " + held + " held");
  }

  /// How many elements are on a shelf.
  public long count(Shelf shelf) {
    return waiting.count(shelf);
  }

  /// Elements of a shelf, oldest first, those after `after` (an id).
  public List<WaitingElement> waiting(Shelf shelf, long after, int limit) {
    return waiting.list(shelf, after, limit).stream()
        .map(parked ->
            new WaitingElement(parked.id(), parked.reason(), parked.arrivedAt(), parked.size()))
        .toList();
  }

  /// What Meta sent, as it waits.
  ///
  /// @throws wabahub.http.Refusal NOT_FOUND when it does not wait there
  public byte[] content(Shelf shelf, long id) {
    return waiting.body(shelf, id);
  }

  /// Reads something that waits again, as if it had just come.
  ///
  /// @throws wabahub.http.Refusal NOT_FOUND when it does not wait there
  public Retried retry(Shelf shelf, long id) {
    return dispatch.retry(shelf, waiting.get(shelf, id));
  }

  /// How old the oldest acknowledged event is that is not in the figures.
  public Duration lag() {
    return backlog.lag();
  }

  /// A bounded piece of dispatch; returns how much it was.
  public int dispatch() {
    return dispatch.tick();
  }

  /// Why webhooks are refused, or the figures not to be trusted yet: after a start, what the last
  /// run left.
  public Optional<String> problem() {
    if (journal.isFailing()) {
      return Optional.of("webhooks are refused: the journal cannot be written");
    }
    boolean isWorkedOff =
        dispatch.progress() >= atStart
            && streams.orphans().stream().noneMatch(leftAtStart::contains);
    return isWorkedOff
        ? Optional.empty()
        : Optional.of("working off the webhooks that were accepted before the start");
  }

  /// Deletes some of what is no longer needed: bodies beyond their days of replay, elements of
  /// numbers that never came.
  public int clean() {
    if (!dispatch.doesChores()) {
      return 0;
    }
    long before = clock.millis() - Duration.ofDays(journalDays).toMillis();
    int expired = dispatch.isReleased() ? waiting.expire(CLEANED_ROWS) : 0;
    if (expired < CLEANED_ROWS) {
      // Nothing is given up that has not been looked at since the last time. What is left this time
      // has been.
      dispatch.numbersChanged();
    }
    return journal.clean(dispatch.progress(), before, CLEANED_ROWS) + expired;
  }

  @Override
  public void moved(Handle tx, String phoneNumberId, long from, Ownership before, Ownership after) {
    // What is held is looked through after the commit.
  }

  @Override
  public void changed(long partnerId) {
    dispatch.numbersChanged();
    nudge.run();
  }

  @Override
  public void forget() {
    changed(0);
  }

  @Override
  public void close() {
    journal.close();
  }
}
