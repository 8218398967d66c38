package wabahub.intake;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wabahub.feed.Aside;
import wabahub.messages.Told;
import wabahub.metering.Element;
import wabahub.metering.Event;
import wabahub.metering.Verdict;
import wabahub.numbers.AccountEvent;
import wabahub.numbers.Ownership;

/// What some webhooks come to: events to apply, and what is held or set aside.
final class Batch {
  /// Elements that a transaction tells of messages.
  private static final int TOLD = 500;

  private static final Pattern PHONE = Pattern.compile("[0-9]{1,32}");

  private final Intake.Doors doors;
  private final Waiting waiting;
  private final IntakeMetrics metrics;
  private final long now;
  private final List<Arrived> events = new ArrayList<>();
  private final List<Step> parked = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();
  private final List<Aside> asides = new ArrayList<>();
  private final List<Runnable> counts = new ArrayList<>();

  /// Phone number ids whose messages nobody was told of, since no number had them.
  private final Set<String> untold = new HashSet<>();

  /// `now` in UNIX seconds.
  Batch(Intake.Doors doors, Waiting waiting, IntakeMetrics metrics, long now) {
    this.doors = doors;
    this.waiting = waiting;
    this.metrics = metrics;
    this.now = now;
  }

  /// An event with what it takes to hold it; `heldId` when it has been held.
  record Arrived(Event event, Element element, long arrivedAt, @Nullable Long heldId) {}

  /// A webhook that has just come, for those who want it as it is; it arrived at `arrivedAt` (UNIX
  /// seconds).
  void raw(byte[] body, long arrivedAt) {
    asides.addAll(Parts.of(body, arrivedAt));
  }

  private static Aside aside(Webhook.Side side, long at) {
    return switch (side.kind()) {
      case ECHO -> new Aside.Echo(side.phoneNumberId(), side.contacts(), side.content(), at);
      case USER_ID -> new Aside.UserId(side.phoneNumberId(), side.content(), at);
      case PREFERENCE -> new Aside.Preference(side.phoneNumberId(), side.content(), at);
    };
  }

  /// Reads a webhook that arrived at `arrivedAt` (UNIX seconds).
  void read(byte[] body, long arrivedAt) {
    read(body, arrivedAt, null);
  }

  /// Reads a webhook that waited. It goes with the event that it holds; when it holds none, with
  /// what is parked.
  void readHeld(Waiting.Released held) {
    int before = events.size();
    int place = parked.size();
    read(held.body(), held.arrivedAt(), held.id());
    if (events.size() == before) {
      // What has to wait on is written anew, in the same transaction: it must not be lost between.
      List<Step> anew = List.copyOf(parked.subList(place, parked.size()));
      parked.subList(place, parked.size()).clear();
      parked.add((tx, owners) -> {
        waiting.release(tx, List.of(held.id()));
        anew.forEach(step -> step.run(tx, owners));
      });
    }
  }

  private void read(byte[] body, long arrivedAt, @Nullable Long heldId) {
    Webhook webhook = Webhook.parse(body);
    for (Webhook.Unreadable bad : webhook.unreadable()) {
      setAside(bad.reason(), bad.raw(), arrivedAt);
    }
    for (Element element : webhook.elements()) {
      told.add(told(element, arrivedAt));
      switch (doors.metering().read(element, now)) {
        case Verdict.Counted(Event event) ->
            events.add(new Arrived(event, element, arrivedAt, heldId));
        case Verdict.Ignored() -> counts.add(metrics::ignored);
        case Verdict.Early(long dueAt) -> {
          parked.add((tx, owners) -> waiting.holdUntil(tx, element, dueAt, arrivedAt));
          counts.add(() -> metrics.held(1));
        }
        case Verdict.Wrong(String reason) -> setAside(reason, Webhook.wrap(element), arrivedAt);
      }
    }
    webhook.accounts().forEach(change -> read(change, arrivedAt));
    webhook.sides().forEach(side -> asides.add(aside(side, arrivedAt)));
    webhook.others().forEach(field -> counts.add(() -> metrics.otherField(field)));
  }

  private static Told told(Element element, long arrivedAt) {
    Told.Kind kind =
        switch (element.kind()) {
          case MESSAGE -> Told.Kind.MESSAGE;
          case STATUS -> Told.Kind.STATUS;
        };
    return new Told(
        kind, element.phoneNumberId(), element.contacts(), element.content(), arrivedAt);
  }

  /// Account events are few; they go the way of what is parked, in the transaction of the rest.
  private void read(AccountChange change, long arrivedAt) {
    switch (change.read(arrivedAt)) {
      case AccountChange.Told(AccountEvent event) -> {
        Step step = (tx, owners) -> doors.numbers().apply(tx, List.of(event));
        parked.add(Step.of(Set.of(), Set.of(event.wabaId()), step));
        counts.add(doors.numbers()::applied);
        counts.add(() -> metrics.applied(1));
      }
      case AccountChange.Wrong(String reason) -> setAside(reason, change.wrap(), arrivedAt);
    }
  }

  private void setAside(String reason, byte[] raw, long arrivedAt) {
    parked.add((tx, owners) -> waiting.setAside(tx, reason, raw, arrivedAt));
    counts.add(() -> metrics.setAside(reason));
  }

  List<Arrived> events() {
    return events;
  }

  /// Holds, sets aside and applies account events; each step may go into a transaction of its own.
  List<Step> parked() {
    return parked;
  }

  /// What is told of messages, whatever it counts for. Each step fills a transaction.
  List<Step> told() {
    List<Step> steps = new ArrayList<>();
    for (int from = 0; from < told.size(); from += TOLD) {
      List<Told> some = told.subList(from, Math.min(from + TOLD, told.size()));
      Set<String> phones = phones(some.stream().map(Told::phoneNumberId));
      steps.add(Step.of(phones, Set.of(), (tx, owners) -> tell(tx, some, phones, owners)));
    }
    for (int from = 0; from < asides.size(); from += TOLD) {
      List<Aside> some = asides.subList(from, Math.min(from + TOLD, asides.size()));
      Set<String> phones = phones(some.stream().map(Aside::phoneNumberId));
      steps.add(Step.of(phones, Set.of(), (tx, owners) -> doors.feed().apply(tx, some, owners)));
    }
    return steps;
  }

  private void tell(Handle tx, List<Told> some, Set<String> phones, Map<String, Ownership> owners) {
    phones.stream().filter(phone -> !owners.containsKey(phone)).forEach(untold::add);
    doors.messages().apply(tx, some, owners);
  }

  /// The phone number ids that were no number's when messages were told of: what counts of theirs
  /// is held, even if their number has come meanwhile, so that it is told of as well.
  Set<String> untold() {
    return untold;
  }

  private static Set<String> phones(Stream<@Nullable JsonNode> told) {
    return told.filter(Objects::nonNull)
        .map(phone -> phone.asString(""))
        .filter(phone -> PHONE.matcher(phone).matches())
        .collect(Collectors.toSet());
  }

  /// Counts what was parked or ignored. After the commit: a transaction may run twice.
  void count() {
    counts.forEach(Runnable::run);
    doors.feed().wake();
  }
}
