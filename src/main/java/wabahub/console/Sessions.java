package wabahub.console;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.partners.Partner;
import wabahub.partners.Partners;
import wabahub.secrets.Hashed;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Who is signed in: 12 hours at most, kept as keyed hashes. Another secret or admin token ends the
/// sessions of the one before.
final class Sessions {
  static final Duration LIFE = Duration.ofHours(12);

  /// Of one partner, or of the operator; the oldest go.
  static final int MAX_LIVE = 100;

  private static final String BY_OPERATOR = "o";
  private static final String BY_PARTNER = "p";

  private final Storage storage;
  private final Secrets secrets;
  private final Partners partners;
  private final Settings settings;
  private final InstantSource clock;

  Sessions(
      Storage storage, Secrets secrets, Partners partners, Settings settings, InstantSource clock) {
    this.storage = storage;
    this.secrets = secrets;
    this.partners = partners;
    this.settings = settings;
    this.clock = clock;
  }

  /// A new session of a partner who has just shown this secret.
  ///
  /// @throws Refusal WRONG_CREDENTIALS when it has been renewed meanwhile
  Session begin(Partner partner, String clientSecret) {
    Secret token = new Secret(BY_PARTNER + Secret.random().reveal());
    return begin(
        new Session(token, partner.id()), tx -> partners.isStill(tx, partner, clientSecret));
  }

  /// A new session of the operator.
  Session beginOperator() {
    Secret token = new Secret(BY_OPERATOR + Secret.random().reveal());
    return begin(new Session(token, Session.OPERATOR), tx -> true);
  }

  private Session begin(Session session, Predicate<Handle> isStill) {
    long now = clock.instant().getEpochSecond();
    long end = now + LIFE.toSeconds();
    SessionSql.Row row = new SessionSql.Row(hash(session.token()), session.partnerId(), now, end);
    storage.useWrite(tx -> {
      if (!isStill.test(tx)) {
        throw new Refusal(Reason.WRONG_CREDENTIALS);
      }
      SessionSql.limit(tx, row.partnerId(), MAX_LIVE - 1);
      SessionSql.insert(tx, row);
    });
    return session;
  }

  /// The session of a token; empty when there is none, or it is over.
  Optional<Session> find(Secret token) {
    boolean operators = token.reveal().startsWith(BY_OPERATOR);
    long now = clock.instant().getEpochSecond();
    return storage
        .read(tx -> SessionSql.find(tx, hash(token), now))
        .filter(owner -> operators == (owner == Session.OPERATOR))
        .map(owner -> new Session(token, owner));
  }

  void end(Session session) {
    storage.useWrite(tx -> SessionSql.end(tx, hash(session.token())));
  }

  /// Ends all sessions of whoever has this one.
  void endAll(Session session) {
    storage.useWrite(tx -> SessionSql.endAll(tx, session.partnerId()));
  }

  int clean() {
    return storage.write(tx -> SessionSql.clean(tx, clock.instant().getEpochSecond()));
  }

  /// With the admin token in the operator's: with another one nobody finds them.
  private byte[] hash(Secret token) {
    boolean operators = token.reveal().startsWith(BY_OPERATOR);
    String bound = operators ? token.reveal() + settings.adminToken().reveal() : token.reveal();
    return secrets.hash(Hashed.SESSION, bound);
  }
}
