package wabahub.partners;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import wabahub.http.Call;
import wabahub.http.Face;
import wabahub.http.Handler;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.secrets.Secret;

/// Stands in front of the calls: method, token, rate.
final class Guard {
  private static final String ADMIN = "admin";
  private static final int BURST_SECONDS = 5;

  private final Partners partners;
  private final Tokens tokens;
  private final Settings settings;
  private final InstantSource clock;
  private final Attempts attempts;
  private final Map<Long, Bucket> buckets = new ConcurrentHashMap<>();

  Guard(Partners partners, Tokens tokens, Settings settings, InstantSource clock) {
    this.partners = partners;
    this.tokens = tokens;
    this.settings = settings;
    this.clock = clock;
    this.attempts = new Attempts(clock);
  }

  Route call(String method, String path, PartnerHandler handler) {
    return call(method, path, Reason.WRONG_METHOD, handler);
  }

  /// `wrongMethod`: what another method is answered with.
  Route call(String method, String path, Reason wrongMethod, PartnerHandler handler) {
    return open(method, path, wrongMethod, call -> handler.handle(partner(call), call));
  }

  /// A call of the Partners API without a token.
  Route open(String method, String path, Handler handler) {
    return open(method, path, Reason.WRONG_METHOD, handler);
  }

  private static Route open(String method, String path, Reason wrongMethod, Handler handler) {
    return new Route(
        Route.ANY,
        "/api/" + path,
        Face.ENVELOPE,
        call -> {
          if (!call.method().equals(method)) {
            throw new Refusal(wrongMethod);
          }
          return handler.handle(call);
        });
  }

  /// An endpoint of the hub's own API.
  Route resource(String method, String pattern, PartnerHandler handler) {
    return new Route(
        method, "/api/v1/" + pattern, Face.PROBLEM, call -> handler.handle(partner(call), call));
  }

  Route admin(String method, String pattern, Handler handler) {
    return new Route(
        method,
        pattern,
        Face.PROBLEM,
        call -> {
          checkAdmin(call);
          return handler.handle(call);
        });
  }

  private Partner partner(Call call) {
    String token = bearer(call);
    Partner partner =
        tokens.owner(token).flatMap(partners::find).orElseThrow(() -> new Refusal(Reason.TOKEN));
    if (partner.suspended()) {
      throw new Refusal(Reason.SUSPENDED);
    }
    limit(partner.id());
    return partner;
  }

  /// The token of the one `Authorization: Bearer …` header.
  private static String bearer(Call call) {
    List<String> headers = call.headers("Authorization");
    if (headers.isEmpty()) {
      throw new Refusal(Reason.TOKEN);
    }
    String[] words = headers.getFirst().strip().split("\\s+");
    if (headers.size() > 1 || words.length != 2 || !words[0].equalsIgnoreCase("Bearer")) {
      throw new Refusal(Reason.WRONG_SCHEME);
    }
    return words[1];
  }

  private void limit(long partnerId) {
    if (settings.rate() == 0) {
      return;
    }
    ConsumptionProbe probe =
        buckets.computeIfAbsent(partnerId, id -> bucket()).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      throw new Refusal(Reason.TOO_MANY)
          .retryAfter(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
  }

  private Bucket bucket() {
    return Bucket.builder()
        .withCustomTimePrecision(new Meter(clock))
        .addLimit(limit ->
            limit
                .capacity((long) settings.rate() * BURST_SECONDS)
                .refillGreedy(settings.rate(), Duration.ofSeconds(1)))
        .build();
  }

  boolean isAdmin(Call call) {
    try {
      checkAdmin(call);
      return true;
    } catch (Refusal refusal) {
      return false;
    }
  }

  private void checkAdmin(Call call) {
    if (attempts.isBlocked(call.address(), ADMIN)) {
      throw new Refusal(Reason.BLOCKED);
    }
    if (call.headers("Authorization").isEmpty()) {
      throw new Refusal(Reason.UNAUTHORIZED);
    }
    checkAdmin(call, new Secret(bearer(call)));
  }

  /// @throws Refusal BLOCKED or UNAUTHORIZED
  void checkAdmin(Call call, Secret token) {
    if (attempts.isBlocked(call.address(), ADMIN)) {
      throw new Refusal(Reason.BLOCKED);
    }
    if (!token.equals(settings.adminToken())) {
      attempts.failed(call.address(), ADMIN);
      throw new Refusal(Reason.UNAUTHORIZED);
    }
  }

  /// @throws Refusal BLOCKED, WRONG_CREDENTIALS or SUSPENDED
  Partner signIn(Call call, String clientId, String clientSecret) {
    String account = "client " + clientId;
    if (attempts.isBlocked(call.address(), account)) {
      throw new Refusal(Reason.BLOCKED);
    }
    Partner partner =
        partners
            .byCredentials(clientId, clientSecret)
            .orElseThrow(() -> {
              attempts.failed(call.address(), account);
              return new Refusal(Reason.WRONG_CREDENTIALS);
            });
    if (partner.suspended()) {
      throw new Refusal(Reason.SUSPENDED);
    }
    return partner;
  }

  /// The hub's clock for the rate limit.
  private record Meter(InstantSource clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      Instant now = clock.instant();
      return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}
