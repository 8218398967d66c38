package wabahub.sandbox;

/// Where a message comes and goes.
record Line(String wabaId, String whatsapp, String phoneNumberId) {
  /// The WABA of numbers that the sandbox does not know.
  static final String ANY_WABA = "204680135792468";

  static Line of(PhoneNode phone) {
    return new Line(phone.wabaId, phone.whatsapp(), phone.id);
  }
}
