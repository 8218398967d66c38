package wabahub.intake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import wabahub.intake.Batch.Arrived;
import wabahub.metering.Event;
import wabahub.metering.Metering;
import wabahub.numbers.Numbers;
import wabahub.numbers.Ownership;
import wabahub.storage.Storage;

/// Applies batches of events, in as many transactions as it takes; several hubs may apply events of
/// one number, one after the other.
final class Applier {
  private static final int EVENTS = 500;

  /// Of what is held, set aside or told of accounts a transaction takes fewer: each has statements
  /// of its own.
  private static final int PARKED = 200;

  /// From here on a transaction gains by plans of its own.
  private static final int MANY = 50;

  private final Storage storage;
  private final Probe probe;
  private final Waiting waiting;
  private final Intake.Doors doors;
  private final IntakeMetrics metrics;
  private final ReentrantLock applying = new ReentrantLock();

  /// Partners whose figures a run that failed may have changed all the same: its commit may have
  /// succeeded before the answer was lost.
  private final Set<Long> inDoubt = ConcurrentHashMap.newKeySet();

  /// Under which id of this hub the batch was begun.
  private volatile long hub;

  Applier(
      Storage storage, Probe probe, Waiting waiting, Intake.Doors doors, IntakeMetrics metrics) {
    this.storage = storage;
    this.probe = probe;
    this.waiting = waiting;
    this.doors = doors;
    this.metrics = metrics;
  }

  /// What follows is done as this hub (id).
  void begin(long id) {
    hub = id;
  }

  /// Their lists are read anew. Not before the next run has succeeded: until then the commit in
  /// question may still be under way.
  void clearDoubt() {
    for (long partner : inDoubt) {
      inDoubt.remove(partner);
      doors.roster().changed(partner);
    }
  }

  @FunctionalInterface
  private interface Turn<T> {
    T run(Handle tx, Map<String, Ownership> owners);
  }

  /// One transaction; all numbers that it touches are locked first, in one order.
  private <T> T write(int events, Step numbers, Turn<T> work) {
    return storage.write(tx -> {
      if (events >= MANY) {
        Storage.planAnew(tx);
      }
      doors.hubs().guard(tx, hub);
      return work.run(tx, doors.numbers().takeTurn(tx, numbers.phones(), numbers.wabas()));
    });
  }

  /// A step in a transaction of its own.
  void run(Step step) {
    write(
        0,
        step,
        (tx, owners) -> {
          step.run(tx, owners);
          return true;
        });
  }

  /// Tells of messages, parks and applies a batch; `last` runs in the last transaction. Returns how
  /// many events came longer before their number than is waited: they count nothing.
  int apply(Batch batch, Step last) {
    List<Step> told = batch.told();
    for (int i = 0; i < told.size() - 1; i++) {
      run(told.get(i));
    }
    List<Step> rest = new ArrayList<>(batch.parked());
    if (!told.isEmpty()) {
      rest.add(told.getLast());
    }
    return apply(batch, rest, last);
  }

  /// The same, but everything that is told is told before anything else.
  int applyTold(Batch batch, Step last) {
    batch.told().forEach(this::run);
    return apply(batch, List.of(), last);
  }

  private int apply(Batch batch, List<Step> parked, Step last) {
    // The loop and an operator's retry must not merge into one fact at once.
    applying.lock();
    int expired;
    try {
      expired = applyAll(batch.events(), new Around(parkMost(parked), last, batch.untold()));
    } finally {
      applying.unlock();
    }
    batch.count();
    return expired;
  }

  /// Parks what is too much for one transaction, and returns the rest.
  private Step parkMost(List<Step> parked) {
    int from = 0;
    for (; parked.size() - from > PARKED; from += PARKED) {
      long began = System.nanoTime();
      run(Step.all(parked.subList(from, from + PARKED)));
      metrics.transaction(System.nanoTime() - began);
    }
    return Step.all(parked.subList(from, parked.size()));
  }

  /// In as many transactions as it takes.
  private int applyAll(Collection<Arrived> events, Around around) {
    Deque<Arrived> rest = new ArrayDeque<>(events);
    Set<Long> changed = new TreeSet<>();
    Set<Long> partners = new TreeSet<>();
    Around its = around;
    int expired = 0;
    try {
      do {
        List<Arrived> some = new ArrayList<>();
        while (!rest.isEmpty() && some.size() < EVENTS) {
          some.add(rest.removeFirst());
        }
        Done done = applySome(some, rest.isEmpty(), its, partners);
        its = its.afterFirst();
        changed.addAll(done.numbers());
        metrics.applied(done.applied());
        metrics.held(done.held().size());
        metrics.expired(done.expired());
        expired += done.expired();
        lookAgain(phones(done.held()));
        done.rest().forEach(rest::addFirst);
      } while (!rest.isEmpty());
      doors.roster().refresh(changed);
    } catch (RuntimeException e) {
      inDoubt.addAll(partners);
      throw e;
    }
    clearDoubt();
    return expired;
  }

