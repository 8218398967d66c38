package wabahub.numbers;

import org.jspecify.annotations.Nullable;
import wabahub.secrets.Secret;

/// A number about to be registered: one that is live elsewhere and comes without onboarding, or one
/// whose onboarding is done. `createTime` in UNIX seconds; `accessToken`: Meta's, null = none;
/// `online`: null = no inbox.
public record Takeover(
    PhoneNumber whatsapp,
    String phoneNumberId,
    String wabaId,
    String displayName,
    String businessName,
    @Nullable Secret accessToken,
    boolean coexistence,
    long createTime,
    @Nullable Online online) {}
