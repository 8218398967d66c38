package wabahub.outbox;

import java.util.Map;

/// What a partner is told. `id`: the same for the same happening, whoever writes it down and how
/// often (1 to 64 visible characters of ASCII: it goes into a header and into paths). `type`:
/// `whatsapp` or `partners`. `name`: what happened, such as `onboarding.finished` (up to 64
/// characters). `at` in UNIX seconds. `whatsapp` (up to 15 digits), `reference`: "" when there is
/// none. `more`: further fields of the payload. Events of one `whatsapp` are delivered in order
/// while all goes well.
public record Event(
    long partnerId,
    String id,
    String type,
    String name,
    long at,
    String whatsapp,
    String reference,
    Map<String, Object> more) {
  /// @throws IllegalArgumentException when one of them is not of its form
  public Event {
    if (!id.matches("[!-~]{1,64}") || name.length() > 64 || whatsapp.length() > 15) {
      throw new IllegalArgumentException("an event's id, name or number is not of its form");
    }
  }
}
