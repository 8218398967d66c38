package wabahub.sandbox;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// Meta's Embedded Signup, without its pages: what a client does there, and what comes of it.
final class SignUps {
  private final Directory directory;

  SignUps(Directory directory) {
    this.directory = directory;
  }

  /// @throws IllegalArgumentException when it cannot be done so
  SignUp signUp(Wanted wanted) {
    return switch (wanted.ending()) {
      case FINISH, FINISH_ONLY_WABA -> directory.change(() -> finish(wanted));
      case CANCEL -> none("CANCEL", Json.object().put("current_step", "PHONE_NUMBER_SETUP"));
      case ERROR -> none("ERROR", error());
    };
  }

  private ObjectNode error() {
    ObjectNode data = Json.object().put("error_message", "Something went wrong.");
    data.put("error_id", "524126").put("session_id", directory.freshText("f", 20));
    return data.put("timestamp", Long.toString(directory.now()));
  }

  private static SignUp none(String event, ObjectNode data) {
    return new SignUp("", "", "", "", session(event, data));
  }

  private static String session(String event, ObjectNode data) {
    ObjectNode session = Json.object().put("type", "WA_EMBEDDED_SIGNUP").put("event", event);
    session.set("data", data);
    return Json.text(session.put("version", "4"));
  }

  private SignUp finish(Wanted wanted) {
    directory.needRoom();
    Optional<PoolNode> claimed = claimed(wanted);
    boolean onlyWaba = wanted.ending() == Wanted.Ending.FINISH_ONLY_WABA;
    if (!onlyWaba) {
      checkNumber(wanted, claimed);
    }
    WabaNode waba = waba(wanted);
    Optional<PhoneNode> phone =
        onlyWaba ? Optional.empty() : Optional.of(phone(wanted, waba, claimed));
    CodeNode code =
        new CodeNode(
            directory.freshText("AQ", 200),
            waba.businessId,
            directory.now(),
            wanted.tokenSeconds(),
            false);
    directory.state().codes.put(code.value(), code);
    String phoneId = phone.map(found -> found.id).orElse("");
    return new SignUp(code.value(), waba.id, phoneId, waba.businessId, told(wanted, waba, phoneId));
  }

  private static String told(Wanted wanted, WabaNode waba, String phoneId) {
    ObjectNode data = Json.object();
    if (phoneId.isEmpty()) {
      data.put("waba_id", waba.id).put("business_id", waba.businessId);
      return session("FINISH_ONLY_WABA", data);
    }
    if (wanted.has(Wanted.Trait.COEXISTENCE)) {
      return session("FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING", data.put("waba_id", waba.id));
    }
    data.put("phone_number_id", phoneId).put("waba_id", waba.id);
    return session("FINISH", data.put("business_id", waba.businessId));
  }

  private Optional<PoolNode> claimed(Wanted wanted) {
    if (wanted.preVerifiedId().isEmpty()) {
      return Optional.empty();
    }
    PoolNode number = directory.state().pool.get(wanted.preVerifiedId());
    if (number == null || !number.claimedBy.isEmpty() || !number.isVerified(directory.now())) {
      throw new IllegalArgumentException("The pool has no such number that is verified and free.");
    }
    return Optional.of(number);
  }

  private void checkNumber(Wanted wanted, Optional<PoolNode> claimed) {
    String whatsapp = claimed.map(PoolNode::whatsapp).orElse(wanted.whatsapp());
    directory
        .findPhone(whatsapp)
        .filter(phone -> !phone.wabaId.equals(wanted.wabaId()))
        .ifPresent(phone -> {
          throw new IllegalArgumentException("Another WABA has the number.");
        });
  }

  private WabaNode waba(Wanted wanted) {
    State state = directory.state();
    if (!wanted.wabaId().isEmpty()) {
      WabaNode waba = state.wabas.get(wanted.wabaId());
      if (waba == null) {
        throw new IllegalArgumentException("The sandbox has no such WABA.");
      }
      waba.shared = true;
      return waba;
    }
    WabaNode waba = new WabaNode();
    waba.id = directory.freshId();
    waba.businessId = business(wanted);
    waba.name = wanted.businessName();
    boolean partnerPays = !directory.settings().systemUserToken().isEmpty();
    if (!partnerPays && !wanted.has(Wanted.Trait.UNFUNDED)) {
      waba.fundingId = directory.freshId();
    }
    state.wabas.put(waba.id, waba);
    return waba;
  }

  private String business(Wanted wanted) {
    Map<String, String> businesses = directory.state().businesses;
    String id = wanted.businessId().isEmpty() ? directory.freshId() : wanted.businessId();
    if (!wanted.businessId().isEmpty() && !businesses.containsKey(id)) {
      throw new IllegalArgumentException("The sandbox has no such business.");
    }
    businesses.put(id, wanted.businessName());
    return id;
  }

  private PhoneNode phone(Wanted wanted, WabaNode waba, Optional<PoolNode> claimed) {
    String asked = claimed.map(PoolNode::whatsapp).orElse(wanted.whatsapp());
    String whatsapp = asked.isEmpty() ? directory.freshNumber() : asked;
    PhoneNode phone = directory.findPhone(whatsapp).orElseGet(PhoneNode::new);
    if (phone.id.isEmpty()) {
      phone.id = directory.freshId();
      phone.wabaId = waba.id;
      phone.verification.whatsapp = whatsapp;
      directory.state().phones.put(phone.id, phone);
    }
    claimed.ifPresent(number -> number.claimedBy = phone.id);
    phone.name = wanted.displayName().isEmpty() ? wanted.businessName() : wanted.displayName();
    phone.nameStatus = wanted.has(Wanted.Trait.NAME_PENDING) ? "PENDING_REVIEW" : "APPROVED";
    phone.verification.verified = !wanted.has(Wanted.Trait.UNVERIFIED);
    phone.verification.verifiedAt = directory.now();
    if (!wanted.pin().isEmpty()) {
      phone.pin = wanted.pin();
    }
    phone.coexistence = wanted.has(Wanted.Trait.COEXISTENCE);
    if (phone.coexistence) {
      phone.historyDeclined = wanted.has(Wanted.Trait.HISTORY_DECLINED);
      phone.onboardedAt = directory.now();
      phone.registered = false;
      phone.synced.clear();
    }
    return phone;
  }
}
