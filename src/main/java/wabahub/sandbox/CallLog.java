package wabahub.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The last calls, oldest first.
final class CallLog {
  private static final int MAX = 10_000;

  private final Deque<Made> calls = new ArrayDeque<>();

  synchronized void add(Made call) {
    if (calls.size() == MAX) {
      calls.removeFirst();
    }
    calls.addLast(call);
  }

  synchronized List<Made> list() {
    return List.copyOf(calls);
  }
}
