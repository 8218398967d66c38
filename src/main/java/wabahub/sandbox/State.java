package wabahub.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;

/// All that the sandbox remembers, by id (codes and tokens by themselves, businesses: their names),
/// oldest first.
final class State {
  String systemUserId = "";
  String creditLineId = "";
  String partnerBusinessId = "";
  Map<String, String> businesses = new LinkedHashMap<>();
  Map<String, WabaNode> wabas = new LinkedHashMap<>();
  Map<String, PhoneNode> phones = new LinkedHashMap<>();
  Map<String, PoolNode> pool = new LinkedHashMap<>();
  Map<String, TokenNode> tokens = new LinkedHashMap<>();
  Map<String, CodeNode> codes = new LinkedHashMap<>();
  Map<String, AllocationNode> allocations = new LinkedHashMap<>();
}
