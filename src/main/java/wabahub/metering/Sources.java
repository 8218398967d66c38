package wabahub.metering;

import java.time.InstantSource;
import java.util.List;
import wabahub.http.Call;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.numbers.NumberHistory;
import wabahub.numbers.Numbers;
import wabahub.numbers.PhoneNumber;
import wabahub.partners.Partner;
import wabahub.partners.Partners;
import wabahub.storage.Storage;

/// What every answer about figures is made of.
record Sources(Storage storage, Numbers numbers, Partners partners, InstantSource clock) {
  long now() {
    return clock.instant().getEpochSecond();
  }

  int thisMonth(Partner partner) {
    return partner.zones().month(now());
  }

  /// The partner's number in the path: the live one, else those that were.
  ///
  /// @throws Refusal NOT_FOUND when the partner never had it
  List<NumberHistory> numbers(Partner partner, Call call) {
    List<NumberHistory> found =
        PhoneNumber.parse(call.path("whatsapp"))
            .map(number -> numbers.history(partner.id(), number))
            .orElse(List.of());
    if (found.isEmpty()) {
      throw new Refusal(Reason.NOT_FOUND, "There is no such number.");
    }
    return found;
  }
}
