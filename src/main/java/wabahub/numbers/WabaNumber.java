package wabahub.numbers;

/// A live number of a WABA. `registeredAt`: since when it has its phone number id (UNIX seconds).
public record WabaNumber(
    long numberId,
    long partnerId,
    String wabaId,
    PhoneNumber whatsapp,
    String phoneNumberId,
    long registeredAt) {
  /// Whether something is about it that is said of `phone`: its digits, its phone number id, or ""
  /// for all numbers of the WABA.
  boolean isMeantBy(String phone) {
    return phone.isEmpty() || phone.equals(whatsapp.digits()) || phone.equals(phoneNumberId);
  }
}
