package wabahub.outbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import wabahub.outbox.Claims.Busy;
import wabahub.outbox.DeliverySql.Waiting;

/// Picks what is delivered next: webhooks in turn, and of each the numbers in turn. What it costs
/// depends on how much it picks, not on how much waits.
final class Picker {
  /// At once to one webhook; only one while more than half of all is taken, so that many slow ones
  /// do not crowd out the rest.
  static final int PER_WEBHOOK = 4;

  private static final int WEBHOOKS = 256;

  private long lastWebhook;
  private final Map<Long, String> lastLane = new HashMap<>();

  /// A delivery and where it goes.
  record Errand(Waiting waiting, WebhookSql.Row webhook) {}

  /// Webhooks for which something is due: those after the one that was served last, then those
  /// before it. `unheld`: leaves out what others deliver to.
  List<Long> due(Handle tx, long now, String unheld) {
    List<Long> due = new ArrayList<>(WebhookSql.due(tx, unheld, lastWebhook, now, WEBHOOKS));
    if (lastWebhook > 0 && due.size() < WEBHOOKS) {
      long last = lastWebhook;
      WebhookSql.due(tx, unheld, 0, now, WEBHOOKS - due.size()).stream()
          .filter(webhook -> webhook <= last)
          .forEach(due::add);
    }
    return due;
  }

  /// Up to `room` deliveries to these webhooks. `busy`: what is under way, as it was before `tx`
  /// began.
  List<Errand> pick(Handle tx, List<Long> webhooks, long now, int room, Map<Long, Busy> busy) {
    List<Errand> picked = new ArrayList<>();
    for (long webhook : webhooks) {
      int free = room - picked.size();
      if (free == 0) {
        break;
      }
      int allowed = free > Deliveries.JOBS / 2 ? PER_WEBHOOK : 1;
      Busy own = busy.getOrDefault(webhook, Busy.NOTHING);
      int wanted = Math.min(free, allowed - own.deliveries().size());
      if (wanted > 0) {
        pick(tx, webhook, now, wanted, own, picked);
      }
      lastWebhook = webhook;
    }
    return picked;
  }

  /// New ones and retries by turns: neither holds up the other.
  private void pick(Handle tx, long id, long now, int wanted, Busy busy, List<Errand> picked) {
    Deque<Waiting> fresh = new ArrayDeque<>(heads(tx, id, wanted, busy.lanes()));
    Deque<Waiting> retries =
        new ArrayDeque<>(
            DeliverySql.retries(tx, id, now, wanted + busy.deliveries().size()).stream()
                .filter(waiting -> !busy.deliveries().contains(waiting.id()))
                .toList());
    if (fresh.isEmpty() && retries.isEmpty()) {
      return;
    }
    WebhookSql.Row webhook = WebhookSql.get(tx, id);
    for (int i = 0; i < wanted; i++) {
      Waiting next = i % 2 == 0 ? fresh.pollFirst() : retries.pollFirst();
      if (next == null) {
        next = i % 2 == 0 ? retries.pollFirst() : fresh.pollFirst();
      }
      if (next == null) {
        break;
      }
      if (next.isNew()) {
        lastLane.put(id, next.whatsapp());
      }
      picked.add(new Errand(next, webhook));
    }
  }

  /// The first untried events of some numbers, beginning after the number that was served last.
  private List<Waiting> heads(Handle tx, long webhook, int wanted, Set<String> busy) {
    List<Waiting> heads = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    String after = lastLane.getOrDefault(webhook, "");
    while (heads.size() < wanted) {
      Waiting head = next(tx, webhook, after).orElse(null);
      if (head == null) {
        lastLane.remove(webhook);
        break;
      }
      if (!seen.add(head.whatsapp())) {
        // All the way round.
        break;
      }
      if (!busy.contains(head.whatsapp())) {
        heads.add(head);
      }
      after = head.whatsapp();
    }
    return heads;
  }

  /// The first untried event of the number that comes after this one; after the last comes the
  /// first.
  private static Optional<Waiting> next(Handle tx, long webhook, String after) {
    Optional<Waiting> head = DeliverySql.head(tx, webhook, after);
    return head.isPresent() ? head : DeliverySql.first(tx, webhook);
  }
}
