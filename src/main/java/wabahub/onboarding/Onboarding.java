package wabahub.onboarding;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.graph.Graph;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.hubs.Hubs;
import wabahub.numbers.AccountEvent;
import wabahub.numbers.Numbers;
import wabahub.numbers.Ownership;
import wabahub.numbers.WabaNumber;
import wabahub.numbers.WhatsAppNumber;
import wabahub.outbox.Outbox;
import wabahub.pages.Pages;
import wabahub.partners.Partners;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Numbers on their way into the list: registers them, makes links for clients, connects at Meta
/// whoever has signed in, and takes leave there of those that go.
public final class Onboarding implements wabahub.numbers.Follower {
  private static final int EXPIRED = 100;
  private static final long KEPT_SECONDS = 86_400;

  private final Storage storage;
  private final Secrets secrets;
  private final Doors doors;
  private final Settings settings;
  private final InstantSource clock;
  private final Links links;
  private final Sequence sequence;
  private final Jobs connecting;
  private final Departures departures;
  private final Watch watch;
  private volatile Runnable wake = () -> {};
  private volatile Runnable numbersChanged = () -> {};

  /// Who works with it.
  public record Doors(Hubs hubs, Partners partners, Graph graph, Outbox outbox, Numbers numbers) {}

  public Onboarding(
      Storage storage, Secrets secrets, Doors doors, Settings settings, InstantSource clock) {
    this.storage = storage;
    this.secrets = secrets;
    this.doors = doors;
    this.settings = settings;
    this.clock = clock;
    Numbers numbers = doors.numbers();
    Graph graph = doors.graph();
    Hubs hubs = doors.hubs();
    this.links = new Links(storage, secrets, numbers, settings.publicUrl(), clock);
    this.sequence =
        new Sequence(
            new Sequence.Stores(storage, hubs),
            secrets,
            graph.settings().isSolutionPartner(),
            new Steps(graph, new Finder(storage, graph, numbers, clock)),
            new Ending(numbers, doors.outbox(), secrets, clock),
            clock);
    this.connecting = new Jobs(hubs, settings.connecting(), "connect");
    var ways = new Departures.Ways(hubs, numbers, graph);
    this.departures = new Departures(storage, secrets, ways, settings.leaving(), clock);
    this.watch = new Watch(storage, ways, settings.watching(), clock);
    hubs.inherit(departures::inherit);
    numbers.follow(this);
  }

  public List<Route> routes() {
    Partners partners = doors.partners();
    Pool pool = new Pool(storage, secrets, doors.numbers(), doors.graph(), clock);
    SignIns signIns = new SignIns(storage, secrets, clock);
    List<Route> routes = new ArrayList<>(new BusinessRoutes(storage, partners).routes());
    routes.addAll(new PoolRoutes(partners, pool, links).routes());
    routes.addAll(new AccountRoutes(partners, doors.numbers(), links).routes());
    routes.addAll(new LinkRoutes(partners, links, this::wake).routes());
    routes.addAll(new OwnerRoutes(signIns, links, this::wake).routes());
    routes.addAll(pages(signIns));
    return routes;
  }

  private List<Route> pages(SignIns signIns) {
    Dialog dialog = settings.dialog();
    Pages pages = new Pages("/onboard/assets", List.of(Sight.STYLE, Sight.SCRIPT, Sight.ICON));
    Sight sight = new Sight(signIns, links, doors.partners(), dialog, pages);
    Logos logos = new Logos(settings.logos(), clock);
    List<Route> routes = new ArrayList<>(pages.routes());
    routes.addAll(new PageRoutes(pages, sight, signIns, logos, dialog, clock).routes());
    return routes;
  }

  /// Before any request: what to run when there is work for [#connect], and when there may be some
  /// for [#leave] and [#watch].
  public void onWork(Runnable signedIn, Runnable numbers) {
    wake = signedIn;
    numbersChanged = numbers;
  }

  private void wake() {
    wake.run();
  }

  /// Goes on with some clients that have signed in; returns how many jobs were begun.
  public int connect() {
    return connecting.begin(
        "s.onboarding_id",
        (unheld, limit) -> storage.read(tx -> SignUpSql.due(tx, unheld, now(), limit)),
        this::connect);
  }

  private void connect(long id) {
    sequence.run(id);
    wake.run();
  }

  /// Takes leave at Meta of some numbers; returns how many jobs were begun.
  public int leave() {
    return departures.tick();
  }

  /// Looks after the subscriptions of some live numbers; returns how many jobs were begun.
  public int watch() {
    return watch.tick();
  }

  /// A chore: registrations whose 90 days are over, with their links, and what is of no use any
  /// more.
  public int clean() {
    return storage.write(tx -> {
      List<Registered> expired = RegisteredSql.expired(tx, now(), EXPIRED);
      expired.forEach(registered -> Links.expire(tx, secrets, registered, now()));
      return expired.size() + SignUpSql.clean(tx, now() - KEPT_SECONDS);
    });
  }

  /// A number that comes back is not taken leave of.
  ///
  /// @throws Refusal CONFLICT while Meta is just being told that one of them has left
  @Override
  public void connected(Handle tx, List<WabaNumber> numbers) {
    if (!DepartureSql.forget(tx, numbers)) {
      throw new Refusal(
          Reason.CONFLICT, "A number is just being taken off at Meta; try again in a minute.");
    }
    WatchSql.begin(tx, numbers, now());
  }

  /// A WABA was shared with the app: the clue where a browser's message is lost.
  @Override
  public void account(Handle tx, AccountEvent event) {
    if (event.name().equals("PARTNER_ADDED") || event.name().equals("PARTNER_APP_INSTALLED")) {
      SignUpSql.shared(tx, event.wabaId(), event.arrivedAt());
    }
  }

  @Override
  public void left(Handle tx, WhatsAppNumber number, @Nullable Secret accessToken) {
    WatchSql.end(tx, number.id());
    Optional<Link> mending =
        LinkSql.lockLive(tx, secrets, number.whatsapp().digits())
            .filter(link -> link.reconnects() != null);
    mending.ifPresent(link -> Links.end(tx, secrets, link, State.CANCELLED, now()));
    boolean busy = mending.filter(link -> link.state() == State.WORKING).isPresent();
    if (accessToken != null) {
      DepartureSql.insert(tx, secrets, Departures.of(number, accessToken, now(), busy));
    }
  }

  @Override
  public void moved(Handle tx, String phoneNumberId, long from, Ownership before, Ownership after) {
    // Whose events are whose is of no concern here.
  }

  @Override
  public void changed(long partnerId) {
    numbersChanged.run();
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
