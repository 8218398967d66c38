package wabahub.model;

import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.model.Figures.Charge;
import wabahub.model.Figures.Tally;
import wabahub.model.World.Change;
import wabahub.model.World.Event;
import wabahub.model.World.Kind;
import wabahub.model.World.Registration;
import wabahub.model.World.Zones;

/// docs/metering.md as a function from a world to its figures: slow, obvious, each rule in one
/// place. The rules are methods of their own so that [WrongModels] can get one of them wrong.
public class ReferenceModel {
  static final long DAY = 86_400;
  static final long EARLIEST = Instant.parse("2015-01-01T00:00:00Z").getEpochSecond();

  private static final Set<String> NOT_OF_A_CUSTOMER = Set.of("system", "edit", "revoke");
  private static final Set<String> MARKETING =
      Set.of(
          "marketing",
          "marketing_lite",
          "marketing_lite_dynamic",
          "group_marketing",
          "group_marketing_lite");

  private final Comparator<String> identities;

  /// @param identities decides when copies of one message name different customers in the same way;
  ///   the product decides by its keyed hash
  public ReferenceModel(Comparator<String> identities) {
    this.identities = identities;
  }

  record Identity(int rank, String customer) {}

  record Message(String phone, String id, long at, String customer) {}

  record Unit(String phone, String id, long at, @Nullable Pricing pricing) {}

  record Pricing(
      int rank,
      long at,
      String category,
      String subtype,
      String type,
      String model,
      boolean billable) {}

  public final Figures figures(World world) {
    Tally tally = new Tally(world.registrations());
    for (Message opening : openings(messages(told(world, Kind.MESSAGE)))) {
      Registration owner = owner(world.registrations(), opening.phone(), opening.at());
      if (owner != null) {
        LocalDate day = day(world.zones().get(owner.partner()), opening.at());
        tally.opened(owner.number(), day, opening.at());
      }
    }
    for (Unit unit : units(told(world, Kind.STATUS))) {
      Registration owner = owner(world.registrations(), unit.phone(), unit.at());
      if (owner != null) {
        count(unit, owner.number(), day(world.zones().get(owner.partner()), unit.at()), tally);
      }
    }
    return tally.figures();
  }

  private void count(Unit unit, String number, LocalDate day, Tally tally) {
    Pricing pricing = unit.pricing();
    if (pricing == null) {
      tally.free(number, day, "unpriced");
    } else if (!charged(pricing)) {
      tally.free(number, day, pricing.type().isEmpty() ? "untyped" : pricing.type());
    } else {
      String category = pricing.category().isEmpty() ? "none" : pricing.category();
      Charge charge = new Charge(unit.id(), unit.at(), category, pricing.type());
      tally.charged(number, day, charge, marketing(category));
    }
  }

  /// What could be read and takes part: the rest is set aside, or held until it is due.
  List<Told> told(World world, Kind kind) {
    List<Told> told = new ArrayList<>();
    for (Event event : world.events()) {
      if (event.kind() != kind || !(event.element() instanceof ObjectNode element)) {
        continue;
      }
      String phone = Told.digits(event.phoneNumberId());
      String id = Told.string(element.get("id"));
      OptionalLong at = instant(element.get("timestamp"));
      if (phone != null
          && readable(id)
          && at.isPresent()
          && inTime(at.getAsLong(), event, world.now())
          && known(phone, event, world.registrations())) {
        told.add(new Told(phone, id, at.getAsLong(), element, event.contacts()));
      }
    }
    return told;
  }

  // Rule 2: the first filter, then one message a key, at the smallest timestamp of its copies.

  private List<Message> messages(List<Told> told) {
    List<Message> messages = new ArrayList<>();
    for (List<Told> same : group(copies(told), this::messageKey)) {
      Told any = same.getFirst();
      messages.add(new Message(any.phone(), any.id(), messageInstant(same), customer(same)));
    }
    return messages;
  }

  List<Told> copies(List<Told> told) {
    return told.stream().filter(this::ofCustomer).filter(it -> identity(it) != null).toList();
  }

  boolean ofCustomer(Told message) {
    return !NOT_OF_A_CUSTOMER.contains(message.text("type"))
        && !message.element().hasNonNull("group_id");
  }

