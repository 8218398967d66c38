package wabahub;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.egress.Egress;
import wabahub.feed.Feed;
import wabahub.graph.Graph;
import wabahub.http.Http;
import wabahub.http.Reason;
import wabahub.http.Route;
import wabahub.hubs.Fenced;
import wabahub.hubs.Hubs;
import wabahub.hubs.OutOfDate;
import wabahub.hubs.Self;
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
import wabahub.secrets.MasterKey;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.NewerSchema;
import wabahub.storage.Storage;

/// A hub: all wiring, top to bottom. Closes in reverse order.
final class App implements AutoCloseable {
  static final String ADMIN_TOKEN_FILE = "admin-token";
  static final String MASTER_KEY_FILE = "master-key";

  private static final Logger LOG = LoggerFactory.getLogger(App.class);

  private final List<AutoCloseable> closing = new ArrayList<>();
  private final DataFolder data;
  private final World world;
  private final Optional<Sandbox> sandbox;
  private final String host;
  private final CountDownLatch outdated = new CountDownLatch(1);
  private final Storage hub;
  private final Storage journal;
  private final Hubs hubs;
  private final Secrets secrets;
  private final Secret adminToken;
  private final Ops ops;
  private final Intake intake;
  private final Partners partners;
  private final Outbox outbox;
  private final Numbers numbers;
  private final Onboarding onboarding;
  private final Messages messages;
  private final Feed feed;
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
      data = open(DataFolder.open(config.data()));
      adminToken = config.secret(Key.ADMIN_TOKEN).orElseGet(() -> data.secret(ADMIN_TOKEN_FILE));
      Secret masterKey =
          config.secret(Key.MASTER_KEY).orElseGet(() -> data.secret(MASTER_KEY_FILE));

      var database = new wabahub.storage.Settings(data.path(), config.databaseUrl());
      hub = open(storage(database, "hub"));
      journal = open(storage(database, "journal"));
      hubs = open(new Hubs(hub, Self.here(Main.version()), clock));
      host = config.isWildcard() ? "127.0.0.1" : bracketed(config.host());
      world = World.of(config, Numbers.world(hub));
      sandbox = world.stand(data, clock).map(this::open);
      secrets = Secrets.open(hub, masterKey(masterKey));

      Egress egress = open(Egress.guarded(config.webhookAllowPrivate()));
      ops = open(new Ops(facts(), clock));
      partners =
          new Partners(
              hub,
              hubs,
              new wabahub.partners.Settings(adminToken, config.zone(), config.partnerRate()),
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
                  () -> config.publicUrl().orElseGet(() -> "http://" + address()),
                  world.dialog(config, sandbox),
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
          open(
              new Intake(
                  new Intake.Stores(hub, journal),
                  secrets,
                  new wabahub.intake.Settings(
                      world.appSecrets(config, data),
                      config.verifyToken().orElse(null),
                      config.journalDays(),
                      probe),
                  clock,
                  new Intake.Doors(hubs, partners, numbers, metering, roster, messages, feed),
                  ops.registry()));

      ops.admin(partners::isAdmin);
      ops.check("database", () -> answers(hub));
      ops.check("journal", () -> answers(journal));
      ops.check("backlog", intake::problem);
      ops.note("webhooks", intake::note);
      if (hubs.isShared()) {
        ops.note("hubs", () -> Optional.of(hubs.note()));
      }
      routes = routes(metering, roster);
      http = open(new Http(config.http(), routes, ops::observe, App::reason));
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

  private static Storage storage(wabahub.storage.Settings database, String schema) {
    try {
      return Storage.open(database, schema);
    } catch (NewerSchema e) {
      throw new ConfigException(Objects.requireNonNull(e.getMessage()));
    } catch (RuntimeException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new ConfigException("The database cannot be opened: " + cause.getMessage());
    }
  }

  private static MasterKey masterKey(Secret base64) {
    try {
      return new MasterKey(base64);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(Key.MASTER_KEY.variable() + ": " + e.getMessage());
    }
  }

  private <T extends AutoCloseable> T open(T opened) {
    closing.add(opened);
    return opened;
  }

  private Outbox.Wire wire(Egress egress, Config config) {
    return new Outbox.Wire(
        egress,
        ops.crew("deliver", Outbox.JOBS),
        ops.registry(),
        config.webhookAllowPrivate(),
        Main.version());
  }

  private Graph graph(Config config, InstantSource clock) {
    wabahub.graph.Settings settings = world.graph(config, data, sandbox);
    return new Graph(settings, open(Egress.to(settings.url())), clock, ops.registry());
  }

  private Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("version", Main.version());
    facts.put("world", world.mark());
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
    hubs.open();
    if (hubs.isShared()) {
      ops.loop("hubs", Duration.ofMillis(200), hubs::tick);
      ops.loop("changes", Duration.ofMillis(200), hubs::hear);
      ops.loop("heirs", Duration.ofSeconds(1), hubs::bury);
      ops.loop("schema", Duration.ofSeconds(10), this::checkSchema);
    }
    Runnable dispatch = ops.loop("dispatch", Duration.ofSeconds(1), intake::dispatch);
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
    ops.loop("clean-messages", Duration.ofMinutes(10), messages::clean);
    intake.start(dispatch);
    http.start();
    URI self = URI.create("http://" + host + ":" + http.port());
    data.answersAt(self);
    sandbox.ifPresent(meta -> {
      meta.hub(self);
      data.sandboxAt(meta.url());
      LOG.info("sandbox url={}", meta.url());
    });
    LOG.info("ready url=http://{} world={}", address(), world.mark());
    return this;
  }

  private int checkSchema() {
    if (!hub.isCurrent() || !journal.isCurrent()) {
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

  private String address() {
    return "localhost:" + http.port();
  }

  /// Every endpoint.
  List<Route> routes() {
    return routes;
  }

  Secret adminToken() {
    return adminToken;
  }

  /// The hub's database.
  Storage storage() {
    return hub;
  }

  Secrets secrets() {
    return secrets;
  }

  /// The hubs that share the database.
  Hubs hubs() {
    return hubs;
  }

  Outbox outbox() {
    return outbox;
  }

  Numbers numbers() {
    return numbers;
  }

  /// The stand-in for Meta, when the hub is not Meta's.
  Optional<Sandbox> sandbox() {
    return sandbox;
  }

  DataFolder data() {
    return data;
  }

  /// Stops accepting, finishes what it accepted, closes.
  @Override
  public void close() {
    for (AutoCloseable part : closing.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("closing failed", e);
      }
    }
    closing.clear();
  }
}