  /// Events of these phone number ids are held. Where one was registered at another hub before that
  /// was committed, what is held for it was looked through too early.
  private void lookAgain(Set<String> strangers) {
    Numbers numbers = doors.numbers();
    if (strangers.isEmpty()
        || storage.read(tx -> numbers.firstRegisteredAt(tx, strangers)).isEmpty()) {
      return;
    }
    Set<Long> partners =
        storage.write(tx -> {
          Set<Long> whose = new TreeSet<>();
          numbers.ownership(tx, strangers).values().stream()
              .flatMap(owner -> owner.spans().stream())
              .forEach(span -> whose.add(span.partnerId()));
          whose.forEach(partner -> numbers.tell(tx, partner));
          return whose;
        });
    partners.forEach(numbers::changed);
  }

  /// What comes before the events and after the last of them, and the phone number ids whose
  /// messages nobody was told of.
  private record Around(Step first, Step last, Set<String> untold) {
    Around afterFirst() {
      return new Around(Step.NOTHING, last, untold);
    }
  }

  /// One transaction. `isLast`: no events come after these.
  private Done applySome(List<Arrived> some, boolean isLast, Around around, Set<Long> partners) {
    Step events = Step.of(phones(some), Set.of(), Step.NOTHING);
    Step numbers = Step.all(List.of(around.first(), events, around.last()));
    long began = System.nanoTime();
    Done done =
        write(
            some.size(),
            numbers,
            (tx, owners) -> {
              around.first().run(tx, owners);
              Map<String, Ownership> told = new HashMap<>(owners);
              told.keySet().removeAll(around.untold());
              Done part = applyKnown(tx, some, told, partners);
              doors.roster().tell(tx, part.numbers());
              if (isLast && part.rest().isEmpty()) {
                around.last().run(tx, owners);
              }
              probe.reached(Probe.Point.EVENTS_APPLIED);
              return part;
            });
    metrics.transaction(System.nanoTime() - began);
    probe.reached(Probe.Point.EVENTS_COMMITTED);
    return done;
  }

  /// What a transaction did: numbers (ids) whose figures it changed, how many events it applied,
  /// what it held, how many came longer before their number than is waited, and what it left for
  /// the next one.
  private record Done(
      Set<Long> numbers, int applied, List<Arrived> held, int expired, List<Arrived> rest) {}

  /// `partners`: gets those whose figures may change.
  private Done applyKnown(
      Handle tx, List<Arrived> events, Map<String, Ownership> owners, Set<Long> partners) {
    owners.values().forEach(o -> o.spans().forEach(span -> partners.add(span.partnerId())));
    List<Arrived> known = new ArrayList<>();
    List<Arrived> unknown = new ArrayList<>();
    for (Arrived arrived : events) {
      Ownership owner = owners.get(arrived.event().phoneNumberId());
      if (owner == null) {
        unknown.add(arrived);
      } else if (owner.firstRegisteredAt() <= arrived.arrivedAt() + Waiting.PATIENCE_SECONDS) {
        // Dispatch may come late: when an event arrived decides, not when it is looked at.
        known.add(arrived);
      }
    }
    Metering.Applied applied =
        doors.metering().apply(tx, known.stream().map(Arrived::event).toList(), owners);
    Set<Event> left = Set.copyOf(applied.rest());
    List<Arrived> rest = known.stream().filter(a -> left.contains(a.event())).toList();
    // What was held goes with its effect: were it all to go with the first transaction, a crash
    // would lose what is left for the next one.
    waiting.release(tx, heldIds(events.stream().filter(a -> !left.contains(a.event()))));
    for (Arrived arrived : unknown) {
      String phone = arrived.event().phoneNumberId();
      waiting.holdForNumber(tx, arrived.element(), phone, arrived.arrivedAt());
    }
    int expired = events.size() - known.size() - unknown.size();
    return new Done(applied.numbers(), known.size() - rest.size(), unknown, expired, rest);
  }

  private static Set<String> phones(List<Arrived> events) {
    return events.stream().map(a -> a.event().phoneNumberId()).collect(Collectors.toSet());
  }

  private static List<Long> heldIds(Stream<Arrived> events) {
    return events.map(Arrived::heldId).filter(Objects::nonNull).toList();
  }
}
