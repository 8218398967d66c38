package wabahub.numbers;

import org.jspecify.annotations.Nullable;
import wabahub.secrets.Secret;

/// A number that is live elsewhere and comes without onboarding.
record Takeover(
    PhoneNumber whatsapp,
    String phoneNumberId,
    String wabaId,
    String displayName,
    String businessName,
    @Nullable Secret accessToken,
    boolean coexistence,
    long createTime,
    @Nullable Online online) {}
