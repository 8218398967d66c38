package wabahub.numbers;

import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import wabahub.secrets.Hashed;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// API keys: which number one opens, and a new one for an old.
final class Keys {
  private static final int USE_SECONDS = 3_600;

  private final Storage storage;
  private final Secrets secrets;
  private final InstantSource clock;

  Keys(Storage storage, Secrets secrets, InstantSource clock) {
    this.storage = storage;
    this.secrets = secrets;
    this.clock = clock;
  }

  /// The live number that a key opens. Remembers the use, to the hour.
  Optional<WhatsAppNumber> find(Secret key) {
    byte[] hash = secrets.hash(Hashed.API_KEY, key.reveal());
    Optional<WhatsAppNumber> found =
        storage.read(tx -> NumberSql.findByKey(tx, secrets, hash, now()));
    found
        .filter(n -> n.keyUsedAt() == null || n.keyUsedAt() < now() - USE_SECONDS)
        .ifPresent(n -> storage.write(tx -> NumberSql.used(tx, n.id(), hash, now())));
    return found;
  }

  /// Gives a number a new key; the one so far stays good until `oldUntil` (UNIX seconds).
  void replace(Handle tx, long numberId, Secret key, long oldUntil) {
    byte[] hash = secrets.hash(Hashed.API_KEY, key.reveal());
    byte[] encrypted = secrets.encrypt(key, NumberSql.API_KEY);
    NumberSql.updateKey(tx, numberId, encrypted, hash, oldUntil);
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
