package wabahub;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.http.Http;
import wabahub.http.Reason;
import wabahub.http.Route;
import wabahub.intake.Intake;
import wabahub.metering.Metering;
import wabahub.numbers.Numbers;
import wabahub.ops.Ops;
import wabahub.partners.Partners;
import wabahub.roster.Roster;
import wabahub.secrets.MasterKey;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// A hub: all wiring, top to bottom. Closes in reverse order.
final class App implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(App.class);

  private final List<AutoCloseable> closing = new ArrayList<>();
  private final DataFolder data;
  private final World world;
  private final Secret adminToken;
  private final Ops ops;
  private final Intake intake;
  private final Partners partners;
  private final Http http;

  /// Opens the databases; nothing runs yet.
  ///
  /// @throws ConfigException when settings and data do not fit
  App(Config config, InstantSource clock) {
    try {
      data = open(DataFolder.open(config.data()));
      adminToken = config.secret(Key.ADMIN_TOKEN).orElseGet(() -> data.secret("admin-token"));
      Secret masterKey = config.secret(Key.MASTER_KEY).orElseGet(() -> data.secret("master-key"));

      var database = new wabahub.storage.Settings(data.path(), config.databaseUrl());
      Storage hub = open(Storage.open(database, "hub"));
      Storage journal = open(Storage.open(database, "journal"));
      world = World.of(config, Numbers.world(hub));
      Secrets secrets = Secrets.open(hub, new MasterKey(masterKey));

      ops = open(new Ops(facts()));
      partners =
          new Partners(
              hub,
              new wabahub.partners.Settings(adminToken, config.zone(), config.partnerRate()),
              clock);
      Numbers numbers = new Numbers(hub, secrets, partners, clock, world.mark());
      Metering metering = new Metering(hub, secrets, numbers, ops.registry());
      Roster roster = new Roster(partners, numbers, metering, clock);
      intake =
          open(
              new Intake(
                  new Intake.Stores(hub, journal),
                  secrets,
                  new wabahub.intake.Settings(
                      world.appSecrets(config, data),
                      config.verifyToken().orElse(null),
                      config.journalDays()),
                  clock,
                  new Intake.Doors(numbers, metering, roster),
                  ops.registry()));

      ops.admin(partners::isAdmin);
      ops.check("database", () -> answers(hub));
      ops.check("journal", () -> answers(journal));
      ops.check("backlog", intake::problem);
      http =
          open(
              new Http(
                  new Http.Settings(config.host(), config.port(), config.trustedProxies()),
                  routes(numbers, roster),
                  ops::observe,
                  failure -> Storage.isUnavailable(failure) ? Reason.NOT_READY : Reason.INTERNAL));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T open(T opened) {
    closing.add(opened);
    return opened;
  }

  private Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("version", Main.version());
    facts.put("world", world.mark());
    return facts;
  }

  private List<Route> routes(Numbers numbers, Roster roster) {
    List<Route> routes = new ArrayList<>(ops.routes());
    routes.addAll(partners.routes());
    routes.addAll(numbers.routes());
    routes.addAll(roster.routes());
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
    Runnable dispatch = ops.loop("dispatch", Duration.ofSeconds(1), intake::dispatch);
    ops.loop("clean-intake", Duration.ofMinutes(10), intake::clean);
    ops.loop("clean-tokens", Duration.ofMinutes(10), partners::deleteExpiredTokens);
    intake.start(dispatch);
    http.start();
    LOG.info("ready url=http://{} world={}", address(), world.mark());
    return this;
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

  Secret adminToken() {
    return adminToken;
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
