package wabahub.onboarding;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import wabahub.graph.CodeMethod;
import wabahub.graph.Failure;
import wabahub.graph.Fix;
import wabahub.graph.Graph;
import wabahub.graph.GraphException;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.numbers.Numbers;
import wabahub.partners.Partners;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Numbers that wait for an account. A Solution Partner verifies them in Meta's pool of
/// pre-verified numbers; a Tech Provider has none and reserves them only.
final class Pool {
  /// Meta's, for verified numbers (its documentation of autumn 2026).
  private static final long LIFE_SECONDS = Duration.ofDays(90).toSeconds();

  private static final int MOST = 500;
  private static final int MOST_CODES = 3;
  private static final long CODES_SECONDS = 3_600;
  private static final String LANGUAGE = "en_US";

  private final Storage storage;
  private final Secrets secrets;
  private final Numbers numbers;
  private final Graph graph;
  private final InstantSource clock;

  Pool(Storage storage, Secrets secrets, Numbers numbers, Graph graph, InstantSource clock) {
    this.storage = storage;
    this.secrets = secrets;
    this.numbers = numbers;
    this.graph = graph;
    this.clock = clock;
  }

  List<Registered> of(long partnerId) {
    return storage.read(tx -> RegisteredSql.ofPartner(tx, partnerId, now())).stream()
        .filter(Registered::isReady)
        .toList();
  }

  /// Registers a number; asks Meta to send it a code, where there is a pool.
  void register(long partnerId, String whatsapp, CodeMethod method, String comment) {
    if (numbers.find(whatsapp).isPresent()) {
      throw new Refusal(Reason.KNOWN);
    }
    Registered registered = note(partnerId, whatsapp, comment);
    if (!registered.reserved()) {
      ask(registered, method);
    }
  }

  /// Counts the request before Meta is asked: however it ends, it was one.
  private Registered note(long partnerId, String whatsapp, String comment) {
    return storage.write(tx -> {
      Partners.lock(tx, partnerId);
      Optional<Registered> known = RegisteredSql.lock(tx, whatsapp);
      if (known.isPresent() && known.get().expiresAt() <= now()) {
        Links.expire(tx, secrets, known.get(), now());
        known = Optional.empty();
      }
      if (known.isEmpty()) {
        if (RegisteredSql.count(tx, partnerId, now()) >= MOST) {
          throw new Refusal(Reason.WAITING);
        }
        if (!RegisteredSql.insert(tx, fresh(partnerId, whatsapp, comment), now())) {
          throw new Refusal(Reason.KNOWN);
        }
        return RegisteredSql.lock(tx, whatsapp).orElseThrow();
      }
      Registered again = known.get();
      if (again.partnerId() != partnerId || again.isReady()) {
        throw new Refusal(Reason.KNOWN);
      }
      boolean anHourLater = again.codesSince() + CODES_SECONDS <= now();
      if (!anHourLater && again.codes() >= MOST_CODES) {
        throw new Refusal(Reason.CODES);
      }
      RegisteredSql.asked(
          tx,
          again.id(),
          comment.isEmpty() ? again.comment() : comment,
          anHourLater ? 1 : again.codes() + 1,
          anHourLater ? now() : again.codesSince());
      return again;
    });
  }

  private Registered fresh(long partnerId, String whatsapp, String comment) {
    boolean reserved = !graph.settings().isSolutionPartner();
    return new Registered(
        0, partnerId, whatsapp, comment, null, reserved, 1, now(), null, now() + LIFE_SECONDS);
  }

  private void ask(Registered registered, CodeMethod method) {
    try {
      graph.requestCode(poolId(registered), method, LANGUAGE);
    } catch (GraphException e) {
      throw meta(e.failure());
    }
  }

  private String poolId(Registered registered) {
    String known = registered.poolId();
    if (known != null) {
      return known;
    }
    String whatsapp = registered.whatsapp();
    // A hub that died after it had added the number finds it there.
    String id = graph.findNumber(whatsapp).orElseGet(() -> graph.addNumber(whatsapp));
    storage.useWrite(tx -> RegisteredSql.pooled(tx, whatsapp, registered.partnerId(), id));
    return id;
  }

  /// Confirms the code that has arrived at the number. `code`: six digits.
  void verify(long partnerId, String whatsapp, String code) {
    Registered registered =
        storage
            .write(tx -> RegisteredSql.lock(tx, whatsapp))
            .filter(r -> r.partnerId() == partnerId && r.expiresAt() > now())
            .orElseThrow(() -> new Refusal(Reason.NUMBER));
    if (registered.reserved()) {
      throw new Refusal(Reason.META)
          .with(
              "message",
              "Without a business id of its own this hub has no pre-verified numbers: the client"
                  + " verifies the number inside Meta's dialog.");
    }
    String poolId = registered.poolId();
    if (registered.verifiedAt() != null) {
      return;
    }
    if (poolId == null) {
      throw new Refusal(Reason.CODE);
    }
    try {
      graph.verifyCode(poolId, code);
    } catch (GraphException e) {
      throw meta(e.failure());
    }
    storage.useWrite(
        tx -> RegisteredSql.verified(tx, whatsapp, partnerId, now(), now() + LIFE_SECONDS));
  }

  private static Refusal meta(Failure failure) {
    Fix fix = failure.fix();
    if (fix == Fix.CODE_WRONG) {
      return new Refusal(Reason.CODE);
    }
    // Here it is the caller who tries again, not the hub.
    String message =
        failure instanceof Failure.Later later && fix != Fix.CODE_WAIT
            ? "Meta cannot do this now; try again in " + later.after().toSeconds() + " seconds."
            : fix.sentence();
    return new Refusal(fix == Fix.CODE_WAIT ? Reason.CODES : Reason.META)
        .with("message", message)
        .with("meta_code", failure.code());
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
