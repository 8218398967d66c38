package wabahub.partners;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Handler;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.hubs.Hubs;
import wabahub.partners.Partner.ApiKeys;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Partners: who they are, how they prove it, and the guard in front of every call of theirs.
public final class Partners {
  /// A partner or its tokens have changed: its id.
  private static final String KIND = "partner";

  /// Somebody is blocked: who.
  private static final String BLOCK = "block";

  private final Storage storage;
  private final Hubs hubs;
  private final InstantSource clock;
  private final Settings settings;
  private final Tokens tokens;
  private final Guard guard;
  private final Map<Long, Partner> known = new ConcurrentHashMap<>();
  private final List<Follower> followers = new ArrayList<>();

  public Partners(Storage storage, Hubs hubs, Settings settings, InstantSource clock) {
    this.storage = storage;
    this.hubs = hubs;
    this.clock = clock;
    this.settings = settings;
    this.tokens = new Tokens(storage, clock);
    Attempts attempts = new Attempts(clock, this::blocked);
    Rates rates = new Rates(settings.rate(), hubs::live, clock);
    this.guard = new Guard(this, settings, rates, attempts);
    hubs.follow(KIND, new Memory());
    hubs.follow(BLOCK, new Blocks(attempts));
  }

  /// Whom other hubs have blocked. Those of the time that a hub has missed are lost to it, as they
  /// are by a restart.
  private record Blocks(Attempts attempts) implements wabahub.hubs.Follower {
    @Override
    public void changed(wabahub.hubs.Change change) {
      attempts.block(change.text());
    }

    @Override
    public void forget() {
      // What this hub knows itself holds on.
    }
  }

  /// A database that is away does not keep the block from holding here.
  private void blocked(String whom) {
    try {
      storage.useWrite(tx -> hubs.tell(tx, BLOCK, whom));
    } catch (RuntimeException e) {
      if (!Storage.isUnavailable(e)) {
        throw e;
      }
    }
  }

  /// A new partner with the only copy of its secret.
  public record Created(Partner partner, Secret clientSecret) {}

  /// Follows what other hubs do.
  private final class Memory implements wabahub.hubs.Follower {
    @Override
    public void changed(wabahub.hubs.Change change) {
      change.refs().forEach(Partners.this::forget);
    }

    @Override
    public void forget() {
      known.clear();
      tokens.forgetAll();
    }
  }

  /// What is to be different; null = stays.
  public record Change(
      @Nullable String name,
      @Nullable ZoneId zone,
      @Nullable Boolean suspended,
      @Nullable ApiKeys apiKeys) {
    /// Of `name`, `time_zone`, `suspended` and `api_keys`, each where it is there.
    ///
    /// @throws Refusal INVALID when one of them is wrong
    public static Change of(ObjectNode fields) {
      return ChangeJson.read(fields);
    }
  }

  /// Before any request: who hears of changes.
  public void follow(Follower follower) {
    followers.add(follower);
  }

  public List<Route> routes() {
    List<Route> routes = new ArrayList<>(new AdminRoutes(this, guard).routes());
    routes.addAll(new TokenRoutes(tokens, guard).routes());
    routes.addAll(new ComingRoutes(guard).routes());
    return routes;
  }

  /// A call of the Partners API: checks method, token and rate in the order of decision P8.
  public Route call(String method, String path, PartnerHandler handler) {
    return guard.call(method, path, handler);
  }

  /// The same for a call that answers a wrong method with another reason.
  public Route call(String method, String path, Reason wrongMethod, PartnerHandler handler) {
    return guard.call(method, path, wrongMethod, handler);
  }

  /// An endpoint of the hub's own API below `/api/v1/`: checks token and rate.
  public Route resource(String method, String pattern, PartnerHandler handler) {
    return guard.resource(method, pattern, handler);
  }

  /// An endpoint of the operator API: the admin token is checked first.
  public Route admin(String method, String pattern, Handler handler) {
    return guard.admin(method, pattern, handler);
  }

  /// Whether a request carries the admin token; for what shows more to the operator.
  public boolean isAdmin(wabahub.http.Call call) {
    return guard.isAdmin(call);
  }

  public List<Partner> all() {
    return storage.read(PartnerSql::all);
  }

  public Optional<Partner> find(long id) {
    return Optional.ofNullable(
        known.computeIfAbsent(id, i -> storage.read(tx -> PartnerSql.find(tx, i)).orElse(null)));
  }

  /// The same, less than a second old: a partner that another hub has suspended is.
  public Optional<Partner> current(long id) {
    hubs.current();
    return find(id);
  }

  /// Whose token this is, less than a second old.
  Optional<Partner> owner(String token) {
    hubs.current();
    return tokens.owner(token).flatMap(this::find);
  }

  /// The calendars of partners as this transaction sees them, kept from changing until it ends.
  public static TimeZones zones(Handle tx, long partnerId) {
    return PartnerSql.share(tx, partnerId).zones();
  }

