package wabahub.graph;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import wabahub.egress.Egress;
import wabahub.egress.EgressException;
import wabahub.egress.Incoming;
import wabahub.secrets.Secret;

/// Makes calls: in turn, within what Meta allows, and once more only where that can do no harm.
final class Calls {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
  private static final Duration NO_TURN = Duration.ofSeconds(1);

  private final Settings settings;
  private final Egress egress;
  private final Budget budget;
  private final GraphMetrics metrics;
  private final Duration timeout;

  /// The secret that Meta accepted last, of the two while it is changed.
  private volatile int accepted;

  Calls(
      Settings settings,
      Egress egress,
      InstantSource clock,
      PrometheusRegistry registry,
      Duration timeout) {
    this.timeout = timeout;
    this.settings = settings;
    this.egress = egress;
    this.budget = new Budget(clock);
    this.metrics = new GraphMetrics(registry);
  }

  Budget budget() {
    return budget;
  }

  /// Makes a call whose answer does not matter beyond that it is good. Also returns when Meta says
  /// that it is done already.
  void settle(Ask ask) {
    try {
      call(ask);
    } catch (GraphException e) {
      if (!ask.edge().isDone(e.failure())) {
        throw e;
      }
    }
  }

  /// An answer that holds what it should.
  JsonNode call(Ask ask) {
    int count = settings.appSecrets().size();
    Outcome outcome = noSecret();
    for (int i = 0; i < count; i++) {
      int choice = (accepted + i) % count;
      outcome = twice(ask, settings.appSecrets().get(choice));
      if (!isWrongSecret(outcome)) {
        accepted = choice;
        break;
      }
    }
    return switch (outcome) {
      case Outcome.Good(JsonNode json) -> json;
      case Outcome.Bad bad -> throw new GraphException(bad.failure(), bad.mayBeDone());
    };
  }

  /// What is on this page and on those that follow it, so many at most.
  List<JsonNode> pages(Ask first, int most) {
    List<JsonNode> all = new ArrayList<>();
    Ask ask = first;
    for (int page = 0; page < most; page++) {
      JsonNode answer = call(ask);
      answer.path("data").forEach(all::add);
      JsonNode paging = answer.path("paging");
      String after = paging.path("cursors").path("after").asString("");
      if (!paging.has("next") || after.isEmpty()) {
        return all;
      }
      ask = first.query("after", after);
    }
    LOG.warn("there is more of {} than {} pages: the rest is left out", first.path(), most);
    return all;
  }

  private static Outcome noSecret() {
    return new Outcome.Bad(
        new Failure.Final(0, "The app's secret is not set.", Fix.APP_SECRET), "unset", false);
  }

  private static boolean isWrongSecret(Outcome outcome) {
    return outcome instanceof Outcome.Bad bad && bad.failure().fix() == Fix.APP_SECRET;
  }

  /// At once, and a second time only: longer waits are for whoever has a place to write them down.
  private Outcome twice(Ask ask, Secret appSecret) {
    Outcome first = once(ask, appSecret);
    boolean again = first instanceof Outcome.Bad bad && bad.passing() && ask.edge().again();
    return again ? once(ask, appSecret) : first;
  }

  private Outcome once(Ask ask, Secret appSecret) {
    boolean message = isMessage(ask);
    // The code of a sign-in lives 30 seconds: held back it would be lost.
    Duration rest = ask.edge() == Edge.EXCHANGE ? Duration.ZERO : budget.rest(ask.node(), message);
    if (rest.isPositive()) {
      return keep(ask, "paused", "Meta has asked for a pause, so the call was not made.", rest);
    }
    if (!budget.enter(message)) {
      return keep(ask, "busy", "Too many calls at once, so this one was not made.", NO_TURN);
    }
    try {
      return send(ask, appSecret);
    } finally {
      budget.leave(message);
    }
  }

  private static boolean isMessage(Ask ask) {
    return ask.edge() == Edge.SEND;
  }

  private Outcome keep(Ask ask, String label, String said, Duration rest) {
    metrics.kept(ask.edge(), label);
    return new Outcome.Bad(new Failure.Later(0, said, Fix.SLOW_DOWN, rest), label, false);
  }

  private Outcome send(Ask ask, Secret appSecret) {
    long start = System.nanoTime();
    Outcome outcome = outcome(ask, new Writing(settings, appSecret, timeout));
    metrics.asked(ask.edge(), outcome.label(), System.nanoTime() - start);
    return outcome;
  }

  private Outcome outcome(Ask ask, Writing writing) {
    Reading reading = new Reading(ask.edge(), isOwn(ask.pass()), secrets(ask));
    try {
      Incoming answer = egress.send(writing.write(ask));
      Outcome outcome = reading.of(answer);
      Pauses.of(ask, answer, outcome)
          .forEach((node, time) -> budget.pause(node, time, isMessage(ask)));
      return outcome;
    } catch (EgressException e) {
      return reading.of(e);
    }
  }

  private boolean isOwn(Pass pass) {
    return pass instanceof Pass.Bearer(Secret token) && token.equals(settings.systemUserToken());
  }

  private List<Secret> secrets(Ask ask) {
    List<Secret> all = new ArrayList<>(settings.appSecrets());
    all.addAll(ask.pass().secrets());
    all.addAll(ask.secrets());
    return all;
  }
}
