package wabahub.model;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import wabahub.model.World.Change;
import wabahub.model.World.Event;
import wabahub.model.World.Kind;
import wabahub.model.World.Registration;
import wabahub.model.World.Zones;

/// A world told by hand, and its figures as short texts. JSON may be written with single quotes.
///
/// Unless told otherwise: now is the end of 2026, number `n1` has always been of partner `p`, whose
/// zone is UTC.
final class Story {
  static final String PHONE = "310020030040050";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

  private final List<Event> events = new ArrayList<>();
  private final List<Registration> registrations = new ArrayList<>();
  private final Map<String, Zones> zones = new TreeMap<>();
  private long now = second("2026-12-31T23:59:59Z");

  /// A number and its owner; without any, there is `n1`.
  Story number(String phone, String number, String partner, String from, @Nullable String to) {
    Long end = to == null ? null : second(to);
    registrations.add(new Registration(phone, number, partner, second(from), end));
    return this;
  }

  /// The zones of a partner: the first, then pairs of the month from which another holds, and that.
  Story zones(String partner, String first, String... later) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < later.length; i += 2) {
      changes.add(new Change(0, YearMonth.parse(later[i]), ZoneId.of(later[i + 1])));
    }
    zones.put(partner, new Zones(ZoneId.of(first), changes));
    return this;
  }

  Story now(String instant) {
    now = second(instant);
    return this;
  }

  /// A text message from `447700900204`, unless `more` says otherwise.
  Story message(String id, String at, String more) {
    ObjectNode message = Shapes.message(id, second(at)).put("from", "447700900204");
    return tell(Kind.MESSAGE, "'" + PHONE + "'", null, merged(message, more).toString());
  }

  /// The same without `from`, beside these contacts.
  Story message(String id, String at, String more, String contacts) {
    JsonNode message = merged(Shapes.message(id, second(at)), more);
    return tell(Kind.MESSAGE, "'" + PHONE + "'", contacts, message.toString());
  }

  Story status(String id, String status, String at, String more) {
    ObjectNode element = Shapes.JSON.objectNode();
    element.put("id", id).put("status", status).put("timestamp", Long.toString(second(at)));
    return tell(Kind.STATUS, "'" + PHONE + "'", null, merged(element, more).toString());
  }

  /// Delivered, charged, of category utility.
  Story unit(String id, String at) {
    return status(id, "delivered", at, "{'pricing':{'type':'regular','category':'utility'}}");
  }

  /// Anything, also malformed; arrived now.
  Story tell(Kind kind, @Nullable String phone, @Nullable String contacts, String element) {
    return add(kind, phone, contacts, element, now);
  }

  /// The latest event came to another number.
  Story to(String phone) {
    Event last = events.removeLast();
    JsonNode number = Shapes.JSON.stringNode(phone);
    events.add(new Event(last.kind(), number, last.contacts(), last.element(), last.arrived()));
    return this;
  }

  /// The latest event arrived then.
  Story arrived(String at) {
    Event last = events.removeLast();
    long then = second(at);
    events.add(new Event(last.kind(), last.phoneNumberId(), last.contacts(), last.element(), then));
    return this;
  }

  private Story add(
      Kind kind, @Nullable String phone, @Nullable String contacts, String element, long arrived) {
    JsonNode number = phone == null ? null : JSON.readTree(phone);
    JsonNode beside = contacts == null ? null : JSON.readTree(contacts);
    events.add(new Event(kind, number, beside, JSON.readTree(element), arrived));
    return this;
  }

  World world() {
    if (registrations.isEmpty()) {
      number(PHONE, "n1", "p", "2014-01-01T00:00:00Z", null);
    }
    for (Registration it : registrations) {
      if (!zones.containsKey(it.partner())) {
        zones(it.partner(), "UTC");
      }
    }
    return new World(events, registrations, zones, now);
  }

  Figures figures() {
    return new ReferenceModel(Comparator.naturalOrder()).figures(world());
  }

  /// `number instant` of each session.
  List<String> sessions() {
    List<String> lines = new ArrayList<>();
    figures()
        .numbers()
        .forEach((number, usage) ->
            usage.openings().forEach(at -> lines.add(number + " " + Instant.ofEpochSecond(at))));
    return lines;
  }

  /// `number message instant category type` of each charged unit.
  List<String> charges() {
    List<String> lines = new ArrayList<>();
    figures()
        .numbers()
        .forEach((number, usage) ->
            usage
                .charges()
                .forEach(it ->
                    lines.add(
                        "%s %s %s %s %s"
                            .formatted(
                                number,
                                it.messageId(),
                                Instant.ofEpochSecond(it.instant()),
                                it.category(),
                                it.type()))));
    return lines;
  }

  /// `number day charged free sessions` of each day.
  List<String> days() {
    List<String> lines = new ArrayList<>();
    figures()
        .numbers()
        .forEach((number, usage) ->
            usage
                .days()
                .forEach((day, it) ->
                    lines.add(
                        "%s %s %s %s %d"
                            .formatted(number, day, it.charged(), it.free(), it.sessions()))));
    return lines;
  }

  /// `number month marketing+service+incoming` of each month.
  List<String> months() {
    List<String> lines = new ArrayList<>();
    figures()
        .numbers()
        .forEach((number, usage) ->
            usage
                .months()
                .forEach((month, it) ->
                    lines.add(
                        "%s %s %d+%d+%d"
                            .formatted(
                                number, month, it.marketing(), it.service(), it.incoming()))));
    return lines;
  }

  private static ObjectNode merged(ObjectNode element, String more) {
    element.setAll((ObjectNode) JSON.readTree(more));
    return element;
  }

  private static long second(String instant) {
    return Instant.parse(instant).getEpochSecond();
  }
}
