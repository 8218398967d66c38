package wabahub.sandbox;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// The partner's credit line and its shares.
final class CreditEdges {
  private static final Set<String> CURRENCIES = Set.of("AUD", "EUR", "GBP", "IDR", "INR", "USD");

  private final Directory directory;

  CreditEdges(Directory directory) {
    this.directory = directory;
  }

  List<Edges.Row> rows() {
    return List.of(
        Edges.edge("credit_lines", "GET", "extendedcredits", this::lines),
        Edges.edge("share_credit", "POST", "whatsapp_credit_sharing_and_attach", this::share),
        Edges.node("allocation", "GET", Edges.Kind.ALLOCATION, this::allocation));
  }

  private ObjectNode lines(Ask ask) {
    directory.needPartner(ask.id(), directory.caller(ask.token()));
    ObjectNode line = Json.object().put("id", directory.state().creditLineId);
    return Fields.page(List.of(line.put("legal_entity_name", "The partner Ltd")), ask);
  }

  private ObjectNode share(Ask ask) {
    Caller caller = directory.caller(ask.token());
    if (!ask.id().equals(directory.state().creditLineId)) {
      throw MetaError.missing(ask.id());
    }
    directory.needSystemUser(caller);
    String currency = ask.need("waba_currency");
    if (!CURRENCIES.contains(currency)) {
      throw MetaError.parameter("waba_currency cannot be billed.");
    }
    WabaNode waba = directory.state().wabas.get(ask.need("waba_id"));
    if (waba == null || !waba.shared) {
      throw MetaError.missing(ask.param("waba_id"));
    }
    if (!waba.users.contains(directory.state().systemUserId)) {
      throw MetaError.permission("The system user has to be assigned to the WABA first.");
    }
    AllocationNode allocation = find(waba).orElseGet(() -> attach(waba, currency));
    if (!allocation.currency().equals(currency)) {
      throw MetaError.parameter("The currency cannot be changed once a credit line is attached.");
    }
    return Json.object().put("allocation_config_id", allocation.id()).put("waba_id", waba.id);
  }

  private Optional<AllocationNode> find(WabaNode waba) {
    return directory.state().allocations.values().stream()
        .filter(allocation -> allocation.wabaId().equals(waba.id))
        .findFirst();
  }

  private AllocationNode attach(WabaNode waba, String currency) {
    AllocationNode allocation =
        new AllocationNode(directory.freshId(), waba.id, directory.freshId(), currency);
    directory.state().allocations.put(allocation.id(), allocation);
    waba.fundingId = allocation.credentialId();
    waba.currency = currency;
    return allocation;
  }

  private ObjectNode allocation(Ask ask) {
    directory.needSystemUser(directory.caller(ask.token()));
    AllocationNode allocation = directory.state().allocations.get(ask.id());
    if (allocation == null) {
      throw MetaError.missing(ask.id());
    }
    ObjectNode node = Json.object().put("id", allocation.id()).put("request_status", "ACTIVE");
    node.putObject("receiving_credential").put("id", allocation.credentialId());
    return Fields.of(node, ask, Set.of("id"), Set.of("receiving_credential"));
  }
}
