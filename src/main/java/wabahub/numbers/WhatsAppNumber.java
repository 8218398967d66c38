package wabahub.numbers;

import org.jspecify.annotations.Nullable;
import wabahub.secrets.Secret;

/// A live number. `createTime` in UNIX seconds; `online` is null when it has no inbox.
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
    @Nullable Online online) {}