  Object messageKey(Told message) {
    return List.of(message.phone(), message.id());
  }

  long messageInstant(List<Told> copies) {
    return copies.stream().mapToLong(Told::at).min().getAsLong();
  }

  // Rule 3: the best identity that any copy has. A copy without one is set aside.

  String customer(List<Told> copies) {
    return copies.stream()
        .map(this::identity)
        .min(comparingInt(Identity::rank).thenComparing(Identity::customer, identities))
        .orElseThrow()
        .customer();
  }

  @Nullable Identity identity(Told message) {
    List<String> ranked = ranked(message);
    for (int rank = 0; rank < ranked.size(); rank++) {
      if (!ranked.get(rank).isEmpty()) {
        return new Identity(rank, ranked.get(rank));
      }
    }
    return null;
  }

  List<String> ranked(Told message) {
    JsonNode contact = contact(message.contacts());
    return List.of(
        Told.person(message.element().get("from_user_id")),
        Told.person(message.element().get("from")),
        Told.person(contact == null ? null : contact.get("user_id")),
        Told.person(contact == null ? null : contact.get("wa_id")));
  }

  @Nullable JsonNode contact(@Nullable JsonNode contacts) {
    return contacts != null && contacts.isArray() && contacts.size() == 1 ? contacts.get(0) : null;
  }

  // Rule 4: per number and customer, by timestamp, then id; the first opens, the first at or after
  // the end of a session opens the next.

  List<Message> openings(List<Message> messages) {
    List<Message> openings = new ArrayList<>();
    for (List<Message> chain : group(messages, this::chainKey)) {
      long opened = Long.MIN_VALUE;
      long latest = Long.MIN_VALUE;
      for (Message message : chain.stream().sorted(chainOrder()).toList()) {
        if (over(opened, latest, message.at())) {
          opened = message.at();
          openings.add(message);
        }
        latest = message.at();
      }
    }
    return openings;
  }

  Object chainKey(Message message) {
    return List.of(message.phone(), message.customer());
  }

  Comparator<Message> chainOrder() {
    return comparingLong(Message::at).thenComparing(Message::id);
  }

  boolean over(long opened, long latest, long at) {
    return at >= opened + DAY;
  }

  // Rule 5: one unit a message, in a group one a participant. A group status without participant
  // lends its pricing to the units of its message that have none.

  private List<Unit> units(List<Told> told) {
    List<Unit> units = new ArrayList<>();
    for (List<Told> ofMessage : group(told, this::unitKey)) {
      List<Pricing> lent = pricings(ofMessage.stream().filter(this::lends).toList());
      List<Told> rest = ofMessage.stream().filter(it -> !lends(it)).toList();
      for (List<Told> statuses : group(rest, this::participant)) {
        OptionalLong at = firstDelivery(statuses);
        if (at.isPresent()) {
          Told any = statuses.getFirst();
          units.add(
              new Unit(any.phone(), any.id(), at.getAsLong(), best(pricings(statuses), lent)));
        }
      }
    }
    return units;
  }

  Object unitKey(Told status) {
    return List.of(status.phone(), status.id());
  }

  boolean lends(Told status) {
    return status.text("recipient_type").equals("group") && participant(status).isEmpty();
  }

  /// Empty outside groups.
  String participant(Told status) {
    if (!status.text("recipient_type").equals("group")) {
      return "";
    }
    String user = Told.person(status.element().get("recipient_participant_user_id"));
    String phone = Told.person(status.element().get("recipient_participant_id"));
    return user.isEmpty() ? phone : user;
  }

  // Rule 6: the smallest timestamp among delivered, read, played.

  OptionalLong firstDelivery(List<Told> statuses) {
    return statuses.stream().filter(this::delivers).mapToLong(Told::at).min();
  }

  boolean delivers(Told status) {
    return Set.of("delivered", "read", "played").contains(status.text("status"));
  }

  // Rule 7: of the unit's own pricings the first in this order, else of those lent to it.

  @Nullable Pricing best(List<Pricing> own, List<Pricing> lent) {
    return own.stream().min(order()).or(() -> lent.stream().min(order())).orElse(null);
  }

