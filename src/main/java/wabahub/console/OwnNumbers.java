package wabahub.console;

import wabahub.http.Call;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.numbers.Numbers;
import wabahub.numbers.PhoneNumber;
import wabahub.numbers.WhatsAppNumber;
import wabahub.outbox.NumberWebhook;
import wabahub.outbox.Outbox;
import wabahub.partners.Partner;

/// What addresses name below a partner: nothing is found there that is another's.
record OwnNumbers(Numbers numbers, Outbox outbox) {
  /// @throws Refusal NOT_FOUND
  WhatsAppNumber number(Partner partner, Call call) {
    return PhoneNumber.parse(call.path("whatsapp"))
        .flatMap(phone -> numbers.find(phone.digits()))
        .filter(number -> number.partnerId() == partner.id())
        .orElseThrow(() -> new Refusal(Reason.NOT_FOUND));
  }

  /// @throws Refusal NOT_FOUND
  NumberWebhook webhook(WhatsAppNumber number, Call call) {
    return outbox.webhooks(number.id()).stream()
        .filter(webhook -> Long.toString(webhook.id()).equals(call.path("webhook")))
        .findFirst()
        .orElseThrow(() -> new Refusal(Reason.NOT_FOUND));
  }

  static NumberWebhook.Owner owner(WhatsAppNumber number) {
    return new NumberWebhook.Owner(number.id(), number.whatsapp().digits(), number.partnerId());
  }

  /// Below the partner's addresses.
  static String path(WhatsAppNumber number) {
    return "/numbers/" + number.whatsapp().digits();
  }
}
