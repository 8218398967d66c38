package wabahub.metering;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.numbers.Ownership;

/// Applies customers' messages. Nearly all of them fall into an open session or open the newest
/// one, and a whole batch of these costs four statements. One that comes late makes its customer's
/// chain of sessions be walked from there on, an index seek a session; how many such steps a
/// transaction takes is bounded, and what is beyond that is left to the next one.
final class Customers {
  /// A customer has some 4,500 sessions at most, one a day since [Reader]'s first second.
  private static final int MAX_STEPS = 2_000;

  /// What a walk costs beside its steps, in steps: it has statements of its own, whereas those who
  /// are not late share theirs.
  private static final int WALK_STEPS = 40;

  private final Handle tx;
  private final Map<String, Ownership> ownership;
  private final Tally tally;
  private final Moves moves;
  private int steps;

  Customers(Handle tx, Map<String, Ownership> ownership, Tally tally, Moves moves) {
    this.tx = tx;
    this.ownership = ownership;
    this.tally = tally;
    this.moves = moves;
  }

  /// What is new of one customer in a batch: messages to write, and which chains they touch where.
  private static final class News {
    private final List<MessageEvent> messages = new ArrayList<>();
    private final SortedSet<Long> added = new TreeSet<>();
    private final Map<CustomerKey, SortedSet<Long>> removed = new TreeMap<>();
  }

  /// Applies the events and returns those that the next transaction has to apply.
  List<MessageEvent> apply(Collection<MessageEvent> events) {
    Map<CustomerKey, News> news = news(events);
    Map<CustomerKey, long[]> sessions = CustomerSql.findSessions(tx, news.keySet());
    Map<CustomerKey, long[]> extended = new TreeMap<>();
    Map<CustomerKey, News> late = new TreeMap<>();
    List<MessageEvent> saved = new ArrayList<>();
    news.forEach((key, its) -> {
      long[] openings = sessions.getOrDefault(key, new long[0]);
      long[] after = extend(openings, its);
      if (after == null) {
        late.put(key, its);
        return;
      }
      saved.addAll(its.messages);
      if (after.length != openings.length) {
        extended.put(key, after);
        count(key, openings, after);
      }
    });
    CustomerSql.saveMessages(tx, saved);
    CustomerSql.saveSessions(tx, extended);
    Set<MessageKey> left = walkAll(late);
    return events.stream().filter(event -> left.contains(key(event))).toList();
  }

  private Map<CustomerKey, News> news(Collection<MessageEvent> events) {
    Map<MessageKey, MessageEvent> told = new TreeMap<>();
    for (MessageEvent event : events) {
      told.merge(key(event), event, MessageEvent::merge);
    }
    Map<MessageKey, MessageEvent> before = CustomerSql.findMessages(tx, told.keySet());
    Map<CustomerKey, News> news = new TreeMap<>();
    told.forEach((key, event) -> {
      MessageEvent was = before.get(key);
      MessageEvent is = was == null ? event : was.merge(event);
      if (!is.equals(was)) {
        News its = news.computeIfAbsent(customer(is), k -> new News());
        its.messages.add(is);
        its.added.add(is.sentAt());
        if (was != null) {
          its.removed.computeIfAbsent(customer(was), k -> new TreeSet<>()).add(was.sentAt());
        }
      }
    });
    return news;
  }

  private static long @Nullable [] extend(long[] openings, News its) {
    return its.removed.isEmpty() ? Chain.extend(openings, its.added).orElse(null) : null;
  }

  /// Returns the messages that have to wait for the next transaction.
  private Set<MessageKey> walkAll(Map<CustomerKey, News> late) {
    Set<MessageKey> left = new HashSet<>();
    late.forEach((key, its) -> {
      if (steps >= MAX_STEPS) {
        its.messages.forEach(message -> left.add(key(message)));
        return;
      }
      CustomerSql.saveMessages(tx, its.messages);
      Map<CustomerKey, SortedSet<Long>> touched = new TreeMap<>(its.removed);
      touched.merge(
          key,
          its.added,
          (removed, added) -> {
            SortedSet<Long> both = new TreeSet<>(removed);
            both.addAll(added);
            return both;
          });
      touched.forEach((chain, at) -> walk(chain, at.first(), at.last()));
    });
    return left;
  }

  private void walk(CustomerKey key, long first, long last) {
    long[] before = CustomerSql.findSessions(tx, List.of(key)).getOrDefault(key, new long[0]);
    long[] after;
    try (CustomerSql.Walk walk = new CustomerSql.Walk(tx, key)) {
      after = Chain.rebuild(before, first, last, walk);
      steps += walk.steps() + WALK_STEPS;
    }
    Map<CustomerKey, long[]> changed = new HashMap<>();
    changed.put(key, after);
    CustomerSql.saveSessions(tx, changed);
    count(key, before, after);
  }

  private void count(CustomerKey key, long[] before, long[] after) {
    Ownership owner = ownership.get(key.phoneNumberId());
    if (owner == null) {
      throw new IllegalArgumentException("not a registered number");
    }
    count(key, owner, before, after, -1);
    count(key, owner, after, before, 1);
  }

  /// Counts the openings of one chain that are not in the other.
  private void count(CustomerKey key, Ownership owner, long[] openings, long[] others, int times) {
    for (long at : openings) {
      if (!Chain.contains(others, at)) {
        owner
            .place(at)
            .ifPresent(place -> {
              tally.add(place, Tally.Kind.SESSION, "", times);
              moves.session(key, place, at, times);
            });
      }
    }
  }

  private static MessageKey key(MessageEvent event) {
    return new MessageKey(event.phoneNumberId(), event.message());
  }

  static CustomerKey customer(MessageEvent event) {
    return new CustomerKey(event.phoneNumberId(), event.customer());
  }
}
