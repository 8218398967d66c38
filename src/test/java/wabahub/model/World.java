package wabahub.model;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Everything that figures depend on. All instants are epoch seconds.
///
/// @param events what Meta sent, in the order of the generator's invention; no figure depends on it
/// @param registrations those of one phone number id stand in the order of their ends
/// @param zones by partner
/// @param now when the figures are read; nothing arrives and nobody registers later
public record World(
    List<Event> events, List<Registration> registrations, Map<String, Zones> zones, long now) {

  public enum Kind {
    MESSAGE,
    STATUS
  }

  /// One element of `messages[]` or `statuses[]` with what its `value` says about it.
  ///
  /// @param phoneNumberId of `metadata`; null when it is absent
  /// @param contacts of the `value`, shared by all its elements; null when absent
  /// @param element as Meta sent it, malformed ones included
  /// @param arrived when the hub received it
  public record Event(
      Kind kind,
      @Nullable JsonNode phoneNumberId,
      @Nullable JsonNode contacts,
      JsonNode element,
      long arrived) {}

  /// A number under a partner, from its registration to its deletion.
  ///
  /// @param number the key under which its figures stand; each registration has its own
  /// @param endedAt null while it is live
  public record Registration(
      String phoneNumberId,
      String number,
      String partner,
      long registeredAt,
      @Nullable Long endedAt) {}

  /// The time zones of a partner: the first from the beginning of time, each change from a month
  /// on.
  public record Zones(ZoneId first, List<Change> changes) {}

  /// A change of zone.
  ///
  /// @param requestedAt an instant in the month before `from`, in the zone that holds until then
  public record Change(long requestedAt, YearMonth from, ZoneId zone) {}

  /// The same world, had Meta sent only these.
  public World with(List<Event> fewer) {
    return new World(fewer, registrations, zones, now);
  }

  /// The events by the instant of their arrival, earliest first.
  public SortedMap<Long, List<Event>> arrivals() {
    SortedMap<Long, List<Event>> arrivals = new TreeMap<>();
    for (Event event : events) {
      arrivals.computeIfAbsent(event.arrived(), instant -> new ArrayList<>()).add(event);
    }
    return arrivals;
  }

  /// One line a fact, to be read by a person.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("now " + moment(now) + "\n");
    zones.forEach((partner, history) -> text.append(line(partner, history)));
    registrations.forEach(registration -> text.append(line(registration)));
    events.forEach(event -> text.append(line(event)));
    return text.toString();
  }

  private static String line(String partner, Zones history) {
    StringBuilder line = new StringBuilder("partner " + partner + " " + history.first());
    for (Change change : history.changes()) {
      line.append(", from " + change.from() + " " + change.zone());
      line.append(" (asked " + moment(change.requestedAt()) + ")");
    }
    return line.append("\n").toString();
  }

  private static String line(Registration it) {
    String end = it.endedAt() == null ? "" : " to " + moment(it.endedAt());
    return "number %s of %s: phone_number_id %s from %s%s%n"
        .formatted(it.number(), it.partner(), it.phoneNumberId(), moment(it.registeredAt()), end);
  }

  private static String line(Event it) {
    String time = it.element().path("timestamp").asString("");
    String read = time.matches("[0-9]{1,12}") ? " at " + moment(Long.parseLong(time)) : "";
    return "%s of %s%s, arrived %s: %s contacts %s%n"
        .formatted(
            it.kind(), it.phoneNumberId(), read, moment(it.arrived()), it.element(), it.contacts());
  }

  private static String moment(long second) {
    return Instant.ofEpochSecond(second) + " (" + second + ")";
  }
}
