package wabahub.outbox;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import wabahub.outbox.DeliverySql.Waiting;

/// Deliveries that are under way in this process.
final class Claims {
  private final Map<Long, Busy> webhooks = new HashMap<>();

  /// What is under way to one webhook. `lanes`: numbers whose next event waits for the answer to
  /// the one in front.
  record Busy(Set<Long> deliveries, Set<String> lanes) {
    static final Busy NOTHING = new Busy(Set.of(), Set.of());

    private static Busy empty() {
      return new Busy(new HashSet<>(), new HashSet<>());
    }

    private Busy copy() {
      return new Busy(Set.copyOf(deliveries), Set.copyOf(lanes));
    }
  }

  /// To be taken before the database is read: what is settled after that is skipped, what was
  /// settled before is seen.
  synchronized Map<Long, Busy> copy() {
    Map<Long, Busy> copy = new HashMap<>();
    webhooks.forEach((webhook, busy) -> copy.put(webhook, busy.copy()));
    return copy;
  }

  synchronized void add(Waiting waiting) {
    Busy busy = webhooks.computeIfAbsent(waiting.webhookId(), id -> Busy.empty());
    busy.deliveries().add(waiting.id());
    if (waiting.isNew()) {
      busy.lanes().add(waiting.whatsapp());
    }
  }

  synchronized void remove(Waiting waiting) {
    webhooks.computeIfPresent(
        waiting.webhookId(),
        (id, busy) -> {
          busy.deliveries().remove(waiting.id());
          if (waiting.isNew()) {
            busy.lanes().remove(waiting.whatsapp());
          }
          return busy.deliveries().isEmpty() ? null : busy;
        });
  }
}