  /// A daily chore: tokens that are over.
  public int deleteExpiredTokens() {
    return tokens.deleteExpired();
  }

  /// Whoever counts what a partner has, and adds to it, is alone with that until the transaction
  /// ends; before any other lock.
  public static void lock(Handle tx, long partnerId) {
    if (PartnerSql.lock(tx, partnerId).isEmpty()) {
      throw unknown();
    }
  }

  /// A new partner. `change`: what it is like; it has to have a name.
  ///
  /// @throws Refusal INVALID without a name
  public Created create(Change change) {
    if (change.name() == null) {
      throw Json.invalid("name", "is missing");
    }
    return create(change.name(), change.zone());
  }

  private Created create(String name, @Nullable ZoneId zone) {
    Secret secret = Secret.random();
    Partner draft =
        new Partner(
            0,
            name,
            Secret.random().reveal().substring(0, 24),
            false,
            ApiKeys.CLEAR,
            TimeZones.of(zone == null ? settings.zone() : zone),
            now());
    long id = storage.write(tx -> PartnerSql.insert(tx, draft, Secrets.digest(secret.reveal())));
    return new Created(find(id).orElseThrow(), secret);
  }

  /// Changes a partner, and returns what it is like now.
  ///
  /// @throws Refusal NOT_FOUND
  public Partner change(long id, Change change) {
    try {
      return storage.write(tx -> {
        Partner before = PartnerSql.lock(tx, id).orElseThrow(Partners::unknown);
        long now = now();
        Partner after = apply(before, change, now);
        PartnerSql.update(tx, after);
        if (before.suspended() && !after.suspended()) {
          // While suspended its tokens are kept, so that they are told apart from unknown
          // ones; they do not come back to life.
          signOut(tx, id);
        }
        hubs.tell(tx, KIND, List.of(id));
        // Whatever changed begins after now: spans that have begun are never touched.
        zonesMoved(tx, before, after, now + 1);
        return after;
      });
    } finally {
      // Also when it fails: a commit may have succeeded although its answer was lost.
      forget(id);
    }
  }

  private static Partner apply(Partner before, Change change, long now) {
    return new Partner(
        before.id(),
        change.name() == null ? before.name() : change.name(),
        before.clientId(),
        change.suspended() == null ? before.suspended() : change.suspended(),
        change.apiKeys() == null ? before.apiKeys() : change.apiKeys(),
        change.zone() == null ? before.zones() : before.zones().change(change.zone(), now),
        before.createdAt());
  }

  private void zonesMoved(Handle tx, Partner before, Partner after, long from) {
    if (!before.zones().equals(after.zones())) {
      followers.forEach(f -> f.zonesMoved(tx, before.id(), from, before.zones(), after.zones()));
    }
  }

  /// A new client secret in place of the old one, whose access tokens end; this is the only copy.
  ///
  /// @throws Refusal NOT_FOUND
  public Secret renewSecret(long id) {
    Secret secret = Secret.random();
    try {
      storage.write(tx -> {
        Partner partner = PartnerSql.lock(tx, id).orElseThrow(Partners::unknown);
        PartnerSql.updateSecret(tx, id, Secrets.digest(secret.reveal()));
        signOut(tx, id);
        hubs.tell(tx, KIND, List.of(id));
        return partner;
      });
      return secret;
    } finally {
      forget(id);
    }
  }

  private void signOut(Handle tx, long id) {
    TokenSql.deleteOf(tx, id);
    followers.forEach(follower -> follower.signedOut(tx, id));
  }

  /// The partner with these credentials; wrong ones count against the caller's address, whichever
  /// way they come.
  ///
  /// @throws Refusal BLOCKED, WRONG_CREDENTIALS or SUSPENDED
  public Partner signIn(wabahub.http.Call call, String clientId, String clientSecret) {
    return guard.signIn(call, clientId, clientSecret);
  }

  /// Checks the admin token; wrong ones count against the caller's address, whichever way they
  /// come.
  ///
  /// @throws Refusal BLOCKED or UNAUTHORIZED
  public void signInOperator(wabahub.http.Call call, Secret token) {
    guard.checkAdmin(call, token);
  }

  /// Whether these still are a partner's credentials; they stay so until the transaction ends.
  public boolean isStill(Handle tx, Partner partner, String clientSecret) {
    return PartnerSql.lockByCredentials(tx, partner.clientId(), Secrets.digest(clientSecret))
        .isPresent();
  }

  /// The partner with these credentials.
  Optional<Partner> byCredentials(String clientId, String clientSecret) {
    byte[] hash = Secrets.digest(clientSecret);
    return storage.read(tx -> PartnerSql.findByCredentials(tx, clientId, hash)).flatMap(this::find);
  }

  private void forget(long id) {
    known.remove(id);
    tokens.forget(id);
    followers.forEach(follower -> follower.changed(id));
  }

  static Refusal unknown() {
    return new Refusal(Reason.NOT_FOUND, "There is no such partner.");
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
