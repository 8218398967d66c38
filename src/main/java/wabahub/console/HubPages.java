package wabahub.console;

import java.util.List;
import wabahub.http.Answer;
import wabahub.http.Route;
import wabahub.partners.Partner;
import wabahub.partners.Partners;

/// The operator's part of the console.
final class HubPages {
  private final Gate gate;
  private final Partners partners;
  private final Look look;

  HubPages(Gate gate, Partners partners, Look look) {
    this.gate = gate;
    this.partners = partners;
    this.look = look;
  }

  List<Route> routes() {
    return List.of(gate.hubPage("", this::partners));
  }

  private Answer partners(Visit visit) {
    List<HubPage.Row> rows =
        partners.all().stream().map(partner -> row(visit.speech(), partner)).toList();
    return look.page(
        "hub", new HubPage(visit.frame(Section.HUB, visit.say("hub.title"), "/console/hub"), rows));
  }

  private static HubPage.Row row(Speech speech, Partner partner) {
    return new HubPage.Row(
        partner.name(),
        partner.clientId(),
        partner.suspended(),
        speech.moment(partner.createdAt()),
        "/console/" + partner.id() + "/numbers");
  }
}
