package wabahub.secrets;

/// What is hashed, each with a key of its own, so that a hash of one kind says nothing about
/// another.
public enum Hashed {
  /// A number's API key, to find the number by it.
  API_KEY("api_key_hash"),
  /// Customers, group members and message ids in metering.
  PERSON("customer_hash"),
  /// Message ids, counterparts and idempotency keys of WhatsApp V2.
  MESSAGE("message_hash"),
  /// Sessions of the console.
  SESSION("session_hash");

  private final String purpose;

  Hashed(String purpose) {
    this.purpose = purpose;
  }

  String purpose() {
    return purpose;
  }
}
