package wabahub.onboarding;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import wabahub.graph.Fix;
import wabahub.http.Refusal;
import wabahub.numbers.Numbers;
import wabahub.numbers.PhoneNumber;
import wabahub.numbers.Takeover;
import wabahub.numbers.WhatsAppNumber;
import wabahub.outbox.Event;
import wabahub.outbox.Outbox;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;

/// What the database has to say to a step at Meta, and how a link ends: its number goes live, and
/// the partner is told.
final class Ending {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Numbers numbers;
  private final Outbox outbox;
  private final Secrets secrets;
  private final InstantSource clock;

  Ending(Numbers numbers, Outbox outbox, Secrets secrets, InstantSource clock) {
    this.numbers = numbers;
    this.outbox = outbox;
    this.secrets = secrets;
    this.clock = clock;
  }

  /// The outcome of a step, as far as it can stand beside what others have done meanwhile.
  Outcome review(Handle tx, Link link, SignUp signUp, Outcome outcome) {
    if (!(outcome instanceof Outcome.Success success)) {
      return outcome;
    }
    return switch (signUp.step()) {
      case CHECK ->
          claim(tx, link, requireNonNull(success.change().apply(signUp).found()), success);
      case FINISH -> finish(tx, link, signUp, outcome);
      case EXCHANGE, SUBSCRIBE, ASSIGN, CREDIT, REGISTER, CONTACTS, HISTORY -> outcome;
    };
  }

  /// From here on nobody else connects this number, and nobody takes leave of it at Meta.
  private Outcome claim(Handle tx, Link link, SignUp.Found found, Outcome.Success success) {
    SignUpSql.lockWaba(tx, found.wabaId());
    Optional<Problem> taken = taken(tx, link, found);
    if (taken.isPresent()) {
      return Outcome.stuck(taken.get());
    }
    boolean registered = DepartureSql.isRegistered(tx, found.phoneNumberId());
    if (!DepartureSql.cancel(tx, found.phoneNumberId(), found.wabaId())) {
      return leaving();
    }
    Secret fresh = new Secret("%06d".formatted(RANDOM.nextInt(1_000_000)));
    Secret pin = PinSql.keep(tx, secrets, found.whatsapp(), fresh);
    return new Outcome.Success(before -> {
      SignUp signUp = success.change().apply(before).with(pin);
      return signUp.with(signUp.registered() || registered);
    });
  }

  private Optional<Problem> taken(Handle tx, Link link, SignUp.Found found) {
    if (isForeign(tx, link, found) || SignUpSql.isForeign(tx, link.partnerId(), found.wabaId())) {
      return Optional.of(Problem.WABA_TAKEN);
    }
    if (SignUpSql.isElsewhere(tx, link.id(), found.phoneNumberId())) {
      return Optional.of(Problem.OTHER_LINK);
    }
    return RegisteredSql.lock(tx, found.whatsapp())
        .filter(r -> r.partnerId() != link.partnerId() && r.verifiedAt() != null)
        .map(r -> Problem.NUMBER_TAKEN);
  }

  private boolean isForeign(Handle tx, Link link, SignUp.Found found) {
    return numbers.liveOfWaba(tx, found.wabaId()).stream()
        .anyMatch(number -> number.partnerId() != link.partnerId());
  }

  /// Meta is just being told that the number, or another one of its WABA, has left.
  private static Outcome leaving() {
    return new Outcome.Later(new Link.Trouble(Problem.code(Fix.WAIT), null, ""), SOON);
  }

  private Outcome finish(Handle tx, Link link, SignUp signUp, Outcome outcome) {
    SignUp.Found found = requireNonNull(signUp.found());
    // Links before numbers; a link for the very number waits for no other.
    LinkSql.lockLive(tx, secrets, found.whatsapp());
    Optional<WhatsAppNumber> live = numbers.lock(tx, found.whatsapp());
    if (live.isPresent() && live.get().partnerId() != link.partnerId()) {
      return Outcome.stuck(Problem.NUMBER_TAKEN);
    }
    if (live.isEmpty() && link.reconnects() != null) {
      return Outcome.stuck(Problem.NOT_OURS);
    }
    if (isForeign(tx, link, found)) {
      return Outcome.stuck(Problem.WABA_TAKEN);
    }
    if (!DepartureSql.cancel(tx, found.phoneNumberId(), found.wabaId())) {
      return leaving();
    }
    Takeover takeover = takeover(signUp, found);
    long numberId;
    // Before the number is live: with that its other links end.
    LinkSql.state(tx, link.id(), State.FINISHED, null);
    try {
      if (live.isPresent()) {
        numbers.reconnect(tx, live.get(), takeover);
        numberId = live.get().id();
      } else {
        numberId = numbers.connect(tx, link.partnerId(), takeover);
      }
    } catch (Refusal refusal) {
      // The phone number id is live under another number.
      return Outcome.stuck(Problem.NUMBER_TAKEN);
    }
    LinkSql.lockLive(tx, secrets, found.whatsapp())
        .ifPresent(mending -> Links.end(tx, secrets, mending, State.CANCELLED, now()));
    SignUpSql.delete(tx, link.id());
    LinkSql.finished(tx, link.id(), found, numberId, now());
    outbox.add(tx, event(link, "finished", "", found.whatsapp(), finished(link, found)));
    return outcome;
  }

  private Takeover takeover(SignUp signUp, SignUp.Found found) {
    return new Takeover(
        PhoneNumber.parse(found.whatsapp()).orElseThrow(),
        found.phoneNumberId(),
        found.wabaId(),
        found.displayName(),
        found.businessName(),
        signUp.accessToken(),
        found.coexistence(),
        now(),
        null);
  }

  private static Map<String, Object> finished(Link link, SignUp.Found found) {
    Map<String, Object> more = new LinkedHashMap<>();
    if (link.temporary()) {
      more.put("temporary_whatsapp", link.whatsapp());
    }
    more.put("coexistence", found.coexistence() ? 1 : 0);
    more.put("display_name", found.displayName());
    more.put("business_name", found.businessName());
    more.put("phone_number_id", found.phoneNumberId());
    more.put("waba_id", found.wabaId());
    return more;
  }

  /// Tells the partner that somebody has to do something.
  void failed(Handle tx, Link link, SignUp signUp, Link.Trouble trouble) {
    Problem.Shown shown = Problem.shown(trouble.problem());
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("step", signUp.step().code());
    more.put("problem", shown.code());
    more.put("sentence", shown.sentence());
    more.put("cure", shown.cure());
    if (trouble.metaCode() != null && trouble.metaCode() != 0) {
      more.put("meta_code", trouble.metaCode());
    }
    String turn = "-" + link.signIns() + "-" + signUp.version();
    outbox.add(tx, event(link, "failed", turn, link.whatsapp(), more));
  }

  private Event event(
      Link link, String name, String turn, String whatsapp, Map<String, Object> more) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("onboarding_id", Long.toString(link.id()));
    fields.putAll(more);
    return new Event(
        link.partnerId(),
        "onboarding-" + link.id() + "-" + name + turn,
        "whatsapp",
        "onboarding." + name,
        now(),
        whatsapp,
        link.wish().reference(),
        fields);
  }

  /// After the commit.
  void told(long partnerId) {
    numbers.changed(partnerId);
    outbox.wake();
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
