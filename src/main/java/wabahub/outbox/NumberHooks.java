package wabahub.outbox;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.hubs.Hubs;
import wabahub.outbox.NumberHookSql.Draft;
import wabahub.outbox.NumberHookSql.Wish;
import wabahub.outbox.NumberWebhook.Change;
import wabahub.outbox.NumberWebhook.Owner;
import wabahub.outbox.WebhookSql.Rotation;
import wabahub.partners.Partners;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Where the consumers of a number are told things.
final class NumberHooks {
  static final int MAX = 10;

  /// What the main webhook is told of before anybody says more.
  static final Set<Topic> FIRST = EnumSet.of(Topic.MESSAGE, Topic.APP, Topic.FAILED);

  /// What somebody wants to be told of has changed.
  private static final String KIND = "hooks";

  private static final String ALERT = "webhook.phone_alert";

  private final Storage storage;
  private final Hubs hubs;
  private final Secrets secrets;
  private final Webhooks webhooks;
  private final InstantSource clock;

  /// What the webhooks of each number (id) are told of, taken together; null = to be read anew.
  private volatile @Nullable Wishes wishes;

  private record Wishes(Map<Long, Set<Topic>> ofNumber, Set<Topic> ofAll) {}

  private final AtomicLong changes = new AtomicLong();

  NumberHooks(Storage storage, Hubs hubs, Secrets secrets, Webhooks webhooks, InstantSource clock) {
    this.storage = storage;
    this.hubs = hubs;
    this.secrets = secrets;
    this.webhooks = webhooks;
    this.clock = clock;
    hubs.follow(KIND, new Memory());
  }

  /// Follows what other hubs do.
  private final class Memory implements wabahub.hubs.Follower {
    @Override
    public void changed(wabahub.hubs.Change change) {
      NumberHooks.this.changed();
    }

    @Override
    public void forget() {
      NumberHooks.this.changed();
    }
  }

  /// What somebody wants to be told of a number (id): a look into memory, nearly always.
  Set<Topic> wanted(Handle tx, long numberId) {
    return known(tx).ofNumber().getOrDefault(numberId, Set.of());
  }

  /// Whether anybody wants to be told of this.
  boolean isWanted(Handle tx, Topic topic) {
    return known(tx).ofAll().contains(topic);
  }

  /// The same outside a transaction.
  boolean isWanted(Topic topic) {
    Wishes known = wishes;
    return (known == null ? storage.read(this::read) : known).ofAll().contains(topic);
  }

  private Wishes known(Handle tx) {
    Wishes known = wishes;
    return known == null ? read(tx) : known;
  }

  /// What was read before a change is committed is not kept: [#changed] comes after the commit.
  private Wishes read(Handle tx) {
    long before = changes.get();
    Map<Long, Set<Topic>> ofNumber = new HashMap<>();
    Set<Topic> ofAll = EnumSet.noneOf(Topic.class);
    for (Wish wish : NumberHookSql.allWishes(tx)) {
      ofNumber
          .computeIfAbsent(wish.numberId(), id -> EnumSet.noneOf(Topic.class))
          .addAll(wish.topics());
      ofAll.addAll(wish.topics());
    }
    Wishes read = new Wishes(ofNumber, ofAll);
    synchronized (changes) {
      if (changes.get() == before) {
        wishes = read;
      }
    }
    return read;
  }

  /// After a commit, or what may have been one.
  void changed() {
    synchronized (changes) {
      changes.incrementAndGet();
      wishes = null;
    }
  }

  List<Wish> wishes(Handle tx, Collection<Long> numberIds) {
    return NumberHookSql.wishes(tx, numberIds);
  }

  List<NumberWebhook> list(long numberId) {
    return storage.read(tx -> NumberHookSql.list(tx, numberId)).stream().map(this::hook).toList();
  }

  /// @throws Refusal NOT_FOUND
  NumberWebhook get(long numberId, long id) {
    return storage
        .read(tx -> NumberHookSql.find(tx, numberId, id))
        .map(this::hook)
        .orElseThrow(NumberHooks::unknown);
  }

  static Refusal unknown() {
    return new Refusal(Reason.NOT_FOUND, "This number has no such webhook.");
  }

  Optional<NumberWebhook> main(long numberId) {
    return list(numberId).stream().filter(NumberWebhook::isMain).findFirst();
  }

  /// Sets the main webhook, which is there from then on. `flags`: topics that it is told of from
  /// now on, or no longer.
  NumberWebhook setMain(Owner owner, Change change, Map<Topic, Boolean> flags) {
    return write(tx -> {
      Partners.lock(tx, owner.partnerId());
      if (main(tx, owner.numberId()).isEmpty()) {
        insert(tx, owner, true, new Draft("", null, FIRST, false, null));
      }
      NumberHookSql.Row row = main(tx, owner.numberId()).orElseThrow();
      return update(tx, owner, row, change.with(flagged(row.topics(), flags)));
    });
  }

