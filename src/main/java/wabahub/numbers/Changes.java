package wabahub.numbers;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
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
  private final Circle circle;

  /// Who hears of changes of the numbers of a partner (id).
  interface Circle {
    /// In the transaction.
    void tell(Handle tx, long partnerId);

    /// After it, or what may have been one.
    void changed(long partnerId);
  }

  Changes(
      Storage storage,
      Secrets secrets,
      Registrations registrations,
      States states,
      InstantSource clock,
      Circle circle) {
    this.storage = storage;
    this.secrets = secrets;
    this.registrations = registrations;
    this.states = states;
    this.clock = clock;
    this.circle = circle;
  }

  /// Takes numbers over, all or none.
  ///
  /// @throws Refusal CONFLICT with the list of those that are live already
  void take(long partnerId, List<Takeover> takeovers) {
    List<NumberSql.Draft> drafts = registrations.drafts(partnerId, takeovers);
    try {
      storage.useWrite(tx -> begin(tx, drafts));
    } finally {
      circle.changed(partnerId);
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
    registrations.connected(tx, begun);
    circle.tell(tx, drafts.getFirst().partnerId());
    return begun;
  }

  /// Connects a live number, which is locked, anew; its names and keys stay.
  ///
  /// @throws Refusal CONFLICT when the phone number id is live under another number
  void reconnect(Handle tx, WhatsAppNumber number, Takeover again) {
    apply(
        tx,
        number,
        number.with(again.wabaId(), again.phoneNumberId(), again.coexistence()),
        again.accessToken());
    states.mended(tx, number.id());
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
          apply(tx, before, after, accessToken);
          return after;
        });
  }

  private void apply(
      Handle tx, WhatsAppNumber before, WhatsAppNumber after, @Nullable Secret accessToken) {
    boolean phoneMoves = !before.phoneNumberId().equals(after.phoneNumberId());
    boolean wabaMoves = !before.wabaId().equals(after.wabaId());
    if (phoneMoves) {
      // First, for it may be refused: whoever takes the refusal for an answer commits nothing else.
      registrations.move(tx, before, after.phoneNumberId());
    }
    NumberSql.update(tx, after);
    circle.tell(tx, after.partnerId());
    if (accessToken != null) {
      token(tx, after.id(), accessToken);
    }
    if (wabaMoves) {
      states.moved(tx, after.id());
    }
    if (accessToken != null || phoneMoves || wabaMoves) {
      WabaSql.lockLive(tx, after.id())
          .ifPresent(number -> registrations.connected(tx, List.of(number)));
    }
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
    circle.tell(tx, number.partnerId());
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
              circle.tell(tx, own.partnerId());
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
        circle.changed(partnerId.get());
      }
    }
  }
}
