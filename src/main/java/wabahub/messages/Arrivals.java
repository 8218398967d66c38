package wabahub.messages;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.http.Json;
import wabahub.messages.Event.Incoming;
import wabahub.messages.Event.Status;
import wabahub.numbers.Ownership;
import wabahub.secrets.Secrets;

/// Writes down what Meta's webhooks tell of messages: repeats change nothing, order does not
/// matter, what cannot be read is passed over.
final class Arrivals {
  private final Secrets secrets;
  private final Hashes hashes;
  private final List<Follower> followers;

  Arrivals(Secrets secrets, List<Follower> followers) {
    this.secrets = secrets;
    this.hashes = new Hashes(secrets);
    this.followers = followers;
  }

  /// An event and the number (id) that it belongs to.
  private record Owned<E extends Event>(long numberId, E event) {}

  /// `owners` by phone number id.
  void apply(Handle tx, List<Told> told, Map<String, Ownership> owners) {
    List<Event> events = told.stream().map(Event::of).filter(Objects::nonNull).toList();
    if (events.isEmpty()) {
      return;
    }
    List<Owned<Incoming>> incoming = new ArrayList<>();
    List<Owned<Status>> statuses = new ArrayList<>();
    for (Event event : events) {
      Ownership owner = owners.get(event.phoneNumberId());
      if (owner != null) {
        owner
            .place(event.at())
            .map(Ownership.Place::numberId)
            .ifPresent(number -> {
              switch (event) {
                case Incoming message -> incoming.add(new Owned<>(number, message));
                case Status status -> statuses.add(new Owned<>(number, status));
              }
            });
      }
    }
    receive(tx, incoming);
    new StatusMerge(secrets, followers)
        .apply(
            tx,
            statuses.stream().map(s -> new StatusMerge.Heard(s.numberId(), s.event())).toList());
  }

  private void receive(Handle tx, List<Owned<Incoming>> incoming) {
    if (incoming.isEmpty()) {
      return;
    }
    Map<String, Owned<Incoming>> byCode = new LinkedHashMap<>();
    incoming.stream()
        .sorted(Comparator.comparingLong(owned -> owned.event().at()))
        .forEach(owned -> byCode.putIfAbsent(place(owned), owned));
    Set<String> fresh =
        ArrivalSql.insert(tx, byCode.values().stream().map(this::messageRow).toList());
    ArrivalSql.contacts(tx, contactRows(List.copyOf(byCode.values())));
    List<Received> received =
        byCode.entrySet().stream()
            .filter(entry -> fresh.contains(entry.getKey()))
            .map(entry -> received(entry.getValue()))
            .toList();
    if (!received.isEmpty()) {
      followers.forEach(follower -> follower.received(tx, received));
    }
  }

  /// Its code behind its number.
  private String place(Owned<Incoming> owned) {
    return owned.numberId() + " " + hashes.unique(owned.numberId(), owned.event().wamid());
  }

  private Received received(Owned<Incoming> owned) {
    Incoming message = owned.event();
    return new Received(
        owned.numberId(),
        hashes.unique(owned.numberId(), message.wamid()),
        message.from(),
        message.userId(),
        message.name(),
        message.at(),
        message.content(),
        message.contact());
  }

  private @Nullable Object[] messageRow(Owned<Incoming> owned) {
    Incoming message = owned.event();
    return new @Nullable Object[] {
      owned.numberId(),
      hashes.unique(owned.numberId(), message.wamid()),
      hashes.person(message.from()),
      message.type(),
      secrets.encrypt(Json.bytes(message.content()), Messages.BODY),
      encrypted(message.wamid(), Messages.WAMID),
      hashes.wamid(message.wamid()),
      message.at()
    };
  }

  private byte[] encrypted(String text, String what) {
    return secrets.encrypt(text.getBytes(StandardCharsets.UTF_8), what);
  }

  /// One row a contact: the later message says the name, the latest one that the customer wrote
  /// opens the 24 hours.
  private List<@Nullable Object[]> contactRows(List<Owned<Incoming>> byTime) {
    Map<String, @Nullable Object[]> rows = new LinkedHashMap<>();
    for (Owned<Incoming> owned : byTime) {
      Incoming message = owned.event();
      byte[] person = hashes.person(message.from());
      // By what it is stored as: of two odd texts that cannot be told apart in UTF-8 there is one.
      String key = owned.numberId() + " " + HexFormat.of().formatHex(person);
      @Nullable Object[] before = rows.get(key);
      Object lastIn =
          message.isWritten() ? (Object) message.at() : before == null ? null : before[5];
      Object name =
          message.name().isEmpty()
              ? before == null ? null : before[4]
              : encrypted(message.name(), Messages.NAME);
      rows.put(
          key,
          new @Nullable Object[] {
            owned.numberId(),
            person,
            message.userId().isEmpty() ? null : hashes.person(message.userId()),
            encrypted(message.from(), Messages.COUNTERPART),
            name,
            lastIn,
            message.at()
          });
    }
    return List.copyOf(rows.values());
  }
}
