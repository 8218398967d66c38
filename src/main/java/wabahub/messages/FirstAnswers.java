package wabahub.messages;

import java.io.Serial;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.http.Answer;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.hubs.Hubs;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Requests with an `Idempotency-Key`: within 24 hours the same request is carried out once, and
/// its repeats get the first answer again.
final class FirstAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(FirstAnswers.class);

  static final String HEADER = "Idempotency-Key";
  static final Duration KEPT = Duration.ofHours(24);

  private static final Duration PATIENCE = Desk.PATIENCE.plusSeconds(2);
  private static final Duration GLANCE = Duration.ofMillis(50);

  private final Storage storage;
  private final Secrets secrets;
  private final Hubs hubs;
  private final Hashes hashes;
  private final InstantSource clock;
  private final Map<String, CountDownLatch> underWay = new ConcurrentHashMap<>();

  FirstAnswers(Storage storage, Secrets secrets, Hubs hubs, InstantSource clock) {
    this.storage = storage;
    this.hubs = hubs;
    this.secrets = secrets;
    this.hashes = new Hashes(secrets);
    this.clock = clock;
  }

  /// Somebody else has written down an answer meanwhile.
  private static final class Beaten extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    Beaten() {
      super("", null, false, false);
    }
  }

  /// Writes an answer down with what it is the answer to.
  final class Ticket {
    private final long numberId;
    private final byte[] key;
    private final byte[] request;
    private byte[] answer = {};
    private @Nullable Function<Reason, Answer> refusal;

    private Ticket(long numberId, byte[] key, byte[] request) {
      this.numberId = numberId;
      this.key = key;
      this.request = request;
    }

    /// What a repeat gets: accepted, unless it is [#refused].
    void answer(Answer accepted) {
      answer = secrets.encrypt(accepted.body(), Messages.ANSWER);
    }

    /// The same with the answer to a refusal.
    void answer(Answer accepted, Function<Reason, Answer> refused) {
      answer(accepted);
      refusal = refused;
    }

    /// WhatsApp has refused it while the caller still waits: that is what a repeat gets, also when
    /// the caller never hears of it.
    void refused(Handle tx, Reason reason) {
      Function<Reason, Answer> said = refusal;
      if (said != null) {
        byte[] encrypted = secrets.encrypt(said.apply(reason).body(), Messages.ANSWER);
        SendKeySql.answer(tx, numberId, key, encrypted);
      }
    }

    /// `settled`: no other answer comes.
    void keep(Handle tx, boolean settled) {
      long now = now();
      var first = new SendKeySql.First(request, answer, settled, now);
      if (!SendKeySql.insert(tx, numberId, key, first, now - KEPT.toSeconds())) {
        throw new Beaten();
      }
    }

    /// The caller has got the answer: a repeat at another hub need not wait for it. Should this
    /// fail, it waits a little.
    void settle() {
      if (hubs.live() > 1) {
        try {
          storage.useWrite(tx -> SendKeySql.settle(tx, numberId, key));
        } catch (RuntimeException e) {
          LOG.warn("a repeat may wait for an answer that is there: {}", e.getMessage());
        }
      }
    }
  }

  /// Answers a request, or says again what was answered. `work` gets a ticket when there is a key.
  Answer answer(Keyhole.Caller caller, String call, Function<@Nullable Ticket, Answer> work) {
    List<String> headers = caller.call().headers(HEADER);
    if (headers.isEmpty()) {
      return work.apply(null);
    }
    String text = headers.getFirst().strip();
    if (headers.size() > 1 || !text.matches("[!-~]{1,255}")) {
      throw new Refusal(Reason.INVALID, "The Idempotency-Key has 1 to 255 visible characters.");
    }
    byte[] key = hashes.key(text);
    byte[] request = hashes.request(call, Json.bytes(caller.body()));
    Ticket ticket = new Ticket(caller.number().id(), key, request);
    String place = ticket.numberId + " " + HexFormat.of().formatHex(key);
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch before = underWay.putIfAbsent(place, end);
    if (before != null) {
      await(before);
      return first(ticket).orElseThrow(() -> new Refusal(Reason.CONFLICT));
    }
    try {
      Optional<Answer> first = first(ticket);
      return first.isPresent() ? first.get() : fresh(ticket, work);
    } finally {
      underWay.remove(place);
      end.countDown();
    }
  }

  private Answer fresh(Ticket ticket, Function<@Nullable Ticket, Answer> work) {
    try {
      return work.apply(ticket);
    } catch (Beaten e) {
      return first(ticket).orElseThrow(() -> new Refusal(Reason.CONFLICT));
    }
  }

  private Optional<Answer> first(Ticket ticket) {
    return settled(ticket)
        .map(first -> {
          if (!MessageDigest.isEqual(first.request(), ticket.request)) {
            throw new Refusal(Reason.CONFLICT, "The Idempotency-Key was used for another request.");
          }
          return Answer.of(200, Answer.JSON, secrets.decrypt(first.answer(), Messages.ANSWER));
        });
  }

  /// The first request with this key; one that another hub is still at is waited for.
  private Optional<SendKeySql.First> settled(Ticket ticket) {
    Optional<SendKeySql.First> first = find(ticket);
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < PATIENCE.dividedBy(GLANCE) && isElsewhere(first); i++) {
      try {
        never.await(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Refusal(Reason.NOT_READY);
      }
      first = find(ticket);
    }
    return first;
  }

  private Optional<SendKeySql.First> find(Ticket ticket) {
    long after = now() - KEPT.toSeconds();
    return storage.read(tx -> SendKeySql.find(tx, ticket.numberId, ticket.key, after));
  }

  /// What a hub was at that has died meanwhile stays without a last word.
  private boolean isElsewhere(Optional<SendKeySql.First> first) {
    long since = now() - PATIENCE.toSeconds();
    return hubs.live() > 1 && first.filter(f -> !f.settled() && f.at() >= since).isPresent();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new Refusal(Reason.CONFLICT, "The first request with this key is under way.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(Reason.NOT_READY);
    }
  }

  /// Deletes some of what is over.
  int clean(int limit) {
    return storage.write(tx -> SendKeySql.delete(tx, now() - KEPT.toSeconds(), limit));
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
