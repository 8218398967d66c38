package wabahub.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Who has written what to whom, in order: what the page of a customer shows. Kept in memory alone,
/// the last 10,000 messages.
final class Conversations {
  private static final int MAX = 10_000;

  /// How many messages of one conversation are shown.
  private static final int SHOWN = 200;

  private final Deque<Said> all = new ArrayDeque<>();

  /// Who wrote a message.
  enum By {
    BUSINESS,
    CUSTOMER
  }

  /// A message between a number and a customer (number or user id). `at`: UNIX seconds. `message`:
  /// with `type` and its block.
  record Said(
      String phoneNumberId, String customer, By by, String wamid, long at, ObjectNode message) {}

  synchronized void add(Said said) {
    if (all.size() == MAX) {
      all.removeFirst();
    }
    all.addLast(said);
  }

  /// The last messages with a customer, oldest first. `customer`: digits; what went to the user id
  /// of this customer belongs to it.
  synchronized List<Said> of(String phoneNumberId, String customer) {
    String userId = Shapes.userId(customer);
    List<Said> found =
        all.stream()
            .filter(said -> said.phoneNumberId().equals(phoneNumberId))
            .filter(said -> said.customer().equals(customer) || said.customer().equals(userId))
            .toList();
    return found.subList(Math.max(0, found.size() - SHOWN), found.size());
  }
}
