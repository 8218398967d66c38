package wabahub.sandbox;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// Calls on a number of a WABA.
final class PhoneEdges {
  private static final int MAX_ATTEMPTS = 10;
  private static final long HOURS_72 = 72 * 3600L;
  private static final long HOURS_24 = 24 * 3600L;

  private final Directory directory;
  private final Life life;
  private final Nodes nodes;

  PhoneEdges(Directory directory, Life life) {
    this.directory = directory;
    this.life = life;
    this.nodes = new Nodes(directory);
  }

  List<Edges.Row> rows() {
    return List.of(
        Edges.node("phone", "GET", Edges.Kind.PHONE, ask -> nodes.phone(phoneOf(ask), ask)),
        Edges.node("pin", "POST", Edges.Kind.PHONE, this::pin),
        Edges.edge("register", "POST", "register", this::register),
        Edges.edge("deregister", "POST", "deregister", this::deregister),
        Edges.edge("sync_contacts", "POST", "smb_app_data", this::sync),
        Edges.edge("sync_history", "POST", "smb_app_data" + Edges.HISTORY, this::sync));
  }

  private PhoneNode phoneOf(Ask ask) {
    return directory.phone(ask.id(), directory.caller(ask.token()));
  }

  private static String pinOf(Ask ask) {
    String pin = ask.need("pin");
    if (!pin.matches("[0-9]{6}")) {
      throw MetaError.parameter("Invalid PIN format. PIN must be exactly 6 digits");
    }
    return pin;
  }

  private static void needProduct(Ask ask) {
    if (!ask.need("messaging_product").equals("whatsapp")) {
      throw MetaError.parameter("messaging_product has to be whatsapp.");
    }
  }

  private ObjectNode pin(Ask ask) {
    PhoneNode phone = phoneOf(ask);
    if (!ask.param("pin").isEmpty()) {
      phone.pin = pinOf(ask);
    }
    return Edges.success();
  }

  /// A call counts, whatever comes of it.
  private void attempt(List<Long> attempts) {
    long now = directory.now();
    attempts.removeIf(at -> at <= now - HOURS_72);
    if (attempts.size() >= MAX_ATTEMPTS) {
      throw MetaError.of(
          133016,
          "Account register deregister rate limit exceeded",
          "Too many attempts for this phone number in a short period of time.");
    }
    attempts.add(now);
  }

  private ObjectNode register(Ask ask) {
    PhoneNode phone = phoneOf(ask);
    needProduct(ask);
    String pin = pinOf(ask);
    attempt(phone.registers);
    if (phone.coexistence) {
      throw MetaError.parameter("The number is used in the WhatsApp Business app.");
    }
    if (!phone.verification.verified) {
      throw MetaError.of(
          133006, "Phone number re-verification needed", "Verify the number before registering.");
    }
    if (!phone.registered) {
      connect(phone, pin);
    }
    return Edges.success();
  }

  private void connect(PhoneNode phone, String pin) {
    if (!phone.pin.isEmpty() && !phone.pin.equals(pin)) {
      throw MetaError.of(133005, "Two step verification PIN Mismatch", "The PIN is wrong.");
    }
    phone.pin = pin;
    phone.registered = true;
    phone.onboardedAt = directory.now();
  }

  private ObjectNode deregister(Ask ask) {
    PhoneNode phone = phoneOf(ask);
    attempt(phone.deregisters);
    if (phone.coexistence) {
      throw MetaError.parameter("A number of the WhatsApp Business app cannot be deregistered.");
    }
    if (!phone.registered) {
      throw MetaError.of(133010, "Phone number Not Registered", "The number is not registered.");
    }
    phone.registered = false;
    return Edges.success();
  }

  private ObjectNode sync(Ask ask) {
    PhoneNode phone = phoneOf(ask);
    needProduct(ask);
    String type = ask.need("sync_type");
    if (!List.of("smb_app_state_sync", "history").contains(type) || !phone.coexistence) {
      throw MetaError.parameter("The number has nothing of this sync_type.");
    }
    if (phone.synced.contains(type)) {
      throw MetaError.of(2593107, "Sync request limit exceeded", "It was requested before.");
    }
    if (directory.now() > phone.onboardedAt + HOURS_24) {
      throw MetaError.of(2593108, "Sync request outside the time window", "24 hours are over.");
    }
    phone.synced.add(type);
    ask.after().add(() -> life.handOver(phone, type));
    return Json.object().put("messaging_product", "whatsapp").put("request_id", freshRequest());
  }

  private String freshRequest() {
    return directory.freshText("", 24);
  }
}
