package wabahub.roster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Route;
import wabahub.hubs.Hubs;
import wabahub.metering.Figures;
import wabahub.metering.Metering;
import wabahub.numbers.Follower;
import wabahub.numbers.Numbers;
import wabahub.numbers.Ownership;
import wabahub.numbers.WhatsAppNumber;
import wabahub.partners.Partner;
import wabahub.partners.Partners;

/// getWhatsApp: a partner's numbers with exactly what each has used this month. Answers from
/// memory; what is in memory follows every commit.
public final class Roster implements Follower {
  /// Figures may be this old.
  private static final Duration AGE = Duration.ofSeconds(1);

  /// How long a caller waits for figures that are older.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// Figures have changed: the ids of the numbers.
  private static final String KIND = "figures";

  private final Hubs hubs;
  private final Partners partners;
  private final Numbers numbers;
  private final Metering metering;
  private final InstantSource clock;
  private final Search search;
  private final Map<Long, Desk> desks = new ConcurrentHashMap<>();

  /// Whose a number (id) is, for those that are on a sheet.
  private final Map<Long, Long> owners = new ConcurrentHashMap<>();

  public Roster(
      Hubs hubs, Partners partners, Numbers numbers, Metering metering, InstantSource clock) {
    this.hubs = hubs;
    this.partners = partners;
    this.numbers = numbers;
    this.metering = metering;
    this.clock = clock;
    this.search = new Search(numbers);
    numbers.follow(this);
    hubs.follow(KIND, new Memory());
  }

  /// Follows what other hubs do.
  private final class Memory implements wabahub.hubs.Follower {
    @Override
    public void changed(wabahub.hubs.Change change) {
      refresh(Set.copyOf(change.refs()));
    }

    @Override
    public void forget() {
      Roster.this.forget();
    }
  }

  /// Reads figures of a month.
  @FunctionalInterface
  interface Read {
    Map<Long, Figures> month(Collection<Long> numbers, int month);
  }

  public List<Route> routes() {
    List<Route> routes = new ArrayList<>(new NumberRoutes(partners, numbers, this).routes());
    routes.add(partners.call("GET", "whatsapp/getWhatsApp", this::getWhatsApp));
    return routes;
  }

  private Answer getWhatsApp(Partner partner, Call call) {
    Optional<Instant> asOf = metering.freshness().await(AGE, PATIENCE);
    Answer answer = read(partner, Sheet::edition).answer(call);
    return asOf.map(at -> answer.header("X-Wabahub-As-Of", at.toString())).orElse(answer);
  }

  /// A partner's numbers with figures that are no older than a second, where that can be had within
  /// five.
  public Snapshot snapshot(Partner partner) {
    metering.freshness().await(AGE, PATIENCE);
    return now(partner);
  }

  /// The same with the figures that there are, without waiting.
  public Snapshot now(Partner partner) {
    Instant asOf = metering.asOf();
    return read(partner, sheet -> new Snapshot(asOf, sheet.month(), sheet.lines()));
  }

  /// Those of them that are wanted, in their order.
  ///
  /// @throws IllegalArgumentException when there is no such order
  public List<Line> find(Snapshot snapshot, Wish wish) {
    return search.find(snapshot.lines(), wish);
  }

  private <T> T read(Partner partner, Function<Sheet, T> read) {
    int month = partner.zones().month(clock.instant().getEpochSecond());
    return desk(partner.id()).read(month, m -> load(partner.id(), m), read);
  }

  private Desk desk(long partnerId) {
    return desks.computeIfAbsent(partnerId, id -> new Desk());
  }

  private Sheet load(long partnerId, int month) {
    // Not the partner whom the request came with: that may be the one before a change.
    Partner partner = partners.find(partnerId).orElseThrow();
    Map<Long, Entry> entries = new LinkedHashMap<>();
    for (WhatsAppNumber number : numbers.live(partner.id())) {
      entries.put(number.id(), new Entry(number, partner.apiKeys()));
      // Before the figures are read: whoever commits after that finds the number here.
      owners.put(number.id(), partner.id());
    }
    Sheet sheet = new Sheet(month, entries);
    sheet.set(metering.month(entries.keySet(), month));
    return sheet;
  }

  /// In a transaction that changes the figures of these numbers (ids); after the commit comes
  /// [#refresh].
  public void tell(Handle tx, Set<Long> numberIds) {
    if (!numberIds.isEmpty()) {
      hubs.tell(tx, KIND, numberIds);
    }
  }

  /// After a commit that changed the figures of these numbers (ids).
  public void refresh(Set<Long> changed) {
    Map<Long, Set<Long>> byPartner = new HashMap<>();
    for (long number : changed) {
      Long partner = owners.get(number);
      if (partner != null) {
        byPartner.computeIfAbsent(partner, id -> new TreeSet<>()).add(number);
      }
    }
    byPartner.forEach((partner, its) -> desk(partner).refresh(its, metering::month));
  }

  @Override
  public void moved(Handle tx, String phoneNumberId, long from, Ownership before, Ownership after) {
    // The owners of what moved hear of it by `changed`, after the commit.
  }

  @Override
  public void changed(long partnerId) {
    desk(partnerId).changed();
  }

  @Override
  public void forget() {
    desks.values().forEach(Desk::changed);
  }
}
