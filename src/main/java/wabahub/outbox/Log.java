package wabahub.outbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some of what was delivered to a webhook, newest first. `next`: where older ones begin, null when
/// there are none.
public record Log(List<Delivery> deliveries, @Nullable String next) {
  /// One event for one webhook. `eventId`: what the log calls it; `whatsapp`: the number, or a hash
  /// of the contact when it is for a number's webhook; `dueAt`: the next attempt, while it waits;
  /// `attempts`: the last twenty. Instants in UNIX seconds.
  public record Delivery(
      String eventId,
      String event,
      String whatsapp,
      long happenedAt,
      DeliveryState state,
      long dueAt,
      List<Attempt> attempts) {}

  /// What is asked for. `state` null = any; `after`: [Log#next] of the page before, "" = the first.
  public record Query(@Nullable DeliveryState state, String after, int limit) {}
}
