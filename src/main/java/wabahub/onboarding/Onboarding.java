package wabahub.onboarding;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;
import wabahub.graph.Graph;
import wabahub.http.Answer;
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
import wabahub.pages.Policy;
import wabahub.partners.Partner;
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
  private final Brands brands;
  private final SignIns signIns;
  private final Logos logos;
  private final Pages pages;
  private final Sight sight;
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
    this.brands = new Brands(storage);
    this.signIns = new SignIns(storage, secrets, clock);
    this.logos = new Logos(settings.logos(), clock);
    this.pages = new Pages("/onboard/assets", List.of(Sight.STYLE, Sight.SCRIPT, Sight.ICON));
    this.sight = new Sight(signIns, links, doors.partners(), settings.dialog(), pages);
    numbers.follow(this);
  }

  public List<Route> routes() {
    Partners partners = doors.partners();
    Pool pool = new Pool(storage, secrets, doors.numbers(), doors.graph(), clock);
    List<Route> routes = new ArrayList<>(new BusinessRoutes(brands, partners).routes());
    routes.addAll(new PoolRoutes(partners, pool, links).routes());
    routes.addAll(new AccountRoutes(partners, doors.numbers(), links).routes());
    routes.addAll(new LinkRoutes(partners, links, this::wake).routes());
    routes.addAll(new OwnerRoutes(signIns, links, this::wake).routes());
    routes.addAll(pages.routes());
    routes.addAll(new PageRoutes(pages, sight, signIns, logos, settings.dialog(), clock).routes());
    return routes;
  }

  /// A page of a partner's links, newest first, those before `before` (an id). `state`: only those,
  /// null = all.
  public List<Link> links(long partnerId, long before, @Nullable State state, int limit) {
    return links.page(partnerId, before, state == null ? "" : state.code(), limit);
  }

  /// @throws Refusal NOT_FOUND when the partner has no such link
  public Link link(long partnerId, long id) {
    return links.find(partnerId, id);
  }

  /// How many links of a partner can still be finished.
  public int countLive(long partnerId) {
    return storage.read(tx -> LinkSql.countLive(tx, partnerId));
  }

  /// The address that the client opens.
  public String address(Link link) {
    return links.address(link);
  }

  /// What was done for a link at Meta by now, in order.
  public List<Done> steps(Link link) {
    return links.steps(link);
  }

  /// All that is to be done for a link: for the number that came, until then for the one wished.
  public List<Step> course(Link link) {
    boolean solutionPartner = doors.graph().settings().isSolutionPartner();
    return Step.course(solutionPartner, links.coexistence(link));
  }

  /// What the client is told of a problem, in a language of the page (`en`, `he` …).
  public String told(Link.Trouble trouble, String language) {
    return Words.of(Language.of(Optional.of(language), List.of()), trouble);
  }

  /// Makes a link. `client`: the fields of `POST /api/v1/onboardings`.
  ///
  /// @throws Refusal for each of them that is wrong; NO_LINK, LINK_EXISTS, TOO_MANY
  public Link invite(long partnerId, ObjectNode client) {
    Fields fields = new Fields(client);
    return links.create(partnerId, fields.anyNumber(), WishJson.read(fields, Wish.NONE));
  }

  /// The link that mends the connection of a live number.
  ///
  /// @throws Refusal NOT_FOUND when the partner has no such live number
  public Link reconnect(long partnerId, String whatsapp) {
    return links.reconnect(partnerId, whatsapp);
  }

  /// Takes the sign-in of a client: the code of Meta's dialog, and the message that it posted to
  /// the window, as JSON text.
  ///
  /// @throws Refusal NOT_FOUND; CONFLICT when the link is finished or somebody is just being
  ///   connected by it; TOO_MANY
  public Link signIn(Link link, Secret code, String session) {
    ObjectNode message = OwnerRoutes.session(StringNode.valueOf(session));
    Link after = signIns.signIn(link.token().reveal(), code, OwnerRoutes.hint(message));
    wake();
    return after;
  }

  /// Ends a link before it is finished.
  ///
  /// @throws Refusal NOT_FOUND; CONFLICT when it has ended already
  public Link cancel(long partnerId, long id) {
    return links.cancel(partnerId, id);
  }

  /// Lets a link that is stuck go on where it stopped.
  ///
  /// @throws Refusal NOT_FOUND; CONFLICT when it is not stuck, or has to begin with signing in
  public Link retry(long partnerId, long id) {
    Link link = links.retry(partnerId, id);
    wake();
    return link;
  }

  /// Whether [#retry] can do something: the client need not sign in first.
  public boolean canRetry(Link link) {
    return links.canRetry(link);
  }

  /// What a partner's links show where they have no texts of their own.
  public Branding branding(long partnerId) {
    return brands.find(partnerId);
  }

  /// Changes it. `texts`: the fields of setBusiness; what is left out stays.
  ///
  /// @throws Refusal for each of them that is wrong
  public Branding brand(long partnerId, ObjectNode texts) {
    return brands.change(partnerId, new Fields(texts));
  }

  /// The page of a link that is not there, as this branding makes it look: nothing on it works, and
  /// only the hub's own pages may frame it. `logo`: where its picture is fetched, "" = none.
  public Answer preview(Partner partner, Branding branding, String logo, String language) {
    return pages.page(
        Reason.OK,
        PageRoutes.TEMPLATE,
        sight.preview(partner, branding, logo, Language.of(Optional.of(language), List.of())),
        Policy.OWN.framed());
  }

  /// The languages of the page: code, and name in itself.
  public List<List<String>> languages() {
    return Stream.of(Language.values())
        .map(language -> List.of(language.code(), language.self()))
        .toList();
  }

  /// The picture of a partner's logo; 204 when there is none at this address.
  public Answer logo(String address) {
    return PageRoutes.picture(logos, address);
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

  /// A number that comes back is not taken leave of, and what else was on the way for it ends.
  ///
  /// @throws Refusal CONFLICT while Meta is just being told that one of them has left
  @Override
  public void connected(Handle tx, List<WabaNumber> numbers) {
    if (!DepartureSql.forget(tx, numbers)) {
      throw new Refusal(
          Reason.CONFLICT, "A number is just being taken off at Meta; try again in a minute.");
    }
    WatchSql.begin(tx, numbers, now());
    Links.overtaken(tx, secrets, numbers, now());
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
