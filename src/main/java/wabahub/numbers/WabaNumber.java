package wabahub.numbers;

/// A live number of a WABA.
public record WabaNumber(
    long numberId, long partnerId, PhoneNumber whatsapp, String phoneNumberId) {}
