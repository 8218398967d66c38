package wabahub.feed;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import wabahub.feed.Line.Quote;
import wabahub.http.Json;
import wabahub.messages.Quoted;
import wabahub.messages.Received;
import wabahub.messages.State;
import wabahub.messages.StatusChange;
import wabahub.metering.Counted;
import wabahub.metering.Element;
import wabahub.metering.Event;
import wabahub.metering.Verdict;
import wabahub.numbers.WabaNumber;
import wabahub.outbox.Notice;
import wabahub.outbox.Topic;
import wabahub.secrets.Secret;

/// Makes notices of what happens. One that cannot be made costs its neighbours nothing.
final class Notices {
  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
  private static final long SESSION_MINUTES = 24 * 60;

  private final Ids ids;
  private final Feed.Doors doors;

  Notices(Ids ids, Feed.Doors doors) {
    this.ids = ids;
    this.doors = doors;
  }

  Map<Long, WabaNumber> live(Handle tx, Set<Long> ids) {
    Map<Long, WabaNumber> live = new HashMap<>();
    doors.numbers().live(tx, ids).forEach(number -> live.put(number.numberId(), number));
    return live;
  }

  List<Notice> received(Handle tx, List<Received> messages, Map<Long, WabaNumber> numbers) {
    List<Received> own =
        messages.stream().filter(message -> numbers.containsKey(message.numberId())).toList();
    Map<String, Long> minutes = minutes(tx, own, numbers);
    Map<Long, Map<String, Quoted>> quoted = new HashMap<>();
    Map<Long, Set<String>> wamids = new HashMap<>();
    own.forEach(message -> answers(wamids, message.numberId(), message.content()));
    wamids.forEach((number, ids) -> quoted.put(number, doors.messages().quoted(tx, number, ids)));
    List<Notice> notices = new ArrayList<>();
    for (Received message : own) {
      WabaNumber number = requireNonNull(numbers.get(message.numberId()));
      make(
          notices,
          () -> {
            Person person = person(message);
            Line line =
                new Line(
                    number,
                    message.unique(),
                    doors.metering().country(person.userId(), person.phone()),
                    quote(quoted, number, message.content()),
                    minutes.getOrDefault(message.unique(), SESSION_MINUTES));
            return received(message, person, line);
          });
    }
    return notices;
  }

  private static Person person(Received message) {
    String phone = message.from().equals(message.userId()) ? "" : message.from();
    return Person.of(phone, message.userId(), message.contact());
  }

  private Notice received(Received message, Person person, Line line) {
    JsonNode content = message.content();
    if (Texts.text(content, "type").equals("system")) {
      String event = SystemBody.event(content);
      String newId = Texts.text(content.path("system"), "user_id");
      boolean isUserId = event.equals(SystemBody.USER_ID) && !newId.isEmpty();
      return new Notice(
          message.numberId(),
          isUserId ? ids.userId(newId) : "y-" + message.unique(),
          Topic.SYSTEM,
          event,
          message.at(),
          ids.lane(person.from()),
          SystemBody.of(person, line, content, message.at()));
    }
    return new Notice(
        message.numberId(),
        "m-" + message.unique(),
        Topic.MESSAGE,
        "message",
        message.at(),
        ids.lane(person.from()),
        MessageBody.incoming(person, line, content, message.at()));
  }

  /// What is left of the session of each message, in whole minutes.
  private Map<String, Long> minutes(
      Handle tx, List<Received> messages, Map<Long, WabaNumber> numbers) {
    Map<Event, Received> events = new HashMap<>();
    for (Received message : messages) {
      String phone = requireNonNull(numbers.get(message.numberId())).phoneNumberId();
      JsonNode contact = message.contact();
      Element element =
          new Element(
              Element.Kind.MESSAGE,
              Json.object().put("id", phone).get("id"),
              contact.isMissingNode() ? null : Json.object().putArray("contacts").add(contact),
              message.content());
      if (doors.metering().read(element, message.at()) instanceof Verdict.Counted(Event event)) {
        events.put(event, message);
      }
    }
    Map<String, Long> minutes = new HashMap<>();
    doors
        .metering()
        .openings(tx, events.keySet())
        .forEach((event, opened) -> {
          Received message = requireNonNull(events.get(event));
          minutes.put(message.unique(), SESSION_MINUTES - (message.at() - opened) / 60);
        });
    return minutes;
  }

  static void answers(Map<Long, Set<String>> wamids, long numberId, JsonNode message) {
    String id = MessageBody.answers(message);
    if (!id.isEmpty()) {
      wamids.computeIfAbsent(numberId, number -> new TreeSet<>()).add(id);
    }
  }

  static Quote quote(Map<Long, Map<String, Quoted>> quoted, WabaNumber number, JsonNode message) {
    Quoted found =
        quoted.getOrDefault(number.numberId(), Map.of()).get(MessageBody.answers(message));
    return found == null ? Quote.NONE : new Quote(found.unique(), found.text());
  }

  /// Those of one message in the order in which they happened.
  List<Notice> changed(List<StatusChange> changes, Map<Long, WabaNumber> numbers) {
    List<Notice> notices = new ArrayList<>();
    changes.stream()
        .filter(change -> numbers.containsKey(change.numberId()))
        .sorted(Comparator.comparingLong(StatusChange::at).thenComparing(StatusChange::state))
        .forEach(change -> make(notices, () -> changed(change, numbers)));
    return notices;
  }

  private Notice changed(StatusChange change, Map<Long, WabaNumber> numbers) {
    String whatsapp = requireNonNull(numbers.get(change.numberId())).whatsapp().digits();
    return new Notice(
        change.numberId(),
        "s-" + change.unique() + "-" + change.state().label(),
        change.state() == State.FAILED ? Topic.FAILED : Topic.STATUS,
        "status." + change.state().label(),
        change.at(),
        ids.lane(change.to()),
        StatusBody.of(change, whatsapp));
  }

  /// Each is told once, by a transaction that counts it: a repeat counts nothing.
  List<Notice> counted(Handle tx, List<Counted> counted, Map<Long, WabaNumber> numbers) {
    Map<Long, Map<String, Quoted>> units = new HashMap<>();
    for (long number : numbers.keySet()) {
      Set<String> wamids = new TreeSet<>();
      counted.stream()
          .filter(one -> one.numberId() == number && !one.wamid().isEmpty())
          .forEach(one -> wamids.add(one.wamid()));
      units.put(number, doors.messages().quoted(tx, number, wamids));
    }
    List<Notice> notices = new ArrayList<>();
    for (Counted one : counted) {
      WabaNumber number = numbers.get(one.numberId());
      if (number != null) {
        Quoted unit = requireNonNull(units.get(one.numberId())).get(one.wamid());
        String unique = unit == null ? one.message() : unit.unique();
        make(notices, () -> counted(one, unique, number));
      }
    }
    return notices;
  }

  private Notice counted(Counted one, String unique, WabaNumber number) {
    return new Notice(
        one.numberId(),
        "c-" + Secret.random().reveal(),
        Topic.COUNTED,
        "counted",
        one.at(),
        ids.lane("counted"),
        CountedBody.of(one, unique, number.whatsapp().digits()));
  }

  /// What is in a message is no fault of those beside it.
  static void make(List<Notice> notices, Supplier<@Nullable Notice> notice) {
    try {
      Notice made = notice.get();
      if (made != null) {
        notices.add(made);
      }
    } catch (RuntimeException e) {
      LOG.error("something cannot be told to the webhooks of a number", e);
    }
  }
}
