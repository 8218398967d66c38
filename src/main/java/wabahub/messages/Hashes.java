package wabahub.messages;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import wabahub.secrets.Hashed;
import wabahub.secrets.Secrets;

/// The keyed hashes of messages: 16 bytes, each kind of text by itself.
record Hashes(Secrets secrets) {
  byte[] wamid(String wamid) {
    return hash("wamid", wamid);
  }

  /// Of a phone number (digits) or of Meta's user id.
  byte[] person(String identity) {
    return hash("person", identity);
  }

  byte[] key(String idempotencyKey) {
    return hash("key", idempotencyKey);
  }

  byte[] request(String call, byte[] body) {
    return secrets.hash(
        Hashed.MESSAGE,
        ("request\n" + call + "\n" + HexFormat.of().formatHex(body))
            .getBytes(StandardCharsets.UTF_8));
  }

  /// `unique` of a message that came: the same for each repeat of it, and the hash that metering
  /// knows it by, so that a session can be told by the message that opened it.
  String unique(long numberId, String wamid) {
    return HexFormat.of()
        .withUpperCase()
        .formatHex(secrets.shortHash(Hashed.PERSON, "message:" + wamid));
  }

  private byte[] hash(String kind, String text) {
    return secrets.shortHash(Hashed.MESSAGE, kind + "\n" + text);
  }
}
