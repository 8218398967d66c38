package wabahub.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What Meta says of a token (`debug_token`). `wabaIds`: targets of `whatsapp_business_management`,
/// newest first; empty when Meta names none, which means all that the token's owner has.
/// `expiresAt` in UNIX seconds, null = never.
public record TokenInfo(
    String appId,
    boolean valid,
    List<String> scopes,
    List<String> wabaIds,
    @Nullable Long expiresAt) {}
