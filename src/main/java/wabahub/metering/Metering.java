package wabahub.metering;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.http.Answer;
import wabahub.http.Route;
import wabahub.numbers.Follower;
import wabahub.numbers.Numbers;
import wabahub.numbers.Ownership;
import wabahub.partners.Partner;
import wabahub.partners.Partners;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// What is counted: keeps facts and figures. Figures are a pure function of the set of events; each
/// change of a fact changes the figures in the same transaction by just the difference.
public final class Metering implements Follower {
  private static final long EVER = Long.MAX_VALUE;

  private final Sources sources;
  private final Ledger ledger;
  private final Countries countries;
  private final Reader reader;
  private final Books books;
  private final Charges charges;
  private volatile Witness witness = Witness.NOBODY;
  private volatile Freshness freshness = (age, patience) -> Optional.empty();

  public Metering(
      Storage storage,
      Secrets secrets,
      Partners partners,
      Numbers numbers,
      InstantSource clock,
      PrometheusRegistry registry) {
    this.sources = new Sources(storage, numbers, partners, clock);
    this.ledger = new Ledger(sources);
    this.countries = new Countries();
    this.reader = new Reader(secrets, countries, new MeteringMetrics(registry));
    this.books = new Books(clock);
    this.charges = new Charges(storage, numbers);
    numbers.follow(this);
  }

  /// Events that a transaction has applied: the numbers (ids) whose figures changed, and events
  /// that are left for the next transaction so that none takes long.
  public record Applied(Set<Long> numbers, List<Event> rest) {}

  public List<Route> routes() {
    List<Route> routes = new ArrayList<>(new Statistics(sources).routes());
    routes.addAll(new UsageRoutes(sources, ledger, this::asOf).routes());
    routes.addAll(new ChargeRoutes(sources, charges).routes());
    routes.addAll(new RecountRoutes(sources, books).routes());
    return routes;
  }

  /// Before any request: who knows how far the figures are behind.
  public void follow(Freshness source) {
    freshness = source;
  }

  /// Before any request: who hears of what is counted.
  public void follow(Witness hears) {
    witness = hears;
  }

  /// When the sessions began into which messages of customers fall (UNIX seconds), whether or not
  /// they are applied yet; events of another kind are left out.
  public Map<Event, Long> openings(Handle tx, Collection<? extends Event> events) {
    List<MessageEvent> messages = new ArrayList<>();
    for (Event event : events) {
      if (event instanceof MessageEvent message) {
        messages.add(message);
      }
    }
    messages.sort(Comparator.comparingLong(MessageEvent::sentAt));
    Set<CustomerKey> customers = new TreeSet<>();
    messages.forEach(message -> customers.add(Customers.customer(message)));
    Map<CustomerKey, long[]> sessions = CustomerSql.findSessions(tx, customers);
    Map<Event, Long> openings = new HashMap<>();
    for (MessageEvent message : messages) {
      CustomerKey customer = Customers.customer(message);
      long[] before = sessions.getOrDefault(customer, new long[0]);
      long[] after = Chain.with(before, message.sentAt());
      sessions.put(customer, after);
      openings.put(message, Chain.opening(after, message.sentAt()));
    }
    return openings;
  }

  /// The country of a customer (ISO 3166), "" when neither Meta's user id nor the number says one.
  public String country(String userId, String phone) {
    return countries.of(userId, phone);
  }

  /// How far the figures are behind.
  public Freshness freshness() {
    return freshness;
  }

  /// Up to when the figures are complete, without waiting.
  public Instant asOf() {
    Instant now = sources.clock().instant();
    return freshness.await(Duration.ZERO, Duration.ZERO).orElse(now);
  }

  /// Reads an element. `now` in UNIX seconds.
  public Verdict read(Element element, long now) {
    return reader.read(element, now);
  }

