package wabahub.numbers;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.partners.Partners;
import wabahub.partners.TimeZones;
import wabahub.secrets.Hashed;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// The registry of numbers: which are live, whose they are, and whose they were when.
public final class Numbers implements wabahub.partners.Follower {
  /// A statement takes some 32,000 parameters, and a partner may have more numbers.
  private static final int ZONES_MOVED = 1_000;

  private final Storage storage;
  private final Secrets secrets;
  private final Partners partners;
  private final InstantSource clock;
  private final String world;
  private final List<Follower> followers = new ArrayList<>();

  /// `world`: "sandbox" or "live"; a database takes numbers of one of them only.
  public Numbers(
      Storage storage, Secrets secrets, Partners partners, InstantSource clock, String world) {
    this.storage = storage;
    this.secrets = secrets;
    this.partners = partners;
    this.clock = clock;
    this.world = world;
    partners.follow(this);
  }

  /// Before any request: who hears of changes.
  public void follow(Follower follower) {
    followers.add(follower);
  }

  public List<Route> routes() {
    List<Route> routes = new ArrayList<>(new AdminRoutes(this, partners, clock).routes());
    routes.addAll(new PartnerRoutes(this, partners).routes());
    return routes;
  }

  /// The world that the database is marked with, once it has had a number.
  public static Optional<String> world(Storage storage) {
    return storage.read(NumberSql::findWorld);
  }

  /// A partner's live numbers, oldest first, then by number.
  public List<WhatsAppNumber> live(long partnerId) {
    return storage.read(tx -> NumberSql.live(tx, secrets, partnerId));
  }

  /// Whose events are whose, for those of the phone number ids that were ever registered; kept from
  /// changing until the transaction ends.
  public Map<String, Ownership> ownership(Handle tx, Collection<String> phoneNumberIds) {
    RegistrationSql.share(tx, phoneNumberIds);
    return RegistrationSql.ownership(tx, phoneNumberIds);
  }

  /// The same for one transaction alone: nobody else counts events of these phone number ids until
  /// it ends.
  public Map<String, Ownership> ownershipAlone(Handle tx, Collection<String> phoneNumberIds) {
    RegistrationSql.lock(tx, phoneNumberIds);
    return RegistrationSql.ownership(tx, phoneNumberIds);
  }

  /// When each of the phone number ids was first registered (UNIX seconds), for those that ever
  /// were.
  public Map<String, Long> firstRegisteredAt(Handle tx, Collection<String> phoneNumberIds) {
    return RegistrationSql.firstRegisteredAt(tx, phoneNumberIds);
  }

  /// Takes numbers over, all or none.
  ///
  /// @throws Refusal CONFLICT with the list of those that are live already
  List<WhatsAppNumber> take(long partnerId, List<Takeover> takeovers) {
    List<NumberSql.Draft> drafts = takeovers.stream().map(t -> draft(partnerId, t)).toList();
    try {
      storage.useWrite(tx -> take(tx, takeovers, drafts));
    } finally {
      changed(partnerId);
    }
    Set<String> taken =
        Set.copyOf(takeovers.stream().map(takeover -> takeover.whatsapp().digits()).toList());
    return live(partnerId).stream().filter(n -> taken.contains(n.whatsapp().digits())).toList();
  }

  private void take(Handle tx, List<Takeover> takeovers, List<NumberSql.Draft> drafts) {
    checkWorld(tx);
    checkFree(tx, takeovers);
    Map<String, Long> ids = NumberSql.insert(tx, drafts);
    Map<String, Long> byPhone = new HashMap<>();
    for (Takeover takeover : takeovers) {
      byPhone.put(takeover.phoneNumberId(), requireNonNull(ids.get(takeover.whatsapp().digits())));
    }
    register(tx, byPhone);
  }

  private NumberSql.Draft draft(long partnerId, Takeover takeover) {
    Secret key = Secret.random();
    Secret token = takeover.accessToken();
    return new NumberSql.Draft(
        partnerId,
        takeover,
        secrets.encrypt(key, NumberSql.API_KEY),
        secrets.hash(Hashed.API_KEY, key.reveal()),
        token == null ? null : secrets.encrypt(token, NumberSql.ACCESS_TOKEN));
  }