  Comparator<Pricing> order() {
    return comparingInt(Pricing::rank)
        .thenComparingLong(Pricing::at)
        .thenComparing(it -> !charged(it))
        .thenComparing(Pricing::category)
        .thenComparing(Pricing::subtype)
        .thenComparing(Pricing::type)
        .thenComparing(Pricing::model)
        .thenComparing(it -> !it.billable());
  }

  List<String> ranks() {
    return List.of("delivered", "read", "played", "sent");
  }

  private List<Pricing> pricings(List<Told> statuses) {
    return statuses.stream().map(this::pricing).flatMap(Optional::stream).toList();
  }

  private Optional<Pricing> pricing(Told status) {
    int rank = ranks().indexOf(status.text("status"));
    if (rank < 0 || !(status.element().get("pricing") instanceof ObjectNode pricing)) {
      return Optional.empty();
    }
    return Optional.of(
        new Pricing(
            rank,
            status.at(),
            category(cut(Told.string(pricing.get("category")))),
            cut(Told.string(pricing.get("subtype"))),
            cut(type(pricing.get("type"))),
            cut(Told.string(pricing.get("pricing_model"))),
            billable(pricing.get("billable"))));
  }

  // Rule 8: the type decides; without one, billable does; CBP is never charged.

  boolean charged(Pricing pricing) {
    if (pricing.model().equals("CBP")) {
      return false;
    }
    return pricing.type().isEmpty() ? pricing.billable() : pricing.type().equals("regular");
  }

  /// A type that is no string is its JSON text, and so one that nobody knows.
  String type(@Nullable JsonNode type) {
    return type == null || type.isNull() || type.isString() ? Told.string(type) : type.toString();
  }

  boolean billable(@Nullable JsonNode billable) {
    return billable != null && billable.isBoolean() && billable.booleanValue();
  }

  // Rule 9, and which of the three kinds a category belongs to.

  String category(String category) {
    return category.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  boolean marketing(String category) {
    return MARKETING.contains(category);
  }

  // Rules 1 and 10: what can be read. Later than a day ahead is not counted yet.

  OptionalLong instant(@Nullable JsonNode timestamp) {
    String digits = Told.digits(timestamp);
    return digits == null || digits.length() > 12
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(digits));
  }

  boolean inTime(long at, Event event, long now) {
    return at >= EARLIEST && at <= now + DAY;
  }

  boolean readable(String id) {
    return !id.isEmpty()
        && id.length() <= 512
        && id.codePoints()
            .noneMatch(
                it -> Character.isISOControl(it) || Character.getType(it) == Character.SURROGATE);
  }

  // Rule 11: held for 30 days from arrival. A number once registered stays known.

  boolean known(String phone, Event event, List<Registration> registrations) {
    return registrations.stream()
        .filter(it -> it.phoneNumberId().equals(phone))
        .anyMatch(it -> event.arrived() >= it.registeredAt() - 30 * DAY);
  }

  // Rule 12: the registration that was live, else the next one.

  @Nullable Registration owner(List<Registration> registrations, String phone, long at) {
    return registrations.stream()
        .filter(it -> it.phoneNumberId().equals(phone))
        .filter(it -> it.endedAt() == null || it.endedAt() > at)
        .findFirst()
        .orElse(null);
  }

  // Rule 13: a change of zone takes effect at the start of a month, told by the zone that held
  // until
  // then; no instant after it falls back into the month before.

  LocalDate day(Zones zones, long at) {
    ZoneId zone = zones.first();
    LocalDate earliest = LocalDate.MIN;
    for (Change change : zones.changes()) {
      if (at < start(change, zone)) {
        break;
      }
      zone = change.zone();
      earliest = change.from().atDay(1);
    }
    LocalDate local = LocalDate.ofInstant(Instant.ofEpochSecond(at), zone);
    return local.isBefore(earliest) ? earliest : local;
  }

  long start(Change change, ZoneId before) {
    return change.from().atDay(1).atStartOfDay(before).toEpochSecond();
  }

  private static String cut(String text) {
    String kept = text.replaceAll("[\\p{Cc}\\p{Cs}]", "\ufffd");
    return kept.length() > 64 ? kept.substring(0, 64) : kept;
  }

  private static <T> Collection<List<T>> group(List<T> list, Function<T, Object> key) {
    return list.stream().collect(groupingBy(key, LinkedHashMap::new, toList())).values();
  }
}
