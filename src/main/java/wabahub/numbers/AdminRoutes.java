package wabahub.numbers;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.partners.Partners;

/// The operator's view of numbers.
final class AdminRoutes {
  private static final int BODY_BYTES = 16 * 1024 * 1024;

  private final Numbers numbers;
  private final Changes changes;
  private final Partners partners;
  private final InstantSource clock;

  AdminRoutes(Numbers numbers, Changes changes, Partners partners, InstantSource clock) {
    this.numbers = numbers;
    this.changes = changes;
    this.partners = partners;
    this.clock = clock;
  }

  List<Route> routes() {
    String one = "/admin/numbers/{whatsapp}";
    return List.of(
        partners.admin("POST", "/admin/partners/{id}/numbers", this::take),
        partners.admin("GET", "/admin/partners/{id}/numbers", this::list),
        partners.admin("PATCH", one, this::change),
        partners.admin("DELETE", one, this::delete),
        partners.admin("POST", one + "/key", this::rotateKey),
        partners.admin("PUT", one + "/online", this::connect),
        partners.admin("DELETE", one + "/online", this::disconnect));
  }

  private Answer take(Call call) {
    long partnerId = partnerId(call);
    List<Takeover> takeovers =
        TakeoverJson.read(
            Json.parse(call.body(BODY_BYTES), Reason.BAD_REQUEST),
            clock.instant().getEpochSecond());
    List<Map<String, Object>> taken =
        numbers.take(partnerId, takeovers).stream().map(AdminRoutes::withKey).toList();
    return Answer.json(201, taken);
  }

  private Answer list(Call call) {
    return Answer.json(shown(numbers.live(partnerId(call))));
  }

  private Answer change(Call call) {
    ObjectNode body = call.json(BODY_BYTES, Reason.BAD_REQUEST);
    String displayName = TakeoverJson.name(body, "display_name");
    String businessName = TakeoverJson.name(body, "business_name");
    String wabaId = TakeoverJson.digits(body, "waba_id");
    String phoneNumberId = TakeoverJson.digits(body, "phone_number_id");
    Boolean coexistence = Json.flag(body, "coexistence");
    WhatsAppNumber changed =
        changes.change(
            KeyJson.whatsapp(call),
            n ->
                new WhatsAppNumber(
                    n.id(),
                    n.partnerId(),
                    n.whatsapp(),
                    or(phoneNumberId, n.phoneNumberId()),
                    or(wabaId, n.wabaId()),
                    or(displayName, n.displayName()),
                    or(businessName, n.businessName()),
                    n.apiKey(),
                    or(coexistence, n.coexistence()),
                    n.createTime(),
                    n.online(),
                    n.keyUsedAt()),
            TakeoverJson.accessToken(body));
    return Answer.json(shown(List.of(changed)).getFirst());
  }

  private Answer delete(Call call) {
    changes.delete(KeyJson.whatsapp(call));
    return Answer.empty();
  }

  private Answer rotateKey(Call call) {
    Duration grace = KeyJson.grace(call.json(BODY_BYTES, Reason.BAD_REQUEST));
    String whatsapp = KeyJson.whatsapp(call);
    return KeyJson.answer(whatsapp, changes.rotateKey(null, whatsapp, grace));
  }

  private Answer connect(Call call) {
    Online online = TakeoverJson.online(call.json(BODY_BYTES, Reason.BAD_REQUEST));
    return Answer.json(shown(List.of(online(call, online))).getFirst());
  }

  private Answer disconnect(Call call) {
    online(call, null);
    return Answer.empty();
  }

  private WhatsAppNumber online(Call call, @Nullable Online online) {
    return changes.change(KeyJson.whatsapp(call), n -> n.with(online), null);
  }

  private static <T> T or(@Nullable T changed, T before) {
    return changed == null ? before : changed;
  }

  private long partnerId(Call call) {
    String text = call.path("id");
    if (text.matches("[0-9]{1,18}") && partners.find(Long.parseLong(text)).isPresent()) {
      return Long.parseLong(text);
    }
    throw new Refusal(Reason.NOT_FOUND, "There is no such partner.");
  }

  private List<Map<String, Object>> shown(List<WhatsAppNumber> live) {
    Map<Long, NumberState> states = numbers.states(live.stream().map(WhatsAppNumber::id).toList());
    return live.stream()
        .map(number -> {
          Map<String, Object> fields = fields(number);
          fields.putAll(requireNonNull(states.get(number.id())).health());
          return fields;
        })
        .toList();
  }

  private static Map<String, Object> withKey(WhatsAppNumber number) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("whatsapp", number.whatsapp().digits());
    fields.put("apiKey", number.apiKey().reveal());
    fields.putAll(fields(number));
    return fields;
  }

  private static Map<String, Object> fields(WhatsAppNumber number) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("whatsapp", number.whatsapp().digits());
    fields.put("phone_number_id", number.phoneNumberId());
    fields.put("waba_id", number.wabaId());
    fields.put("display_name", number.displayName());
    fields.put("business_name", number.businessName());
    fields.put("coexistence", number.coexistence() ? 1 : 0);
    fields.put("create_time", number.createTime());
    if (number.online() != null) {
      fields.put("online", number.online());
    }
    return fields;
  }
}
