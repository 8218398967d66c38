package wabahub.graph;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wabahub.egress.Incoming;

/// The pauses that an answer asks for: by its usage headers, by `Retry-After`, or by its error.
final class Pauses {
  private Pauses() {}

  /// By node, or [Budget#APP]; zero where there is none to make.
  static Map<String, Duration> of(Ask ask, Incoming answer, Outcome outcome) {
    Map<String, Duration> pauses = new LinkedHashMap<>();
    byUsage(ask, Usage.of(answer.headers()), pauses);
    if (outcome
        instanceof
        Outcome.Bad(Failure.Later later, String label, boolean passing, boolean mayBeDone)) {
      Duration time =
          later.fix() == Fix.SLOW_DOWN ? later.after() : Reading.said(answer).orElse(Duration.ZERO);
      // 4 is the app's own limit; the others are a WABA's. Off any node all is the app's.
      boolean app = later.code() == 4 || ask.node().isEmpty();
      add(pauses, app ? Budget.APP : ask.node(), time);
    }
    return pauses;
  }

  private static void byUsage(Ask ask, List<Usage> usages, Map<String, Duration> pauses) {
    usages.forEach(usage -> add(pauses, usage.whose(), usage.pause()));
    List<Usage> accounts =
        usages.stream().filter(usage -> !usage.whose().equals(Budget.APP)).toList();
    if (accounts.stream().map(Usage::whose).distinct().count() == 1) {
      // Then it is the account of what was asked, a number perhaps.
      accounts.forEach(usage -> add(pauses, ask.node(), usage.pause()));
    }
  }

  private static void add(Map<String, Duration> pauses, String whose, Duration time) {
    pauses.merge(whose, time, (a, b) -> a.compareTo(b) > 0 ? a : b);
  }
}
