package wabahub.onboarding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.numbers.PhoneNumber;
import wabahub.partners.Partner;
import wabahub.partners.Partners;

/// `/api/v1/onboardings`: links with the steps behind them.
final class LinkRoutes {
  private static final int BODY_BYTES = 64 * 1024;
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  private final Partners partners;
  private final Links links;
  private final Runnable wake;

  /// `wake`: run when there is work for the loop.
  LinkRoutes(Partners partners, Links links, Runnable wake) {
    this.partners = partners;
    this.links = links;
    this.wake = wake;
  }

  List<Route> routes() {
    String one = "onboardings/{id}";
    return List.of(
        partners.resource("GET", "onboardings", this::list),
        partners.resource("POST", "onboardings", this::create),
        partners.resource("GET", one, this::read),
        partners.resource("DELETE", one, this::cancel),
        partners.resource("POST", one + "/retry", this::retry),
        partners.resource("POST", "numbers/{whatsapp}/reconnect", this::reconnect));
  }

  private Answer list(Partner partner, Call call) {
    int limit = call.limit(DEFAULT_LIMIT, MAX_LIMIT);
    String state = call.query("state").orElse("");
    if (!state.isEmpty() && Stream.of(State.values()).noneMatch(s -> s.code().equals(state))) {
      throw Json.invalid("state", "is not a state of an onboarding");
    }
    long before = call.query("cursor").map(LinkRoutes::cursor).orElse(Long.MAX_VALUE);
    List<Link> page = links.page(partner.id(), before, state, limit + 1);
    List<Link> shown = page.subList(0, Math.min(limit, page.size()));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(
        "list", shown.stream().map(link -> LinkJson.fields(link, links.address(link))).toList());
    fields.put("next_cursor", page.size() > limit ? Long.toString(shown.getLast().id()) : null);
    return Answer.json(fields);
  }

  private static long cursor(String text) {
    return id(text).orElseThrow(() -> Json.invalid("cursor", "is not one of this list"));
  }

  private static Optional<Long> id(String text) {
    return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }

  private static long id(Call call) {
    return id(call.path("id"))
        .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no such onboarding."));
  }

  private Answer create(Partner partner, Call call) {
    Fields fields = new Fields(call.json(BODY_BYTES, Reason.BAD_REQUEST));
    Optional<String> whatsapp = fields.anyNumber();
    Link link = links.create(partner.id(), whatsapp, WishJson.read(fields, Wish.NONE));
    return shown(201, link);
  }

  private Answer read(Partner partner, Call call) {
    return shown(200, links.find(partner.id(), id(call)));
  }

  private Answer cancel(Partner partner, Call call) {
    return shown(200, links.cancel(partner.id(), id(call)));
  }

  private Answer retry(Partner partner, Call call) {
    Link link = links.retry(partner.id(), id(call));
    wake.run();
    return shown(202, link);
  }

  private Answer reconnect(Partner partner, Call call) {
    String whatsapp =
        PhoneNumber.parse(call.path("whatsapp"))
            .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no such live number."))
            .digits();
    return shown(201, links.reconnect(partner.id(), whatsapp));
  }

  private Answer shown(int status, Link link) {
    Map<String, Object> fields = LinkJson.fields(link, links.address(link));
    fields.put("steps", LinkJson.steps(links.steps(link)));
    return Answer.json(status, fields);
  }
}
