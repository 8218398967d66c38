package wabahub.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.outbox.WebhookSql.Rotation;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Where partners are told things, and what their deliveries are signed with.
final class Webhooks {
  /// How long the old secret signs beside the new one.
  static final Duration OVERLAP = Duration.ofDays(1);

  static final String URL = "webhook.url";
  static final String SECRET = "webhook.secret";

  private final Storage storage;
  private final Secrets secrets;
  private final InstantSource clock;

  Webhooks(Storage storage, Secrets secrets, InstantSource clock) {
    this.storage = storage;
    this.secrets = secrets;
    this.clock = clock;
  }

  /// `url` null: nowhere.
  void set(long partnerId, @Nullable String url) {
    byte[] encrypted =
        url == null ? null : secrets.encrypt(url.getBytes(StandardCharsets.UTF_8), URL);
    byte[] secret = secrets.encrypt(Secret.random(), SECRET);
    storage.useWrite(tx -> WebhookSql.set(tx, partnerId, encrypted, secret, now()));
  }

  Optional<Webhook> find(long partnerId) {
    return storage.read(tx -> find(tx, partnerId));
  }

  Optional<Webhook> find(Handle tx, long partnerId) {
    return WebhookSql.find(tx, partnerId).map(this::webhook);
  }

  /// A new secret, of which this is the only copy that anybody sees.
  Webhook rotate(long partnerId) {
    byte[] secret = secrets.encrypt(Secret.random(), SECRET);
    long now = now();
    Rotation rotation = new Rotation(secret, now, now + OVERLAP.toSeconds());
    return storage.write(tx -> {
      WebhookSql.rotate(tx, partnerId, rotation);
      return find(tx, partnerId).orElseThrow();
    });
  }

  /// A row, decrypted.
  Webhook webhook(WebhookSql.Row row) {
    return new Webhook(
        row.id(),
        row.url() == null ? null : secrets.decryptSecret(row.url(), URL),
        secrets.decryptSecret(row.secret(), SECRET),
        row.secretAt(),
        row.oldSecret() == null ? null : secrets.decryptSecret(row.oldSecret(), SECRET),
        row.oldUntil());
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