  private static Set<Topic> flagged(Set<Topic> before, Map<Topic, Boolean> flags) {
    Set<Topic> topics = EnumSet.noneOf(Topic.class);
    topics.addAll(before);
    flags.forEach((topic, wanted) -> {
      if (wanted) {
        topics.add(topic);
      } else {
        topics.remove(topic);
      }
    });
    return topics;
  }

  private static Optional<NumberHookSql.Row> main(Handle tx, long numberId) {
    return NumberHookSql.list(tx, numberId).stream().filter(NumberHookSql.Row::isMain).findFirst();
  }

  /// @throws Refusal CONFLICT when the number has as many as it may have
  NumberWebhook add(Owner owner, Change change) {
    return write(tx -> {
      Partners.lock(tx, owner.partnerId());
      if (NumberHookSql.list(tx, owner.numberId()).size() >= MAX) {
        throw new Refusal(Reason.CONFLICT, "A number has up to " + MAX + " webhooks.");
      }
      Draft draft = draft(new Draft("", null, FIRST, true, null), change);
      long id = insert(tx, owner, false, draft).orElseThrow();
      return hook(find(tx, owner.numberId(), id));
    });
  }

  /// Returns its id; empty when the number has a main webhook already.
  private Optional<Long> insert(Handle tx, Owner owner, boolean main, Draft draft) {
    byte[] secret = secrets.encrypt(Secret.random(), Webhooks.SECRET);
    return NumberHookSql.insert(tx, owner, main, draft, new NumberHookSql.First(secret, now()));
  }

  /// @throws Refusal NOT_FOUND
  NumberWebhook change(Owner owner, long id, Change change) {
    return write(tx -> {
      // What is not said stays as it is: of two who change it at once one comes after the other.
      Partners.lock(tx, owner.partnerId());
      return update(tx, owner, find(tx, owner.numberId(), id), change);
    });
  }

  private NumberWebhook update(Handle tx, Owner owner, NumberHookSql.Row row, Change change) {
    long id = row.webhook().id();
    Draft before =
        new Draft(
            row.name(),
            row.webhook().url(),
            row.topics(),
            row.webhook().retries(),
            row.phoneAlert());
    NumberHookSql.update(tx, id, draft(before, change));
    return hook(find(tx, owner.numberId(), id));
  }

  private Draft draft(Draft before, Change change) {
    return new Draft(
        change.name() == null ? before.name() : change.name(),
        change.url() == null ? before.url() : encrypted(change.url(), Webhooks.URL),
        change.topics() == null ? before.topics() : change.topics(),
        change.retries() == null ? before.retries() : change.retries(),
        change.phoneAlert() == null ? before.phoneAlert() : encrypted(change.phoneAlert(), ALERT));
  }

  private byte @Nullable [] encrypted(String text, String what) {
    return text.isEmpty() ? null : secrets.encrypt(text.getBytes(StandardCharsets.UTF_8), what);
  }

  /// @throws Refusal NOT_FOUND
  NumberWebhook rotate(long numberId, long id) {
    byte[] secret = secrets.encrypt(Secret.random(), Webhooks.SECRET);
    Rotation rotation = new Rotation(secret, now(), now() + Webhooks.OVERLAP.toSeconds());
    return write(tx -> {
      find(tx, numberId, id);
      NumberHookSql.rotate(tx, id, rotation);
      return hook(find(tx, numberId, id));
    });
  }

  /// @throws Refusal NOT_FOUND
  void delete(long numberId, long id) {
    write(tx -> {
      find(tx, numberId, id);
      NumberHookSql.end(tx, id, now());
      return true;
    });
  }

  /// The number is deleted; [#changed] comes after the commit.
  void deleteAll(Handle tx, long numberId) {
    NumberHookSql.list(tx, numberId)
        .forEach(row -> NumberHookSql.end(tx, row.webhook().id(), now()));
    hubs.tell(tx, KIND, List.of(numberId));
  }

  private <T> T write(wabahub.storage.Work<T> work) {
    try {
      return storage.write(tx -> {
        hubs.tell(tx, KIND, List.of());
        return work.run(tx);
      });
    } finally {
      changed();
    }
  }

  private static NumberHookSql.Row find(Handle tx, long numberId, long id) {
    return NumberHookSql.find(tx, numberId, id).orElseThrow(NumberHooks::unknown);
  }

  private NumberWebhook hook(NumberHookSql.Row row) {
    Webhook webhook = webhooks.webhook(row.webhook());
    byte[] alert = row.phoneAlert();
    return new NumberWebhook(
        webhook.id(),
        row.isMain(),
        row.name(),
        webhook.url(),
        row.topics(),
        row.webhook().retries(),
        alert == null ? "" : secrets.decryptSecret(alert, ALERT).reveal(),
        webhook.secret(),
        webhook.secretAt(),
        webhook.oldUntil());
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
