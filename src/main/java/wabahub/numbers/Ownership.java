package wabahub.numbers;

import java.util.List;
import java.util.Optional;
import wabahub.partners.TimeZones;

/// To whom the events of one phone number id belong, in time: its registrations in the order of
/// their ends. An event belongs to the first one that ends after it; that is the one that was live
/// at its instant, or else the next one. `firstRegisteredAt`: when the phone number id became known
/// (UNIX seconds).
public record Ownership(long firstRegisteredAt, List<Span> spans) {
  public static final long NEVER = Long.MAX_VALUE;

  /// A registration. It ends at `endedAt` (UNIX seconds, excluded), or [#NEVER].
  public record Span(long numberId, long partnerId, long endedAt, TimeZones zones) {}

  /// Where an instant counts: a number, and a day (yyyymmdd) of its partner's calendar.
  public record Place(long numberId, int day) {
    /// yyyymm
    public int month() {
      return TimeZones.month(day);
    }
  }

  /// Where an instant counts; nowhere (yet) after the last registration's end.
  public Optional<Place> place(long at) {
    for (Span span : spans) {
      if (span.endedAt() > at) {
        return Optional.of(new Place(span.numberId(), span.zones().day(at)));
      }
    }
    return Optional.empty();
  }

  /// The same with other time zones for one partner.
  Ownership with(long partnerId, TimeZones zones) {
    return new Ownership(
        firstRegisteredAt,
        spans.stream()
            .map(s ->
                s.partnerId() == partnerId
                    ? new Span(s.numberId(), s.partnerId(), s.endedAt(), zones)
                    : s)
            .toList());
  }

  long lastEnd() {
    return spans.getLast().endedAt();
  }

  /// The end of the registration before the last one; 0 when there is none.
  long previousEnd() {
    return spans.size() < 2 ? 0 : spans.get(spans.size() - 2).endedAt();
  }
}
