package wabahub.outbox;

import org.jspecify.annotations.Nullable;
import wabahub.secrets.Secret;

/// A partner's own webhook. `url` null: nowhere. `secret`: what deliveries are signed with; the one
/// before it signs beside it until `oldSecretUntil` (null = no longer). Instants in UNIX seconds.
public record PartnerWebhook(
    long id, @Nullable Secret url, Secret secret, long secretAt, @Nullable Long oldSecretUntil) {}
