package wabahub;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.console.Console;
import wabahub.egress.Egress;
import wabahub.feed.Feed;
import wabahub.graph.Graph;
import wabahub.http.Http;
import wabahub.http.Reason;
import wabahub.http.Route;
import wabahub.hubs.Fenced;
import wabahub.hubs.Hubs;
import wabahub.hubs.OutOfDate;
import wabahub.intake.Intake;
import wabahub.intake.Probe;
import wabahub.messages.Messages;
import wabahub.metering.Metering;
import wabahub.numbers.Numbers;
import wabahub.onboarding.Onboarding;
import wabahub.ops.Ops;
import wabahub.outbox.Outbox;
import wabahub.partners.Partners;
import wabahub.roster.Roster;
import wabahub.sandbox.Sandbox;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// A hub: all wiring, top to bottom. Closes in reverse order.
final class App implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(App.class);

  private final Closing closing = new Closing();
  private final Ground ground;
  private final String host;
  private final CountDownLatch outdated = new CountDownLatch(1);
  private final Ops ops;
  private final Intake intake;
  private final Partners partners;
  private final Outbox outbox;
  private final Numbers numbers;
  private final Onboarding onboarding;
  private final Messages messages;
  private final Feed feed;
  private final Console console;
  private final List<Route> routes;
  private final Http http;

  /// Opens the databases; nothing runs yet.
  ///
  /// @throws ConfigException when settings and data do not fit
  App(Config config, InstantSource clock) {
    this(config, clock, point -> {});
  }

  /// `probe`: is told of the steps of intake and dispatch.
  App(Config config, InstantSource clock, Probe probe) {
    try {
      ground = closing.open(new Ground(config, clock));
      host = config.isWildcard() ? "127.0.0.1" : bracketed(config.host());
      Storage hub = ground.hub();
      Hubs hubs = ground.hubs();
      Secrets secrets = ground.secrets();
      World world = ground.world();

      Egress egress = closing.open(Egress.guarded(config.webhookAllowPrivate()));
      ops = closing.open(new Ops(facts(), clock));
      partners =
          new Partners(
              hub,
              hubs,
              new wabahub.partners.Settings(
                  ground.adminToken(), config.zone(), config.partnerRate()),
              clock);
      outbox = new Outbox(hub, hubs, secrets, partners, wire(egress, config), clock);
      numbers =
          new Numbers(hub, secrets, new Numbers.Doors(hubs, partners, outbox), clock, world.mark());
      Graph graph = graph(config, clock);
      onboarding =
          new Onboarding(
              hub,
              secrets,
              new Onboarding.Doors(hubs, partners, graph, outbox, numbers),
              new wabahub.onboarding.Settings(
                  () -> publicUrl(config),
                  world.dialog(config, ground.sandbox()),
                  egress,
                  ops.crew("connect", wabahub.onboarding.Settings.CONNECTING),
                  ops.crew("leave", wabahub.onboarding.Settings.OTHERS),
                  ops.crew("watch", wabahub.onboarding.Settings.OTHERS)),
              clock);
      Metering metering = new Metering(hub, secrets, partners, numbers, clock, ops.registry());
      Roster roster = new Roster(hubs, partners, numbers, metering, clock);
      messages =
          new Messages(
              hub,
              secrets,
              new Messages.Doors(hubs, partners, numbers, graph),
              new wabahub.messages.Settings(
                  ops.crew("send", wabahub.messages.Settings.JOBS), config.historyDays()),
              clock);
      feed = new Feed(secrets, new Feed.Doors(outbox, numbers, metering, messages));
      intake =
          closing.open(
              new Intake(
                  new Intake.Stores(hub, ground.journal()),
                  secrets,
                  new wabahub.intake.Settings(
                      world.appSecrets(config, ground.data()),
                      config.verifyToken().orElse(null),
                      config.journalDays(),
                      probe),
                  clock,
                  new Intake.Doors(hubs, partners, numbers, metering, roster, messages, feed),
                  ops.registry()));
      console =
          new Console(
              hub,
              secrets,
              new Console.Doors(
                  partners, numbers, onboarding, metering, roster, outbox, intake, ops),
              new wabahub.console.Settings(
                  () -> publicUrl(config),
                  ground.adminToken(),
                  shown(config),
                  ground.sandbox().map(Rehearsal::new).orElse(null)),
              clock);

      ops.admin(partners::isAdmin);
      ops.check("database", () -> answers(hub));
      ops.check("journal", () -> answers(ground.journal()));
      ops.check("backlog", intake::problem);
      ops.note("webhooks", intake::note);
      if (hubs.isShared()) {
        ops.note("hubs", () -> Optional.of(hubs.note()));
      }
      routes = routes(metering, roster);
      http = closing.open(new Http(config.http(), routes, ops::observe, App::reason));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /// What a failure is to a caller. A hub that the others gave up begins anew at once.
  private static Reason reason(Throwable failure) {
    return Storage.isUnavailable(failure)
            || failure instanceof Fenced
            || failure instanceof OutOfDate
        ? Reason.NOT_READY
        : Reason.INTERNAL;
  }

  /// As a part of an address.
  private static String bracketed(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  private Outbox.Wire wire(Egress egress, Config config) {
    return new Outbox.Wire(
        egress,
        ops.crew("deliver", Outbox.JOBS),
        ops.registry(),
        config.webhookAllowPrivate(),
        Main.version());
  }

  /// The settings as anybody may see them.
  private static List<wabahub.console.Settings.Shown> shown(Config config) {
    List<wabahub.console.Settings.Shown> shown = new ArrayList<>();
    config
        .settings()
        .forEach((key, setting) ->
            shown.add(
                new wabahub.console.Settings.Shown(
                    key.variable(), Config.shown(key, setting), setting.source())));
    return shown;
  }

  private Graph graph(Config config, InstantSource clock) {
    wabahub.graph.Settings settings = ground.world().graph(config, ground.data(), ground.sandbox());
    return new Graph(settings, closing.open(Egress.to(settings.url())), clock, ops.registry());
  }

  private Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("version", Main.version());
    facts.put("world", ground.world().mark());
    return facts;
  }

  private List<Route> routes(Metering metering, Roster roster) {
    List<Route> routes = new ArrayList<>(ops.routes());
    routes.addAll(partners.routes());
    routes.addAll(outbox.routes());
    routes.addAll(numbers.routes());
    routes.addAll(onboarding.routes());
    routes.addAll(messages.routes());
    routes.addAll(metering.routes());
    routes.addAll(roster.routes());
    routes.addAll(feed.routes());
    routes.addAll(intake.routes());
    routes.addAll(console.routes());
    return routes;
  }

  private static Optional<String> answers(Storage storage) {
    try {
      storage.check();
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of("the database does not answer");
    }
  }

  /// Serves, with loops that run by themselves.
  App start() {
    serve();
    ops.startLoops();
    return this;
  }

  /// Serves; loops run when [#settle] is called. For tests, which own the time.
  App serve() {
    Hubs hubs = ground.hubs();
    hubs.open();
    if (hubs.isShared()) {
      ops.loop("hubs", Duration.ofMillis(200), hubs::tick);
      ops.loop("changes", Duration.ofMillis(200), hubs::hear);
      ops.loop("heirs", Duration.ofSeconds(1), hubs::bury);
      ops.loop("schema", Duration.ofSeconds(10), this::checkSchema);
    }
    Runnable dispatch =
        ops.loop("dispatch", Duration.ofSeconds(1), intake::dispatch, Intake.GATHERING);
    ops.loop("clean-intake", Duration.ofMinutes(10), intake::clean);
    ops.loop("clean-numbers", Duration.ofMinutes(10), numbers::clean);
    ops.loop("clean-tokens", Duration.ofMinutes(10), partners::deleteExpiredTokens);
    outbox.start(ops.loop("deliver", Duration.ofSeconds(1), outbox::deliver));
    ops.loop("clean-outbox", Duration.ofMinutes(10), outbox::clean);
    Runnable connect = ops.loop("connect", Duration.ofSeconds(1), onboarding::connect);
    Runnable leave = ops.loop("leave", Duration.ofSeconds(10), onboarding::leave);
    Runnable watch = ops.loop("watch", Duration.ofSeconds(10), onboarding::watch);
    onboarding.onWork(
        connect,
        () -> {
          leave.run();
          watch.run();
        });
    ops.loop("clean-onboarding", Duration.ofMinutes(10), onboarding::clean);
    messages.start(ops.loop("send", Duration.ofMillis(100), messages::send));
    ops.loop("clean-console", Duration.ofMinutes(10), console::clean);
    ops.loop("clean-messages", Duration.ofMinutes(10), messages::clean);
    intake.start(dispatch);
    URI self = listen();
    sandbox()
        .ifPresent(meta -> {
          meta.hub(self);
          data().sandboxAt(meta.url());
          LOG.info("sandbox url={}", meta.url());
        });
    LOG.info("ready url=http://{} world={}", address(), ground.world().mark());
    return this;
  }

  /// Answers, and is none of the hubs: takes nothing over, and nobody waits for its beat. For a
  /// command that asks one thing and ends.
  App answer() {
    listen();
    return this;
  }

  private URI listen() {
    http.start();
    URI self = URI.create("http://" + host + ":" + http.port());
    data().answersAt(self);
    return self;
  }

  private int checkSchema() {
    if (!ground.isCurrent()) {
      outdated.countDown();
    }
    return 0;
  }

  /// Returns when a newer hub has changed the database: this one does not know what is in it now.
  void awaitNewerSchema() throws InterruptedException {
    outdated.await();
  }

  /// Dispatches until there is nothing to do; for tests, as [#settle].
  void dispatch() {
    while (intake.dispatch() > 0) {
      // Each turn is a bounded piece.
    }
  }

  /// Runs all loops until there is nothing to do.
  void settle() {
    ops.settle();
  }

  int port() {
    return http.port();
  }

  /// Under which the world reaches the hub.
  private String publicUrl(Config config) {
    return config.publicUrl().orElseGet(() -> "http://" + address());
  }

  private String address() {
    return "localhost:" + http.port();
  }

  /// Every endpoint.
  List<Route> routes() {
    return routes;
  }

  Secret adminToken() {
    return ground.adminToken();
  }

  /// The hub's database.
  Storage storage() {
    return ground.hub();
  }

  Secrets secrets() {
    return ground.secrets();
  }

  /// The hubs that share the database.
  Hubs hubs() {
    return ground.hubs();
  }

  Outbox outbox() {
    return outbox;
  }

  Numbers numbers() {
    return numbers;
  }

  /// The stand-in for Meta, when the hub is not Meta's.
  Optional<Sandbox> sandbox() {
    return ground.sandbox();
  }

  DataFolder data() {
    return ground.data();
  }

  /// Stops accepting, finishes what it accepted, closes.
  @Override
  public void close() {
    closing.close();
  }
}
