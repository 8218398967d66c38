package wabahub.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A phone number of a WABA, as Meta lists it. `whatsapp`: digits of `display_phone_number`.
/// `lastOnboardedAt` in UNIX seconds, null when Meta does not say. `canSend`: `AVAILABLE`,
/// `LIMITED`, `BLOCKED`, or "" when Meta does not say; `problems`: why not, in Meta's words. Other
/// texts are Meta's values, "" when it does not say.
public record Phone(
    String id,
    String whatsapp,
    String verifiedName,
    String quality,
    String codeVerification,
    String nameStatus,
    String status,
    String platform,
    boolean onBusinessApp,
    @Nullable Long lastOnboardedAt,
    String canSend,
    List<String> problems) {}
