package wabahub.partners;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Access tokens: opaque, of one hour, kept as hashes.
final class Tokens {
  static final Duration LIFE = Duration.ofHours(1);
  static final int MAX_LIVE = 1_000;

  /// A token as its owner gets it; `expiresAt` in UNIX seconds.
  record Issued(Secret token, long expiresAt) {}

  private final Storage storage;
  private final InstantSource clock;

  /// What is in here is in the database too; a miss costs one look-up by primary key.
  private final Cache<ByteBuffer, Token> known = Caffeine.newBuilder().maximumSize(100_000).build();

  private final AtomicInteger revocations = new AtomicInteger();

  Tokens(Storage storage, InstantSource clock) {
    this.storage = storage;
    this.clock = clock;
  }

  /// @throws Refusal TOO_MANY when the partner has [#MAX_LIVE] tokens: none of them is ended early;
  ///   WRONG_CREDENTIALS when the secret has been renewed meanwhile
  Issued issue(Partner partner, String clientSecret) {
    long now = now();
    Secret secret = Secret.random();
    Token token = new Token(partner.id(), now + LIFE.toSeconds());
    byte[] hash = Secrets.digest(secret.reveal());
    byte[] shown = Secrets.digest(clientSecret);
    storage.write(tx -> {
      // With the row locked: those who come together are counted together, and none slips in with
      // a secret whose tokens are being ended.
      if (PartnerSql.lockByCredentials(tx, partner.clientId(), shown).isEmpty()) {
        throw new Refusal(Reason.WRONG_CREDENTIALS);
      }
      if (TokenSql.countLive(tx, partner.id(), now) >= MAX_LIVE) {
        long free = TokenSql.firstExpiry(tx, partner.id(), now);
        throw new Refusal(Reason.TOO_MANY).retryAfter(Duration.ofSeconds(free - now));
      }
      TokenSql.insert(tx, hash, token);
      return token;
    });
    return new Issued(secret, token.expiresAt());
  }

  /// Whose token this is; empty when it is unknown or over.
  Optional<Long> owner(String text) {
    byte[] hash = Secrets.digest(text);
    ByteBuffer key = ByteBuffer.wrap(hash);
    Token token = known.getIfPresent(key);
    if (token == null) {
      int before = revocations.get();
      token = storage.read(tx -> TokenSql.find(tx, hash)).orElse(null);
      if (token == null) {
        return Optional.empty();
      }
      known.put(key, token);
      // A revocation meanwhile may have cleared the cache just before this entry came in.
      if (revocations.get() != before) {
        known.invalidate(key);
      }
    }
    return token.expiresAt() > now() ? Optional.of(token.partnerId()) : Optional.empty();
  }

  /// Forgets what is in memory after the partner's tokens were deleted.
  void forget(long partnerId) {
    revocations.incrementAndGet();
    known.asMap().values().removeIf(token -> token.partnerId() == partnerId);
  }

  /// Forgets everything: anything may have been deleted.
  void forgetAll() {
    revocations.incrementAndGet();
    known.invalidateAll();
  }

  int deleteExpired() {
    long now = now();
    known.asMap().values().removeIf(token -> token.expiresAt() <= now);
    return storage.write(tx -> TokenSql.deleteExpired(tx, now));
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
