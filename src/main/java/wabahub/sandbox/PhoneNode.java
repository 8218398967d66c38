package wabahub.sandbox;

import java.util.ArrayList;
import java.util.List;

/// A number of a WABA. Instants are UNIX seconds. `pin`: "" = two-step verification is off.
final class PhoneNode {
  String id = "";
  String wabaId = "";
  String name = "";
  String nameStatus = "APPROVED";
  String quality = "GREEN";
  String limit = "TIER_250";
  String pin = "";
  boolean registered;
  boolean coexistence;
  boolean historyDeclined;
  long onboardedAt;
  List<Long> registers = new ArrayList<>();
  List<Long> deregisters = new ArrayList<>();
  List<String> synced = new ArrayList<>();
  Verification verification = new Verification();

  String whatsapp() {
    return verification.whatsapp;
  }
}
