package wabahub.messages;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.messages.FirstAnswers.Ticket;
import wabahub.numbers.Numbers;
import wabahub.numbers.WhatsAppNumber;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Accepts messages: what it has accepted is durable. Whether WhatsApp would take one at all, the
/// 24 hours, is decided from what customers wrote, as far as the hub can know that.
final class Desk {
  /// How long a caller waits for the first attempt.
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final long WINDOW = Duration.ofHours(24).toSeconds();
  private static final int QUEUE_SECONDS = 10;
  private static final int BULK_SECONDS = 300;

  private final Storage storage;
  private final Secrets secrets;
  private final Hashes hashes;
  private final Numbers numbers;
  private final Gateway gateway;
  private final Desk.Limits limits;

  /// The pace of numbers and of their recipients.
  record Limits(Pace pace, InstantSource clock) {}

  Desk(Storage storage, Secrets secrets, Numbers numbers, Gateway gateway, Limits limits) {
    this.storage = storage;
    this.secrets = secrets;
    this.hashes = new Hashes(secrets);
    this.numbers = numbers;
    this.gateway = gateway;
    this.limits = limits;
  }

  /// A message to be accepted. `replyTo`: the wamid that it quotes, "" = none.
  record Draft(Recipient to, Content content, String replyTo) {
    boolean isTemplate() {
      return content.type().equals("template");
    }
  }

  /// 32 upper-case hex digits.
  static String code() {
    UUID uuid = UUID.randomUUID();
    return HexFormat.of().withUpperCase().toHexDigits(uuid.getMostSignificantBits())
        + HexFormat.of().withUpperCase().toHexDigits(uuid.getLeastSignificantBits());
  }

  /// Accepts a message under a code and waits a little for the first attempt; returns what that
  /// came to, OK also when it is not over.
  ///
  /// @throws Refusal when it is not accepted
  Reason send(WhatsAppNumber number, String code, Draft draft, @Nullable Ticket ticket) {
    turn(number, draft.to());
    Waiters.Waiter waiter =
        gateway
            .waiters()
            .add(
                code,
                (tx, reason) -> {
                  if (ticket != null) {
                    ticket.refused(tx, reason);
                  }
                });
    try {
      storage.useWrite(tx -> {
        needRoom(tx, number, 1, false);
        accept(tx, number, code, draft, false);
        keep(tx, ticket, false);
      });
    } catch (RuntimeException e) {
      gateway.waiters().remove(code);
      giveBack(number, draft);
      throw e;
    }
    gateway.send(number.id());
    Reason reason = gateway.await(number.id(), code, waiter, PATIENCE).orElse(Reason.OK);
    if (ticket != null && reason == Reason.OK) {
      ticket.settle();
    }
    return reason;
  }

  private static void keep(Handle tx, @Nullable Ticket ticket, boolean settled) {
    if (ticket != null) {
      ticket.keep(tx, settled);
    }
  }

  /// Accepts many, to be sent after single ones; nobody waits for them.
  void sendAll(
      WhatsAppNumber number, List<String> codes, List<Draft> drafts, @Nullable Ticket ticket) {
    try {
      storage.useWrite(tx -> {
        needRoom(tx, number, drafts.size(), true);
        for (int i = 0; i < drafts.size(); i++) {
          accept(tx, number, codes.get(i), drafts.get(i), true);
        }
        keep(tx, ticket, true);
      });
    } catch (RuntimeException e) {
      drafts.forEach(draft -> giveBack(number, draft));
      throw e;
    }
    gateway.send(number.id());
  }

  /// @throws Refusal V2_PACE when the recipient has had too much
  void turn(WhatsAppNumber number, Recipient to) {
    Duration wait = limits.pace().takePair(number.id(), hashes.person(to.address()));
    if (wait.isPositive()) {
      throw new Refusal(Reason.V2_PACE).retryAfter(wait);
    }
  }

  private void giveBack(WhatsAppNumber number, Draft draft) {
    limits.pace().giveBack(number.id(), hashes.person(draft.to().address()));
  }

  private static void needRoom(Handle tx, WhatsAppNumber number, int more, boolean bulk) {
    int room = Pace.rate(number.coexistence()) * (bulk ? BULK_SECONDS : QUEUE_SECONDS);
    if (QueueSql.waiting(tx, number.id(), bulk) + more > room) {
      throw new Refusal(Reason.V2_PACE).retryAfter(Duration.ofSeconds(1));
    }
  }

  private void accept(Handle tx, WhatsAppNumber number, String code, Draft draft, boolean bulk) {
    long now = now();
    byte[] identity = hashes.person(draft.to().address());
    Optional<ContactSql.Row> contact = ContactSql.find(tx, number.id(), identity);
    if (!draft.isTemplate()) {
      needWindow(tx, number, contact.map(ContactSql.Row::lastInAt), now);
    }
    // Somebody known by number and user id is one recipient.
    byte[] person = contact.map(ContactSql.Row::person).orElse(identity);
    var ask = draft.content().ask().deepCopy();
    draft.to().address(ask);
    if (!draft.replyTo().isEmpty()) {
      ask.putObject("context").put("message_id", draft.replyTo());
    }
    ask.put("biz_opaque_callback_data", code);
    String from = number.whatsapp().digits();
    byte[] body = new Outgoing(from, draft.to().address(), ask).write(secrets);
    var due = new QueueSql.Due(now, bulk);
    QueueSql.insert(tx, number.id(), code, person, draft.content().type(), body, due);
    byte[] counterpart =
        secrets.encrypt(
            draft.to().address().getBytes(StandardCharsets.UTF_8), Messages.COUNTERPART);
    ContactSql.written(tx, number.id(), person, counterpart, now);
  }

  /// The hub knows of every message since the number has been here, and with this partner, for a
  /// day; before that, WhatsApp decides.
  private void needWindow(Handle tx, WhatsAppNumber number, Optional<Long> lastIn, long now) {
    if (lastIn.filter(at -> at > now - WINDOW).isPresent()) {
      return;
    }
    if (numbers.registeredAt(tx, number.id()).filter(at -> at <= now - WINDOW).isPresent()) {
      throw new Refusal(lastIn.isPresent() ? Reason.V2_WINDOW : Reason.V2_FIRST_CONTACT);
    }
  }

  /// The message of a number with this code.
  Optional<HistorySql.Row> find(WhatsAppNumber number, String code) {
    return storage.read(tx -> HistorySql.find(tx, number.id(), code));
  }

  /// Meta's id of a message; "" while Meta has not taken it.
  String wamid(HistorySql.Row message) {
    byte[] wamid = message.wamid();
    return wamid == null
        ? ""
        : new String(secrets.decrypt(wamid, Messages.WAMID), StandardCharsets.UTF_8);
  }

  private long now() {
    return limits.clock().instant().getEpochSecond();
  }
}
