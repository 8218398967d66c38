package wabahub.numbers;

import org.jspecify.annotations.Nullable;
import wabahub.secrets.Secret;

/// A live number. `createTime` in UNIX seconds; `online` is null when it has no inbox, `keyUsedAt`
/// (UNIX seconds) when its API key was never used.
public record WhatsAppNumber(
    long id,
    long partnerId,
    PhoneNumber whatsapp,
    String phoneNumberId,
    String wabaId,
    String displayName,
    String businessName,
    Secret apiKey,
    boolean coexistence,
    long createTime,
    @Nullable Online online,
    @Nullable Long keyUsedAt) {

  WhatsAppNumber with(@Nullable Online connection) {
    return new WhatsAppNumber(
        id,
        partnerId,
        whatsapp,
        phoneNumberId,
        wabaId,
        displayName,
        businessName,
        apiKey,
        coexistence,
        createTime,
        connection,
        keyUsedAt);
  }

  WhatsAppNumber with(String otherWabaId, String otherPhoneNumberId, boolean nowCoexistence) {
    return new WhatsAppNumber(
        id,
        partnerId,
        whatsapp,
        otherPhoneNumberId,
        otherWabaId,
        displayName,
        businessName,
        apiKey,
        nowCoexistence,
        createTime,
        online,
        keyUsedAt);
  }
}
