package wabahub.intake;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.metering.Element;
import wabahub.numbers.Numbers;
import wabahub.secrets.Hashed;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Elements that cannot be applied now: held until their number is registered or their time has
/// come, or set aside because they cannot be read.
final class Waiting {
  static final long PATIENCE_SECONDS = 30L * 86_400;
  private static final String BODY = "waiting.body";
  private static final int NUMBERS = 500;

  private final Storage storage;
  private final Secrets secrets;
  private final Numbers numbers;
  private final InstantSource clock;

  Waiting(Storage storage, Secrets secrets, Numbers numbers, InstantSource clock) {
    this.storage = storage;
    this.secrets = secrets;
    this.numbers = numbers;
    this.clock = clock;
  }

  /// A webhook that waited, decrypted; `arrivedAt` in UNIX seconds.
  record Released(long id, long arrivedAt, byte[] body) {}

  void holdForNumber(Handle tx, Element element, String phoneNumberId, long arrivedAt) {
    hold(tx, element, phoneNumberId, null, arrivedAt);
  }

  void holdUntil(Handle tx, Element element, long dueAt, long arrivedAt) {
    hold(tx, element, null, dueAt, arrivedAt);
  }

  private void hold(
      Handle tx,
      Element element,
      @Nullable String phoneNumberId,
      @Nullable Long dueAt,
      long arrivedAt) {
    byte[] body = Webhook.wrap(element);
    byte[] encrypted = secrets.encrypt(body, BODY);
    WaitingSql.hold(
        tx, new WaitingSql.Hold(content(body), phoneNumberId, dueAt, arrivedAt, encrypted));
  }

  void setAside(Handle tx, String reason, byte[] body, long arrivedAt) {
    WaitingSql.setAside(tx, content(body), reason, arrivedAt, secrets.encrypt(body, BODY));
  }

  private byte[] content(byte[] body) {
    return secrets.hash(Hashed.PERSON, body);
  }

  /// In UNIX seconds.
  long now() {
    return clock.instant().getEpochSecond();
  }

  /// Some of those whose time has come.
  List<Released> due(int limit) {
    return released(storage.read(tx -> WaitingSql.due(tx, now(), limit)));
  }

  /// Some of those whose number has been registered within 30 days of their arrival.
  List<Released> registered(int limit) {
    List<WaitingSql.Held> found = new ArrayList<>();
    String after = "";
    for (List<String> awaited = awaited(after);
        !awaited.isEmpty() && found.size() < limit;
        awaited = awaited(after)) {
      found.addAll(registered(awaited, limit));
      after = awaited.getLast();
    }
    found.sort(Comparator.comparingLong(WaitingSql.Held::id));
    return released(found.stream().limit(limit).toList());
  }

  private List<String> awaited(String after) {
    return storage.read(tx -> WaitingSql.awaited(tx, after, NUMBERS));
  }

  private List<WaitingSql.Held> registered(List<String> phones, int limit) {
    return storage.read(tx -> {
      Map<String, Long> since = numbers.firstRegisteredAt(tx, phones);
      since.replaceAll((phone, at) -> at - PATIENCE_SECONDS);
      return WaitingSql.since(tx, since, limit);
    });
  }

  private List<Released> released(List<WaitingSql.Held> held) {
    return held.stream()
        .map(h -> new Released(h.id(), h.arrivedAt(), secrets.decrypt(h.body(), BODY)))
        .toList();
  }

  void release(Handle tx, List<Long> ids) {
    if (!ids.isEmpty()) {
      WaitingSql.release(tx, ids);
    }
  }

  List<WaitingSql.Parked> list(Shelf shelf, long after, int limit) {
    return storage.read(tx -> WaitingSql.list(tx, shelf, after, limit));
  }

  /// @throws Refusal NOT_FOUND
  WaitingSql.Parked get(Shelf shelf, long id) {
    return storage
        .read(tx -> WaitingSql.find(tx, shelf, id))
        .orElseThrow(() -> new Refusal(Reason.NOT_FOUND));
  }

  long count(Shelf shelf) {
    return storage.read(tx -> WaitingSql.count(tx, shelf));
  }

  /// What Meta sent.
  ///
  /// @throws Refusal NOT_FOUND when it does not wait there
  byte[] body(Shelf shelf, long id) {
    byte[] encrypted =
        storage
            .read(tx -> WaitingSql.body(tx, shelf, id))
            .orElseThrow(() -> new Refusal(Reason.NOT_FOUND));
    return secrets.decrypt(encrypted, BODY);
  }

  /// Whether the same content waits, on either shelf.
  boolean contains(WaitingSql.Parked parked) {
    return storage.read(tx -> WaitingSql.contains(tx, parked.content()));
  }

  /// Gives up on some elements whose number was not registered in 30 days. A day later: a number
  /// that was registered in time may not be committed yet.
  int expire(int limit) {
    long before = now() - PATIENCE_SECONDS - 86_400;
    return storage.write(tx -> WaitingSql.expire(tx, before, limit));
  }
}