  private void checkWorld(Handle tx) {
    String mark = NumberSql.world(tx, world);
    if (!mark.equals(world)) {
      throw new Refusal(
          Reason.CONFLICT, "This database holds " + mark + " numbers; the hub runs " + world + ".");
    }
  }

  private static void checkFree(Handle tx, List<Takeover> takeovers) {
    List<String> whatsapp = takeovers.stream().map(t -> t.whatsapp().digits()).toList();
    List<String> phones = takeovers.stream().map(Takeover::phoneNumberId).toList();
    List<Map<String, String>> errors = new ArrayList<>();
    NumberSql.findLive(tx, whatsapp).forEach(w -> errors.add(live("whatsapp", w)));
    RegistrationSql.findLive(tx, phones).forEach(p -> errors.add(live("phone_number_id", p)));
    if (!errors.isEmpty()) {
      throw new Refusal(Reason.CONFLICT, "Some of these are live already.").with("errors", errors);
    }
  }

  private static Map<String, String> live(String field, String value) {
    return Map.of("field", field, "value", value, "detail", "is live already");
  }

  /// Begins registrations of numbers (ids) by phone number id. What came in for one since an
  /// earlier registration ended belongs to the new one.
  private void register(Handle tx, Map<String, Long> numberIds) {
    // Alone: an event counted meanwhile would find no owner here, and none after.
    Map<String, Ownership> before = ownershipAlone(tx, numberIds.keySet());
    RegistrationSql.insert(tx, numberIds, now());
    before.forEach((phone, was) -> moved(tx, phone, was.lastEnd(), was));
  }

  /// Returns when it ended: now, but never before an earlier one of its phone number id, however
  /// the clock was set meanwhile.
  private long endRegistration(Handle tx, WhatsAppNumber number) {
    Ownership before = owner(tx, number.phoneNumberId()).orElseThrow();
    long at = Math.max(now(), before.previousEnd());
    RegistrationSql.end(tx, number.id(), at);
    moved(tx, number.phoneNumberId(), at, before);
    return at;
  }

  private Optional<Ownership> owner(Handle tx, String phoneNumberId) {
    return Optional.ofNullable(ownership(tx, Set.of(phoneNumberId)).get(phoneNumberId));
  }

  private void moved(Handle tx, String phoneNumberId, long from, Ownership before) {
    Ownership after = owner(tx, phoneNumberId).orElseThrow();
    followers.forEach(f -> f.moved(tx, phoneNumberId, from, before, after));
  }

  /// Changes a live number.
  ///
  /// @throws Refusal NOT_FOUND, or CONFLICT when the new phone number id is live elsewhere
  WhatsAppNumber change(
      String whatsapp, UnaryOperator<WhatsAppNumber> change, @Nullable Secret accessToken) {
    return onNumber(
        whatsapp,
        (tx, before) -> {
          WhatsAppNumber after = change.apply(before);
          NumberSql.update(tx, after);
          if (accessToken != null) {
            NumberSql.updateAccessToken(
                tx, after.id(), secrets.encrypt(accessToken, NumberSql.ACCESS_TOKEN));
          }
          if (!before.phoneNumberId().equals(after.phoneNumberId())) {
            movePhone(tx, before, after.phoneNumberId());
          }
          return after;
        });
  }

  private void movePhone(Handle tx, WhatsAppNumber number, String phoneNumberId) {
    checkWorld(tx);
    if (!RegistrationSql.findLive(tx, List.of(phoneNumberId)).isEmpty()) {
      throw new Refusal(Reason.CONFLICT, "This phone_number_id is live already.")
          .with("errors", List.of(live("phone_number_id", phoneNumberId)));
    }
    endRegistration(tx, number);
    register(tx, Map.of(phoneNumberId, number.id()));
  }

