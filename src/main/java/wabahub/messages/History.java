package wabahub.messages;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;
import wabahub.numbers.WhatsAppNumber;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// What is kept of a number's messages and contacts, to be read.
final class History {
  static final int PAGE = 50;

  private static final int CLEANED = 500;

  /// Meta's customer service window.
  private static final Duration WINDOW = Duration.ofHours(24);

  private final Storage storage;
  private final Secrets secrets;
  private final Hashes hashes;
  private final InstantSource clock;
  private final int days;

  /// `days`: how long messages are kept; 0 = no longer than sending itself needs them, and nobody
  /// sees them.
  History(Storage storage, Secrets secrets, InstantSource clock, int days) {
    this.storage = storage;
    this.secrets = secrets;
    this.hashes = new Hashes(secrets);
    this.clock = clock;
    this.days = days;
  }

  /// Whole minutes left of the 24 hours since a customer's last message, 0 when they are over.
  long minutesLeft(WhatsAppNumber number, Recipient customer) {
    long end =
        contact(number, customer)
            .map(ContactSql.Row::lastInAt)
            .map(at -> at + WINDOW.toSeconds())
            .orElse(0L);
    return Math.max(0, (end - now() + 59) / 60);
  }

  private Optional<ContactSql.Row> contact(WhatsAppNumber number, Recipient customer) {
    byte[] identity = hashes.person(customer.address());
    return storage.read(tx -> ContactSql.find(tx, number.id(), identity));
  }

  /// Meta's id of a customer's last message.
  Optional<String> lastIncoming(WhatsAppNumber number, Recipient customer) {
    return contact(number, customer)
        .flatMap(contact ->
            storage.read(tx -> HistorySql.lastIncoming(tx, number.id(), contact.person())))
        .flatMap(message -> Optional.ofNullable(message.wamid()))
        .map(wamid -> text(wamid, Messages.WAMID));
  }

  /// `page` from 1.
  List<Map<String, Object>> contacts(WhatsAppNumber number, int page) {
    if (days == 0) {
      return List.of();
    }
    return storage.read(tx -> ContactSql.page(tx, number.id(), PAGE, (page - 1) * PAGE)).stream()
        .map(this::contact)
        .toList();
  }

  private Map<String, Object> contact(ContactSql.Row row) {
    byte[] name = row.name();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("contact_phone", text(row.counterpart(), Messages.COUNTERPART));
    fields.put("contact_name", name == null ? "" : text(name, Messages.NAME));
    fields.put("update_time", row.updatedAt());
    fields.put("online_contact_id", 0);
    fields.put("online_conversation_id", 0);
    fields.put("contact_profilePic", null);
    return fields;
  }

  /// `with`: null = everybody.
  List<Map<String, Object>> messages(WhatsAppNumber number, @Nullable Recipient with, int page) {
    if (days == 0) {
      return List.of();
    }
    byte[] person = null;
    if (with != null) {
      person =
          contact(number, with)
              .map(ContactSql.Row::person)
              .orElseGet(() -> hashes.person(with.address()));
    }
    byte @Nullable [] whose = person;
    return storage
        .read(tx -> HistorySql.page(tx, number.id(), whose, PAGE, (page - 1) * PAGE))
        .stream()
        .map(row -> message(number, row))
        .toList();
  }

  private Map<String, Object> message(WhatsAppNumber number, HistorySql.Row row) {
    String own = number.whatsapp().digits();
    JsonNode body = Json.parseTolerantly(secrets.decrypt(row.body(), Messages.BODY)).orElseThrow();
    String other =
        row.incoming()
            ? body.path("from").asString(body.path("from_user_id").asString(""))
            : body.path("to").asString("");
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("unique", row.code());
    fields.put("timestamp", Long.toString(row.createdAt()));
    fields.put("direction", row.incoming() ? "1" : "2");
    fields.put("from", row.incoming() ? other : own);
    fields.put("to", row.incoming() ? own : other);
    fields.put("type", type(row, body));
    fields.put("state", row.state().number());
    fields.put("message", row.incoming() ? Gist.of(body) : Gist.of(body.path("ask")));
    return fields;
  }

  /// Of files the history says no more than that they are.
  private static String type(HistorySql.Row row, JsonNode body) {
    if (!row.incoming()) {
      return switch (row.type()) {
        case "image", "video", "audio", "document" -> "file";
        default -> row.type();
      };
    }
    return row.type().equals("audio") && body.path("audio").path("voice").asBoolean(false)
        ? "ptt"
        : row.type();
  }

  private String text(byte[] encrypted, String what) {
    return new String(secrets.decrypt(encrypted, what), StandardCharsets.UTF_8);
  }

  /// Deletes some of what has been kept long enough.
  int clean() {
    // Timers, quotes and what is in doubt look back as far as the window in which one may write.
    Duration kept = days == 0 ? WINDOW : Duration.ofDays(days);
    long before = now() - kept.toSeconds();
    return storage.write(tx ->
        HistorySql.deleteMessages(tx, before, CLEANED)
            + HistorySql.deleteContacts(tx, before, CLEANED));
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
