package wabahub.roster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Route;
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

  private final Partners partners;
  private final Numbers numbers;
  private final Metering metering;
  private final InstantSource clock;
  private volatile Freshness freshness = (age, patience) -> Optional.empty();
  private final Map<Long, Desk> desks = new ConcurrentHashMap<>();

  /// Whose a number (id) is, for those that are on a sheet.
  private final Map<Long, Long> owners = new ConcurrentHashMap<>();

  public Roster(Partners partners, Numbers numbers, Metering metering, InstantSource clock) {
    this.partners = partners;
    this.numbers = numbers;
    this.metering = metering;
    this.clock = clock;
    numbers.follow(this);
  }

  /// Before any request: who knows how far the figures are behind.
  public void follow(Freshness source) {
    freshness = source;
  }

  /// Reads figures of a month.
  @FunctionalInterface
  interface Read {
    Map<Long, Figures> month(Collection<Long> numbers, int month);
  }

  public List<Route> routes() {
    return List.of(partners.call("GET", "whatsapp/getWhatsApp", this::getWhatsApp));
  }

  private Answer getWhatsApp(Partner partner, Call call) {
    Optional<Instant> asOf = freshness.await(AGE, PATIENCE);
    int month = partner.zones().month(clock.instant().getEpochSecond());
    byte[] body = desk(partner.id()).answer(month, m -> load(partner.id(), m));
    Answer answer = Answer.of(200, Answer.JSON, body);
    return asOf.map(at -> answer.header("X-Wabahub-As-Of", at.toString())).orElse(answer);
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
}
