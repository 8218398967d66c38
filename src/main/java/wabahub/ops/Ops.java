package wabahub.ops;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.logging.Logger;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Face;
import wabahub.http.Http.Exchange;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;

/// Health, metrics, the log of requests, and the threads of the loops.
public final class Ops implements AutoCloseable {
  // Not by way of SLF4J, which looks through the stack for who calls.
  private static final Logger REQUESTS = Logger.getLogger("wabahub.requests");

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Map<String, Inquiry> checks = new LinkedHashMap<>();
  private final Map<String, Inquiry> notes = new LinkedHashMap<>();
  private final List<Worker> workers = new ArrayList<>();
  private final List<Team> teams = new ArrayList<>();
  private final Map<String, Object> facts;
  private final InstantSource clock;
  private final Counter requests;
  private final Histogram seconds;
  private volatile Predicate<Call> isAdmin = call -> false;

  /// `facts`: what `/readyz` says of this hub besides its checks (version, world).
  public Ops(Map<String, Object> facts, InstantSource clock) {
    this.facts = facts;
    this.clock = clock;
    this.requests =
        Counter.builder()
            .name("wabahub_requests")
            .help("Requests by route and reason.")
            .labelNames("route", "method", "status", "reason")
            .register(registry);
    this.seconds =
        Histogram.builder()
            .name("wabahub_request_seconds")
            .help("Time from the head of a request to its answer.")
            .labelNames("route")
            .classicOnly()
            .register(registry);
  }

  public PrometheusRegistry registry() {
    return registry;
  }

  /// Who sees details from afar; before any request.
  public void admin(Predicate<Call> admin) {
    isAdmin = admin;
  }

  /// Adds a condition of being ready; before any request.
  public void check(String name, Check check) {
    checks.put(name, new Inquiry(check));
  }

  /// Adds what is worth knowing and does not keep the hub from serving; before any request.
  public void note(String name, Check check) {
    notes.put(name, new Inquiry(check));
  }

  /// Adds a loop; returns what to run when there is work for it.
  public Runnable loop(String name, Duration idle, Loop loop) {
    return loop(name, idle, loop, Loop.Gathering.NONE);
  }

  /// The same with pauses in which work gathers.
  public Runnable loop(String name, Duration idle, Loop loop, Loop.Gathering gathering) {
    Worker worker = new Worker(name, idle, loop, gathering);
    workers.add(worker);
    return worker::nudge;
  }

  /// Adds threads for jobs that wait for other hosts.
  public Crew crew(String name, int size) {
    Team team = new Team(name, size, clock);
    teams.add(team);
    return team;
  }

  public void startLoops() {
    workers.forEach(Worker::start);
  }

  /// Runs all loops in the caller's thread, and waits for the crews, until none has anything to do.
  /// For tests and tools that own the time; not together with [#startLoops].
  public void settle() {
    int done;
    do {
      done = workers.stream().mapToInt(Worker::settle).sum();
      done += teams.stream().mapToInt(Team::await).sum();
    } while (done > 0);
  }

  /// Counts and logs a request: never its path, query, token, key, number or body.
  public void observe(Exchange exchange) {
    String status = Integer.toString(exchange.status());
    String reason = Integer.toString(exchange.reasonNumber());
    requests.labelValues(exchange.routePattern(), exchange.method(), status, reason).inc();
    seconds.labelValues(exchange.routePattern()).observe(exchange.durationNanos() / 1e9);
    REQUESTS.info(
        "method="
            + exchange.method()
            + " route="
            + exchange.routePattern()
            + " status="
            + status
            + " reason="
            + reason
            + " bytes="
            + exchange.bytes()
            + " us="
            + exchange.durationNanos() / 1_000);
  }

  public List<Route> routes() {
    return List.of(
        new Route("GET", "/livez", Face.PROBLEM, call -> Answer.json(Map.of("status", "alive"))),
        new Route("GET", "/readyz", Face.PROBLEM, this::ready),
        new Route("GET", "/metrics", Face.PROBLEM, this::metrics));
  }

  /// How the hub is, asked now.
  public Readiness readiness() {
    Map<String, String> problems = problems();
    Map<String, String> worth = new LinkedHashMap<>();
    notes.forEach((name, note) -> worth.put(name, note.answer()));
    return new Readiness(isReady(problems), facts, problems, worth);
  }

  private Map<String, String> problems() {
    Map<String, String> problems = new LinkedHashMap<>();
    // All at once: the slowest one decides how long it takes, not their sum.
    checks.values().forEach(Inquiry::begin);
    checks.forEach((name, check) -> problems.put(name, check.answer()));
    return problems;
  }

  private static boolean isReady(Map<String, String> problems) {
    return problems.values().stream().allMatch(String::isEmpty);
  }

  private Answer ready(Call call) {
    Map<String, String> results = problems();
    boolean ready = isReady(results);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", ready ? "ready" : "not ready");
    body.putAll(facts);
    if (isPrivileged(call)) {
      notes.forEach((name, note) -> results.put(name, note.answer()));
      results.replaceAll((name, problem) -> problem.isEmpty() ? "ok" : problem);
      body.put("checks", results);
    }
    return Answer.json(ready ? 200 : Reason.NOT_READY.status(), body);
  }

  private Answer metrics(Call call) {
    if (!isPrivileged(call)) {
      throw new Refusal(Reason.FORBIDDEN, "Metrics are for loopback and the admin token.");
    }
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
      writer.write(out, registry.scrape());
      return Answer.of(200, writer.getContentType(), out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isPrivileged(Call call) {
    return InetAddress.ofLiteral(call.address()).isLoopbackAddress() || isAdmin.test(call);
  }

  @Override
  public void close() {
    workers.reversed().forEach(Worker::close);
    teams.forEach(Team::close);
  }
}