  /// Deletes a live number: it counts up to this second and leaves the list at once.
  void delete(String whatsapp) {
    onNumber(
        whatsapp,
        (tx, number) -> {
          NumberSql.delete(tx, number.id(), endRegistration(tx, number));
          return number;
        });
  }

  /// The numbers that a partner has or had, oldest first; `whatsapp` null = all of them.
  public List<NumberHistory> history(long partnerId, @Nullable PhoneNumber whatsapp) {
    String digits = whatsapp == null ? null : whatsapp.digits();
    return storage.read(tx -> HistorySql.ofPartner(tx, partnerId, digits));
  }

  /// The live number that an API key opens; the key before the last rotation is good until its time
  /// is up. Remembers the use, to the hour.
  public Optional<WhatsAppNumber> byKey(Secret key) {
    byte[] hash = secrets.hash(Hashed.API_KEY, key.reveal());
    Optional<WhatsAppNumber> found =
        storage.read(tx -> NumberSql.findByKey(tx, secrets, hash, now()));
    found
        .filter(n -> n.keyUsedAt() == null || n.keyUsedAt() < now() - 3_600)
        .ifPresent(n -> storage.write(tx -> NumberSql.used(tx, n.id(), hash, now())));
    return found;
  }

  /// When the keys of these numbers (ids) were last used (UNIX seconds), of those that ever were.
  public Map<Long, Long> keyUses(Collection<Long> ids) {
    return storage.read(tx -> NumberSql.keyUses(tx, ids));
  }

  /// Gives a number a new API key; the one so far stays good for `grace`. `partnerId` null = the
  /// operator, who may do it for any.
  Rotated rotateKey(@Nullable Long partnerId, String whatsapp, Duration grace) {
    Secret key = Secret.random();
    long oldUntil = now() + grace.toSeconds();
    WhatsAppNumber rotated =
        onNumber(
            whatsapp,
            (tx, number) -> {
              if (partnerId != null && number.partnerId() != partnerId) {
                throw unknown();
              }
              byte[] hash = secrets.hash(Hashed.API_KEY, key.reveal());
              byte[] encrypted = secrets.encrypt(key, NumberSql.API_KEY);
              NumberSql.updateKey(tx, number.id(), encrypted, hash, oldUntil);
              return number;
            });
    return new Rotated(key, oldUntil, rotated.keyUsedAt());
  }

  /// Changes a live number in a transaction. What is kept in memory of its partner is read anew
  /// whatever came of it: a commit may have succeeded although its answer was lost.
  private WhatsAppNumber onNumber(
      String whatsapp, BiFunction<Handle, WhatsAppNumber, WhatsAppNumber> change) {
    AtomicLong partnerId = new AtomicLong();
    try {
      return storage.write(tx -> {
        WhatsAppNumber number = lock(tx, whatsapp);
        partnerId.set(number.partnerId());
        return change.apply(tx, number);
      });
    } finally {
      if (partnerId.get() != 0) {
        changed(partnerId.get());
      }
    }
  }

  private WhatsAppNumber lock(Handle tx, String whatsapp) {
    return NumberSql.lock(tx, secrets, whatsapp).orElseThrow(Numbers::unknown);
  }

  static Refusal unknown() {
    return new Refusal(Reason.NOT_FOUND, "There is no such live number.");
  }

  @Override
  public void zonesMoved(Handle tx, long partnerId, long from, TimeZones before, TimeZones after) {
    List<String> phones = RegistrationSql.ofPartner(tx, partnerId);
    for (int i = 0; i < phones.size(); i += ZONES_MOVED) {
      ownership(tx, phones.subList(i, Math.min(i + ZONES_MOVED, phones.size())))
          .forEach((phone, now) -> {
            Ownership was = now.with(partnerId, before);
            Ownership is = now.with(partnerId, after);
            followers.forEach(f -> f.moved(tx, phone, from, was, is));
          });
    }
  }

  @Override
  public void changed(long partnerId) {
    followers.forEach(follower -> follower.changed(partnerId));
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
