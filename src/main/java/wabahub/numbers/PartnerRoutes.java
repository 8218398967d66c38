package wabahub.numbers;

import java.time.Duration;
import java.util.List;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Reason;
import wabahub.http.Route;
import wabahub.partners.Partner;
import wabahub.partners.Partners;

/// What a partner may do with its numbers.
final class PartnerRoutes {
  private static final int BODY_BYTES = 64 * 1024;

  private final Changes changes;
  private final Partners partners;

  PartnerRoutes(Changes changes, Partners partners) {
    this.changes = changes;
    this.partners = partners;
  }

  List<Route> routes() {
    return List.of(partners.resource("POST", "numbers/{whatsapp}/key", this::rotateKey));
  }

  private Answer rotateKey(Partner partner, Call call) {
    Duration grace = KeyJson.grace(call.json(BODY_BYTES, Reason.BAD_REQUEST));
    String whatsapp = KeyJson.whatsapp(call);
    return KeyJson.answer(whatsapp, changes.rotateKey(partner.id(), whatsapp, grace));
  }
}
