package wabahub.sandbox;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// The partner's pool of pre-verified numbers, and the codes that verify any number.
final class PoolEdges {
  /// A verified number may be verified again from this long before its end.
  private static final long DAYS_45 = 45 * 86_400L;

  private static final Set<String> ALWAYS =
      Set.of("id", "is_input_id_valid", "display_phone_number", "verification_status");
  private static final Set<String> USUAL =
      Set.of(
          "phone_number",
          "code_verification_status",
          "code_verification_time",
          "verification_expiry_time",
          "availability_status");

  private final Directory directory;

  PoolEdges(Directory directory) {
    this.directory = directory;
  }

  List<Edges.Row> rows() {
    return List.of(
        Edges.edge("add_number", "POST", "add_phone_numbers", this::add),
        Edges.edge("preverified_list", "GET", "preverified_numbers", this::list),
        Edges.node("preverified", "GET", Edges.Kind.POOL, this::read),
        Edges.node("remove_number", "DELETE", Edges.Kind.POOL, this::remove),
        Edges.edge("request_code", "POST", "request_code", this::requestCode),
        Edges.edge("verify_code", "POST", "verify_code", this::verifyCode));
  }

  private ObjectNode add(Ask ask) {
    directory.needPartner(ask.id(), directory.caller(ask.token()));
    String whatsapp = ask.need("phone_number").replaceAll("[+ ()-]", "");
    if (!whatsapp.matches("[1-9][0-9]{6,14}")) {
      throw MetaError.parameter("phone_number is not a phone number.");
    }
    if (directory.findPool(whatsapp).isPresent()) {
      throw MetaError.plain(100, 2388012, "The phone number is in the pool already.");
    }
    if (directory.findPhone(whatsapp).isPresent()) {
      throw MetaError.plain(100, 2388012, "The phone number is on WhatsApp already.");
    }
    directory.needRoom();
    PoolNode number = new PoolNode();
    number.id = directory.freshId();
    number.addedAt = directory.now();
    number.verification.whatsapp = whatsapp;
    directory.state().pool.put(number.id, number);
    return Json.object().put("id", number.id);
  }

  private ObjectNode list(Ask ask) {
    directory.needPartner(ask.id(), directory.caller(ask.token()));
    long now = directory.now();
    String wanted = ask.param("code_verification_status");
    List<ObjectNode> numbers =
        directory.state().pool.values().stream()
            .filter(number -> !number.isOver(now))
            .filter(number -> wanted.isEmpty() || number.state(now).equals(wanted))
            .map(number -> node(number, ask))
            .toList();
    return Fields.page(numbers, ask);
  }

  private ObjectNode read(Ask ask) {
    return node(directory.pool(ask.id(), directory.caller(ask.token())), ask);
  }

  private ObjectNode node(PoolNode number, Ask ask) {
    String state = number.state(directory.now());
    ObjectNode node = Json.object();
    node.put("id", number.id).put("is_input_id_valid", true);
    node.put("phone_number", "+" + number.whatsapp());
    node.put("display_phone_number", Nodes.display(number.whatsapp()));
    node.put("code_verification_status", state);
    // The same again in the words of Meta's OpenAPI description.
    node.put("verification_status", state.equals("NOT_VERIFIED") ? "PENDING" : state);
    node.put("availability_status", number.claimedBy.isEmpty() ? "AVAILABLE" : "IN_USE");
    if (number.verification.verified) {
      long at = number.verification.verifiedAt;
      node.put("code_verification_time", Nodes.time(at));
      node.put("verification_expiry_time", Nodes.time(at + PoolNode.DAYS_90));
    }
    return Fields.of(node, ask, ALWAYS, USUAL);
  }

  private ObjectNode remove(Ask ask) {
    PoolNode number = directory.pool(ask.id(), directory.caller(ask.token()));
    directory.state().pool.remove(number.id);
    return Edges.success();
  }

  /// Of a number of a WABA or of the pool.
  private Verification verificationOf(Ask ask) {
    Caller caller = directory.caller(ask.token());
    return directory.state().phones.containsKey(ask.id())
        ? directory.phone(ask.id(), caller).verification
        : directory.pool(ask.id(), caller).verification;
  }

  private boolean isDone(Ask ask, Verification verification) {
    long soon = verification.verifiedAt + PoolNode.DAYS_90 - DAYS_45;
    boolean again = directory.state().pool.containsKey(ask.id()) && directory.now() >= soon;
    return verification.verified && !again;
  }

  private ObjectNode requestCode(Ask ask) {
    Verification verification = verificationOf(ask);
    if (isDone(ask, verification)) {
      throw Verification.already();
    }
    verification.request(ask, directory.freshCode(), directory.now());
    return Edges.success();
  }

  private ObjectNode verifyCode(Ask ask) {
    Verification verification = verificationOf(ask);
    if (isDone(ask, verification)) {
      throw Verification.already();
    }
    verification.verify(ask, directory.now());
    return Edges.success();
  }
}