  /// Applies events of registered numbers; any of them may have been applied before.
  public Applied apply(
      Handle tx, Collection<? extends Event> events, Map<String, Ownership> ownership) {
    List<StatusEvent> statuses = new ArrayList<>();
    List<MessageEvent> messages = new ArrayList<>();
    for (Event event : events) {
      switch (event) {
        case StatusEvent status -> statuses.add(status);
        case MessageEvent message -> messages.add(message);
      }
    }
    Tally tally = new Tally();
    Moves moves = new Moves(tx, witness);
    new Units(tx, ownership, tally, moves).apply(statuses);
    List<MessageEvent> rest = new Customers(tx, ownership, tally, moves).apply(messages);
    books.add(tx, tally, ownership.values());
    moves.tell();
    return new Applied(tally.numbers(), List.copyOf(rest));
  }

  /// Whether charged units of this category (Meta's word) count as marketing, not as service.
  public static boolean isMarketing(String category) {
    return Pricing.MARKETING.contains(category);
  }

  /// The figures of a month (yyyymm) of those of the numbers that have any.
  public Map<Long, Figures> month(Collection<Long> numberIds, int month) {
    return sources.storage().read(tx -> UsageSql.month(tx, numberIds, month));
  }

  /// What each number of a partner has used in a month (yyyymm): those that live, and those that
  /// have gone and have figures there. Oldest first.
  public List<Used> used(Partner partner, int month) {
    return ledger.month(partner, month).stream()
        .map(entry -> new Used(entry.number(), entry.breakdown().period()))
        .toList();
  }

  /// The sums of months (yyyymm, both included) in which a partner's numbers have figures.
  public SortedMap<Integer, Figures> months(Partner partner, int from, int to) {
    return ledger.months(partner, from, to);
  }

  /// The figures of a month as CSV, a line for each category of each number.
  public Answer csv(Partner partner, int month) {
    return UsageRoutes.csv(ledger.month(partner, month));
  }

  /// Whether no event of a month can come any more.
  public boolean isFinal(Partner partner, int month) {
    return Month.isClosed(month, partner.zones(), asOf().getEpochSecond());
  }

  /// The figures of numbers (ids) taken together, by day (yyyymmdd) or month (yyyymm), where there
  /// are any. `from`, `to`: days, both included.
  public SortedMap<Integer, Period> periods(
      Collection<Long> numberIds, int from, int to, boolean byDay) {
    SortedMap<Integer, Period> periods = new TreeMap<>();
    Breakdown.periods(sources.storage(), numberIds, from, to, byDay)
        .forEach((period, its) -> periods.put(period, its.period()));
    return periods;
  }

  /// The sum of the figures of numbers (ids) over some days (yyyymmdd, both included).
  public Figures sum(Collection<Long> numberIds, int from, int to) {
    return sources.storage().read(tx -> UsageSql.sum(tx, numberIds, from, to));
  }

  /// A page of an itemised bill. `cursor`: [Bill#next] of the page before, null = the first one.
  ///
  /// @throws wabahub.http.Refusal INVALID when there is no such page
  public Bill bill(Bill.Query query, @Nullable String cursor) {
    return charges.page(query, cursor);
  }

  @Override
  public void moved(Handle tx, String phoneNumberId, long from, Ownership before, Ownership after) {
    Tally tally = new Tally();
    UnitSql.each(
        tx,
        phoneNumberId,
        from,
        EVER,
        (key, fact) -> {
          fact.count(tally, before, -1);
          fact.count(tally, after, 1);
        });
    for (long at : CustomerSql.openings(tx, phoneNumberId, from)) {
      before.place(at).ifPresent(place -> tally.add(place, Tally.Kind.SESSION, "", -1));
      after.place(at).ifPresent(place -> tally.add(place, Tally.Kind.SESSION, "", 1));
    }
    books.add(tx, tally, List.of(before, after));
  }

  @Override
  public void changed(long partnerId) {
    // Nothing is kept in memory here.
  }
}
