package wabahub.outbox;

import java.util.Map;

/// What a partner is told. `id`: the same for the same happening, whoever writes it down and how
/// often (up to 64 characters). `type`: `whatsapp` or `partners`. `name`: what happened, such as
/// `onboarding.finished`. `at` in UNIX seconds. `whatsapp`, `reference`: "" when there is none.
/// `more`: further fields of the payload. Events of one `whatsapp` are delivered in order while all
/// goes well.
public record Event(
    long partnerId,
    String id,
    String type,
    String name,
    long at,
    String whatsapp,
    String reference,
    Map<String, Object> more) {}
