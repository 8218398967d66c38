package wabahub.sandbox;

import java.util.ArrayList;
import java.util.List;

/// A WhatsApp Business account. `fundingId`: "" = nobody pays. `shared`: with the partner.
final class WabaNode {
  String id = "";
  String businessId = "";
  String name = "";
  String currency = "USD";
  String fundingId = "";
  String review = "APPROVED";
  boolean shared = true;
  boolean subscribed;
  List<String> users = new ArrayList<>();
}
