package wabahub.onboarding;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// What the client's browser hands over: the code of Embedded Signup and what the dialog said.
final class SignIns {
  private static final int MOST_CODES = 20;
  private static final Duration PACE = Duration.ofHours(1);

  private final Storage storage;
  private final Secrets secrets;
  private final InstantSource clock;

  SignIns(Storage storage, Secrets secrets, InstantSource clock) {
    this.storage = storage;
    this.secrets = secrets;
    this.clock = clock;
  }

  /// The link with this token.
  ///
  /// @throws Refusal NOT_FOUND
  Link find(String token) {
    return storage
        .read(tx -> LinkSql.idByToken(tx, token).flatMap(id -> LinkSql.find(tx, secrets, id)))
        .filter(link -> link.state() != State.CANCELLED && link.state() != State.EXPIRED)
        .orElseThrow(SignIns::unknown);
  }

  Branding branding(Link link) {
    return storage.read(tx -> link.wish().branding().over(BrandingSql.find(tx, link.partnerId())));
  }

  /// Meta's id of the verified number that a link is for; "" when it is for none.
  String poolId(Link link) {
    return storage
        .read(tx -> RegisteredSql.find(tx, link.whatsapp()))
        .filter(registered -> registered.partnerId() == link.partnerId())
        .filter(registered -> registered.verifiedAt() != null)
        .map(Registered::poolId)
        .orElse("");
  }

  /// Takes a sign-in: keeps the code, so that the hub's loop exchanges it. The same code once more
  /// changes nothing.
  ///
  /// @throws Refusal NOT_FOUND; CONFLICT when the link is finished, when somebody else is just
  ///   being connected by it, or when the code came in for another link; TOO_MANY
  Link signIn(String token, Secret code, SignUp.Hint hint) {
    byte[] hash = Secrets.digest(code.reveal());
    return storage.write(tx -> {
      Link link = lock(tx, token);
      if (SignUpSql.isKnown(tx, hash)) {
        checkOwn(SignUpSql.code(tx, hash, link.id(), now()), link);
        return link;
      }
      checkFree(link);
      checkPace(tx, link);
      checkOwn(SignUpSql.code(tx, hash, link.id(), now()), link);
      Links.undo(tx, secrets, link, now());
      SignUpSql.replace(tx, secrets, SignUp.begin(link, code, hint, now()));
      LinkSql.signedIn(tx, link.id(), now());
      return LinkSql.find(tx, secrets, link.id()).orElseThrow();
    });
  }

  private static void checkOwn(long firstCameFor, Link link) {
    if (firstCameFor != link.id()) {
      throw new Refusal(Reason.CONFLICT, "This sign-in was used for another link.");
    }
  }

  private static void checkFree(Link link) {
    if (link.state() == State.FINISHED) {
      throw new Refusal(Reason.CONFLICT, "The onboarding is finished.");
    }
    if (link.state() == State.WORKING) {
      throw new Refusal(Reason.CONFLICT, "Somebody has signed in just now and is being connected.");
    }
  }

  /// Each code costs a call of Meta's and a word to the partner.
  private void checkPace(Handle tx, Link link) {
    if (SignUpSql.codesSince(tx, link.id(), now() - PACE.toSeconds()) >= MOST_CODES) {
      throw new Refusal(Reason.TOO_MANY, "Too many sign-ins on this link; try again in an hour.")
          .retryAfter(PACE);
    }
  }

  /// The dialog ended without a code: the link shows why, and stays as good as it was.
  Link ended(String token, Problem problem, @Nullable Integer code, String said) {
    return storage.write(tx -> {
      Link link = lock(tx, token);
      if (link.state() == State.OPEN || link.state() == State.STUCK) {
        LinkSql.state(tx, link.id(), link.state(), new Link.Trouble(problem.code(), code, said));
      }
      return LinkSql.find(tx, secrets, link.id()).orElseThrow();
    });
  }

  private Link lock(Handle tx, String token) {
    Optional<Link> link = LinkSql.idByToken(tx, token).flatMap(id -> LinkSql.lock(tx, secrets, id));
    return link.filter(l -> l.state() != State.CANCELLED && l.state() != State.EXPIRED)
        .orElseThrow(SignIns::unknown);
  }

  private static Refusal unknown() {
    return new Refusal(Reason.NOT_FOUND, "There is no such link, or it is over.");
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
