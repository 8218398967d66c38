package wabahub.numbers;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.hubs.Hubs;
import wabahub.outbox.Outbox;
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

  /// What a partner's list of numbers shows has changed: the partner's id.
  private static final String KIND = "numbers";

  private final Storage storage;
  private final Secrets secrets;
  private final Hubs hubs;
  private final Partners partners;
  private final InstantSource clock;
  private final List<Follower> followers = new ArrayList<>();
  private final Outbox outbox;
  private final States states;
  private final Changes changes;

  /// Whom it calls.
  public record Doors(Hubs hubs, Partners partners, Outbox outbox) {}

  /// `world`: "sandbox" or "live"; a database takes numbers of one of them only.
  public Numbers(Storage storage, Secrets secrets, Doors doors, InstantSource clock, String world) {
    this.storage = storage;
    this.secrets = secrets;
    this.hubs = doors.hubs();
    this.partners = doors.partners();
    this.clock = clock;
    this.outbox = doors.outbox();
    this.states = new States(new Kept(secrets), outbox, clock);
    Registrations registrations = new Registrations(secrets, clock, world, followers);
    this.changes = new Changes(storage, secrets, registrations, states, clock, new Circle());
    partners.follow(this);
    hubs.follow(KIND, new Memory());
  }

  /// Who hears of changes of the numbers of a partner (id).
  private final class Circle implements Changes.Circle {
    @Override
    public void tell(Handle tx, long partnerId) {
      Numbers.this.tell(tx, partnerId);
    }

    @Override
    public void changed(long partnerId) {
      Numbers.this.changed(partnerId);
    }
  }

  /// Follows what other hubs do.
  private final class Memory implements wabahub.hubs.Follower {
    @Override
    public void changed(wabahub.hubs.Change change) {
      change.refs().forEach(Numbers.this::changed);
    }

    @Override
    public void forget() {
      followers.forEach(Follower::forget);
    }
  }

  /// Before any request: who hears of changes.
  public void follow(Follower follower) {
    followers.add(follower);
  }

  public List<Route> routes() {
    List<Route> routes = new ArrayList<>(new AdminRoutes(this, changes, partners, clock).routes());
    routes.addAll(new PartnerRoutes(changes, partners).routes());
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

  /// First in a transaction that applies what Meta tells: of several hubs that apply events of one
  /// number, one after the other does. `wabaIds`: those whose live numbers are told of. Returns
  /// what [#ownership] does of the phone number ids, but for those that have got a number since the
  /// turn was taken: they are not this transaction's to count.
  public Map<String, Ownership> takeTurn(
      Handle tx, Collection<String> phoneNumberIds, Collection<String> wabaIds) {
    if (!wabaIds.isEmpty()) {
      // What is told of them takes it anyhow; whoever registers takes it before registrations.
      NumberSql.shareWorld(tx);
    }
    if (phoneNumberIds.isEmpty() && wabaIds.isEmpty()) {
      return Map.of();
    }
    if (!hubs.isShared()) {
      return ownership(tx, phoneNumberIds);
    }
    Set<Long> taken = RegistrationSql.takeTurn(tx, phoneNumberIds, wabaIds);
    Map<String, Ownership> owners = ownership(tx, phoneNumberIds);
    owners
        .values()
        .removeIf(
            owner -> owner.spans().stream().anyMatch(span -> !taken.contains(span.numberId())));
    return owners;
  }

  /// The phone number ids that a number (id) has had; it gets no other one until the transaction
  /// ends.
  public List<String> phonesAlone(Handle tx, long numberId) {
    return RegistrationSql.ofNumber(tx, numberId);
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

  /// Since when a live number (id) has the phone number id that it has (UNIX seconds).
  public Optional<Long> registeredAt(Handle tx, long numberId) {
    return RegistrationSql.registeredAt(tx, numberId);
  }

  /// Takes numbers over, all or none, and returns them in the order of the list.
  ///
  /// @throws Refusal CONFLICT with the list of those that are live already
  List<WhatsAppNumber> take(long partnerId, List<Takeover> takeovers) {
    changes.take(partnerId, takeovers);
    Set<String> taken =
        Set.copyOf(takeovers.stream().map(takeover -> takeover.whatsapp().digits()).toList());
    return live(partnerId).stream().filter(n -> taken.contains(n.whatsapp().digits())).toList();
  }

  /// Registers a number in a transaction of the caller, who calls [#changed] after the commit, and
  /// returns its id.
  ///
  /// @throws Refusal CONFLICT when it is live already, or the database belongs to the other world
  public long connect(Handle tx, long partnerId, Takeover takeover) {
    return changes.connect(tx, partnerId, takeover);
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
    changes.reconnect(tx, number, again);
  }

  /// The live number with these digits.
  public Optional<WhatsAppNumber> find(String whatsapp) {
    return storage.read(tx -> find(tx, whatsapp));
  }

  /// The same, as a transaction sees it.
  public Optional<WhatsAppNumber> find(Handle tx, String whatsapp) {
    return NumberSql.find(tx, secrets, whatsapp);
  }

  /// The live number with this id.
  public Optional<WhatsAppNumber> byId(long numberId) {
    return storage.read(tx -> NumberSql.findById(tx, secrets, numberId));
  }

  /// The live numbers of a WABA, in the order of their ids.
  public List<WabaNumber> liveOfWaba(Handle tx, String wabaId) {
    return WabaSql.ofWaba(tx, wabaId);
  }

  /// Those of these numbers (ids, up to a thousand) that are live.
  public List<WabaNumber> live(Handle tx, Collection<Long> ids) {
    return WabaSql.live(tx, ids);
  }

  /// Numbers (ids) that were deleted before an instant (UNIX seconds), in the order of their ids:
  /// up to `limit` of those after `after`.
  public List<Long> deleted(Handle tx, long before, long after, int limit) {
    return HistorySql.deleted(tx, before, after, limit);
  }

  /// Meta's access token of a number (id); empty when it has none, or the number is deleted.
  public Optional<Secret> accessToken(long numberId) {
    return storage.read(tx -> changes.token(tx, numberId));
  }

  /// Replaces Meta's access token of a live number (id); what was found out with the one before is
  /// forgotten.
  public void token(Handle tx, long numberId, Secret accessToken) {
    changes.token(tx, numberId, accessToken);
  }

  /// Applies what Meta tells, in any order and any number of times; after the commit comes
  /// [#applied].
  public void apply(Handle tx, List<AccountEvent> events) {
    for (AccountEvent event : events) {
      states.apply(tx, event);
      followers.forEach(follower -> follower.account(tx, event));
    }
  }

  /// After a commit in which numbers were told of: partners hear of it at once.
  public void applied() {
    outbox.wake();
  }

  /// Using a live number (id) has failed: what the hub has found to be wrong, until it [#works] or
  /// is connected anew. After the commit comes [#applied].
  public void broken(Handle tx, long numberId, Trouble trouble) {
    states.broken(tx, numberId, trouble);
  }

  /// Meta has taken the token of a live number (id), or a message of it (`sent`): what [#broken]
  /// has said no longer holds, though only a message shows that nothing but the connection was
  /// wrong. Whether that is news: then [#applied] comes after the commit.
  public boolean works(Handle tx, long numberId, boolean sent) {
    return states.works(tx, numberId, sent);
  }

  /// Whether Meta sends the webhooks of a live number (id) here. `reason`: one sentence, or "".
  public void receiving(long numberId, Receiving receiving, String reason) {
    storage.useWrite(tx -> states.receiving(tx, numberId, receiving, reason));
  }

  /// What Meta says of a live number (id) when asked; "" = nothing. After the commit comes
  /// [#applied].
  public void rated(Handle tx, long numberId, String quality, String messagingLimit) {
    states.rated(tx, numberId, quality, messagingLimit);
  }

  /// How numbers (ids) are; each one has a state.
  public Map<Long, NumberState> states(Collection<Long> ids) {
    return storage.read(tx -> states.of(tx, ids));
  }

  /// A daily chore: forgets some of what was kept for numbers that did not come in 30 days.
  public int clean() {
    return storage.write(states::clean);
  }

  /// Deletes a live number of a partner: it counts up to this second and leaves the list at once.
  /// False when it has none of these digits.
  public boolean delete(long partnerId, String whatsapp) {
    return changes.delete(partnerId, whatsapp);
  }

  /// Gives a partner's live number a new API key; the one so far stays good for `grace`.
  ///
  /// @throws Refusal NOT_FOUND when the partner has none of these digits
  public Rotated rotateKey(long partnerId, String whatsapp, Duration grace) {
    return changes.rotateKey(partnerId, whatsapp, grace);
  }

  /// Forgets that a live number is connected to an inbox.
  ///
  /// @throws Refusal NOT_FOUND
  public void disconnect(String whatsapp) {
    changes.change(whatsapp, number -> number.with((Online) null), null);
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

  /// In a transaction that changes what a partner's list shows; after the commit comes [#changed].
  public void tell(Handle tx, long partnerId) {
    hubs.tell(tx, KIND, List.of(partnerId));
  }

  @Override
  public void changed(long partnerId) {
    followers.forEach(follower -> follower.changed(partnerId));
    // The change may be a deletion, which partners are told of.
    outbox.wake();
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
