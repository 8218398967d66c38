package wabahub.numbers;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.secrets.Hashed;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Changes of the numbers there are: taken over, changed, deleted, with another key.
final class Changes {
  private final Storage storage;
  private final Secrets secrets;
  private final Registrations registrations;
  private final States states;
  private final InstantSource clock;
  private final LongConsumer changed;

  /// `changed`: is told of the partner (id) whose numbers may have changed, after each transaction.
  Changes(
      Storage storage,
      Secrets secrets,
      Registrations registrations,
      States states,
      InstantSource clock,
      LongConsumer changed) {
    this.storage = storage;
    this.secrets = secrets;
    this.registrations = registrations;
    this.states = states;
    this.clock = clock;
    this.changed = changed;
  }

  /// Takes numbers over, all or none.
  ///
  /// @throws Refusal CONFLICT with the list of those that are live already
  void take(long partnerId, List<Takeover> takeovers) {
    List<NumberSql.Draft> drafts = registrations.drafts(partnerId, takeovers);
    try {
      storage.useWrite(tx -> begin(tx, drafts));
    } finally {
      changed.accept(partnerId);
    }
  }

  /// Registers a number and returns its id.
  ///
  /// @throws Refusal CONFLICT when it is live already
  long connect(Handle tx, long partnerId, Takeover takeover) {
    return begin(tx, registrations.drafts(partnerId, List.of(takeover))).getFirst().numberId();
  }

  private List<WabaNumber> begin(Handle tx, List<NumberSql.Draft> drafts) {
    List<WabaNumber> begun = registrations.begin(tx, drafts);
    states.begin(tx, begun);
    return begun;
  }

  /// Meta's access token of a number (id), decrypted.
  Optional<Secret> token(Handle tx, long numberId) {
    return NumberSql.accessToken(tx, numberId)
        .map(encrypted -> secrets.decryptSecret(encrypted, NumberSql.ACCESS_TOKEN));
  }

  void token(Handle tx, long numberId, Secret accessToken) {
    NumberSql.updateAccessToken(tx, numberId, secrets.encrypt(accessToken, NumberSql.ACCESS_TOKEN));
    states.renewed(tx, numberId);
  }

  /// Changes a live number.
  ///
  /// @throws Refusal NOT_FOUND, or CONFLICT when the new phone number id is live elsewhere
  WhatsAppNumber change(
      String whatsapp, UnaryOperator<WhatsAppNumber> change, @Nullable Secret accessToken) {
    return onNumber(
        whatsapp,
        (tx, before) -> {
          WhatsAppNumber after = change.apply(before);
          NumberSql.update(tx, after);
          if (accessToken != null) {
            token(tx, after.id(), accessToken);
          }
          if (!before.phoneNumberId().equals(after.phoneNumberId())) {
            registrations.move(tx, before, after.phoneNumberId());
          }
          if (!before.wabaId().equals(after.wabaId())) {
            states.moved(tx, after.id());
          }
          return after;
        });
  }

  /// Deletes a live number: it counts up to this second and leaves the list at once.
  ///
  /// @throws Refusal NOT_FOUND
  void delete(String whatsapp) {
    onNumber(whatsapp, this::delete);
  }

  /// The same for a partner's own number; false when it has none of these digits.
  boolean delete(long partnerId, String whatsapp) {
    try {
      onNumber(whatsapp, (tx, number) -> delete(tx, owned(number, partnerId)));
      return true;
    } catch (Refusal refusal) {
      if (refusal.reason() == Reason.NOT_FOUND) {
        return false;
      }
      throw refusal;
    }
  }

  private WhatsAppNumber delete(Handle tx, WhatsAppNumber number) {
    long at = registrations.leave(tx, number, token(tx, number.id()).orElse(null));
    states.end(tx, number, at);
    return number;
  }

  private static WhatsAppNumber owned(WhatsAppNumber number, long partnerId) {
    if (number.partnerId() != partnerId) {
      throw Numbers.unknown();
    }
    return number;
  }

  /// Gives a number a new API key; the one so far stays good for `grace`. `partnerId` null = the
  /// operator, who may do it for any.
  Rotated rotateKey(@Nullable Long partnerId, String whatsapp, Duration grace) {
    Secret key = Secret.random();
    long oldUntil = clock.instant().getEpochSecond() + grace.toSeconds();
    WhatsAppNumber rotated =
        onNumber(
            whatsapp,
            (tx, number) -> {
              WhatsAppNumber own = partnerId == null ? number : owned(number, partnerId);
              byte[] hash = secrets.hash(Hashed.API_KEY, key.reveal());
              byte[] encrypted = secrets.encrypt(key, NumberSql.API_KEY);
              NumberSql.updateKey(tx, own.id(), encrypted, hash, oldUntil);
              return own;
            });
    return new Rotated(key, oldUntil, rotated.keyUsedAt());
  }

  /// Changes a live number in a transaction. What is kept in memory of its partner is read anew
  /// whatever came of it: a commit may have succeeded although its answer was lost.
  private WhatsAppNumber onNumber(
      String whatsapp, BiFunction<Handle, WhatsAppNumber, WhatsAppNumber> change) {
    AtomicLong partnerId = new AtomicLong();
    try {
      return storage.write(tx -> {
        WhatsAppNumber number = NumberSql.lock(tx, secrets, whatsapp).orElseThrow(Numbers::unknown);
        partnerId.set(number.partnerId());
        return change.apply(tx, number);
      });
    } finally {
      if (partnerId.get() != 0) {
        changed.accept(partnerId.get());
      }
    }
  }
}
