package wabahub.numbers;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
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
import wabahub.outbox.Outbox;
import wabahub.partners.Partners;
import wabahub.partners.TimeZones;
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
  private final List<Follower> followers = new ArrayList<>();
  private final Registrations registrations;
  private final Keys keys;

  /// `world`: "sandbox" or "live"; a database takes numbers of one of them only.
  public Numbers(
      Storage storage,
      Secrets secrets,
      Partners partners,
      Outbox outbox,
      InstantSource clock,
      String world) {
    this.storage = storage;
    this.secrets = secrets;
    this.partners = partners;
    this.clock = clock;
    this.registrations = new Registrations(secrets, clock, world, followers);
    this.keys = new Keys(storage, secrets, clock);
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
    List<NumberSql.Draft> drafts = registrations.drafts(partnerId, takeovers);
    try {
      storage.useWrite(tx -> registrations.begin(tx, drafts));
    } finally {
      changed(partnerId);
    }
    Set<String> taken =
        Set.copyOf(takeovers.stream().map(takeover -> takeover.whatsapp().digits()).toList());
    return live(partnerId).stream().filter(n -> taken.contains(n.whatsapp().digits())).toList();
  }

  /// Registers a number in a transaction of the caller, who calls [#changed] after the commit, and
  /// returns its id.
  ///
  /// @throws Refusal CONFLICT when it is live already, or the database belongs to the other world
  public long connect(Handle tx, long partnerId, Takeover takeover) {
    Map<String, Long> ids =
        registrations.begin(tx, registrations.drafts(partnerId, List.of(takeover)));
    return requireNonNull(ids.get(takeover.whatsapp().digits()));
  }

  /// The live number with these digits, kept from changing until the transaction ends.
  public Optional<WhatsAppNumber> lock(Handle tx, String whatsapp) {
    return NumberSql.lock(tx, secrets, whatsapp);
  }

  /// Connects a live number anew, in a transaction of the caller, who has locked it and calls
  /// [#changed] after the commit. Name, key and creation stay.
  ///
  /// @throws Refusal CONFLICT when the phone number id is live under another number
  public void reconnect(Handle tx, WhatsAppNumber number, Takeover again) {
    NumberSql.update(tx, number.with(again.wabaId(), again.coexistence()));
    if (again.accessToken() != null) {
      token(tx, number.id(), again.accessToken());
    }
    if (!number.phoneNumberId().equals(again.phoneNumberId())) {
      registrations.move(tx, number, again.phoneNumberId());
    }
  }

  /// The live number with these digits.
  public Optional<WhatsAppNumber> find(String whatsapp) {
    return storage.read(tx -> find(tx, whatsapp));
  }

  /// The same, as a transaction sees it.
  public Optional<WhatsAppNumber> find(Handle tx, String whatsapp) {
    return NumberSql.find(tx, secrets, whatsapp);
  }

  /// The live numbers of a WABA, in the order of their ids.
  public List<WabaNumber> liveOfWaba(Handle tx, String wabaId) {
    return NumberSql.ofWaba(tx, wabaId);
  }

  /// Meta's access token of a number (id); empty when it has none, or the number is deleted.
  public Optional<Secret> accessToken(long numberId) {
    return storage.read(tx -> token(tx, numberId));
  }

  private Optional<Secret> token(Handle tx, long numberId) {
    return NumberSql.accessToken(tx, numberId)
        .map(encrypted -> secrets.decryptSecret(encrypted, NumberSql.ACCESS_TOKEN));
  }

  /// Replaces Meta's access token of a live number (id).
  public void token(Handle tx, long numberId, Secret accessToken) {
    NumberSql.updateAccessToken(tx, numberId, secrets.encrypt(accessToken, NumberSql.ACCESS_TOKEN));
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
            token(tx, after.id(), accessToken);
          }
          if (!before.phoneNumberId().equals(after.phoneNumberId())) {
            registrations.move(tx, before, after.phoneNumberId());
          }
          return after;
        });
  }

  /// Deletes a live number: it counts up to this second and leaves the list at once.
  ///
  /// @throws Refusal NOT_FOUND
  void delete(String whatsapp) {
    onNumber(whatsapp, this::delete);
  }

  /// Deletes a live number of a partner; false when it has none of these digits.
  public boolean delete(long partnerId, String whatsapp) {
    Optional<WhatsAppNumber> found = find(whatsapp).filter(n -> n.partnerId() == partnerId);
    if (found.isEmpty()) {
      return false;
    }
    try {
      onNumber(whatsapp, (tx, number) -> delete(tx, owned(number, partnerId)));
      return true;
    } catch (Refusal refusal) {
      if (refusal.reason() == Reason.NOT_FOUND) {
        // Deleted, or gone to another partner, since it was found.
        return false;
      }
      throw refusal;
    }
  }

  private WhatsAppNumber delete(Handle tx, WhatsAppNumber number) {
    Secret accessToken = token(tx, number.id()).orElse(null);
    followers.forEach(f -> f.left(tx, number, accessToken));
    NumberSql.delete(tx, number.id(), registrations.end(tx, number));
    return number;
  }

  private static WhatsAppNumber owned(WhatsAppNumber number, long partnerId) {
    if (number.partnerId() != partnerId) {
      throw unknown();
    }
    return number;
  }

  /// The numbers that a partner has or had, oldest first; `whatsapp` null = all of them.
  public List<NumberHistory> history(long partnerId, @Nullable PhoneNumber whatsapp) {
    String digits = whatsapp == null ? null : whatsapp.digits();
    return storage.read(tx -> HistorySql.ofPartner(tx, partnerId, digits));
  }

  /// The live number that an API key opens; the key before the last rotation is good until its time
  /// is up. Remembers the use, to the hour.
  public Optional<WhatsAppNumber> byKey(Secret key) {
    return keys.find(key);
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
              if (partnerId != null) {
                owned(number, partnerId);
              }
              keys.replace(tx, number.id(), key, oldUntil);
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
        WhatsAppNumber number = locked(tx, whatsapp);
        partnerId.set(number.partnerId());
        return change.apply(tx, number);
      });
    } finally {
      if (partnerId.get() != 0) {
        changed(partnerId.get());
      }
    }
  }

  private WhatsAppNumber locked(Handle tx, String whatsapp) {
    return lock(tx, whatsapp).orElseThrow(Numbers::unknown);
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
