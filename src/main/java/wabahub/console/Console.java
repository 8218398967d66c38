package wabahub.console;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import wabahub.http.Route;
import wabahub.intake.Intake;
import wabahub.metering.Metering;
import wabahub.numbers.Numbers;
import wabahub.onboarding.Onboarding;
import wabahub.ops.Ops;
import wabahub.outbox.Outbox;
import wabahub.partners.Follower;
import wabahub.partners.Partners;
import wabahub.partners.TimeZones;
import wabahub.roster.Roster;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// The console: what partners and the operator see and do in a browser. It shows what the other
/// packages know, and does nothing that they could not do by the API.
public final class Console implements Follower {
  private final Sessions sessions;
  private final List<Route> routes = new ArrayList<>();

  /// Whose knowledge is shown.
  public record Doors(
      Partners partners,
      Numbers numbers,
      Onboarding onboarding,
      Metering metering,
      Roster roster,
      Outbox outbox,
      Intake intake,
      Ops ops) {}

  public Console(
      Storage storage, Secrets secrets, Doors doors, Settings settings, InstantSource clock) {
    this.sessions = new Sessions(storage, secrets, doors.partners(), settings, clock);
    Look look = new Look();
    Gate gate = new Gate(sessions, doors.partners(), look, settings, clock);
    routes.addAll(look.routes());
    routes.addAll(new SignInPages(gate, sessions, doors.partners(), look).routes());
    routes.addAll(new HubPages(gate, doors, look, clock).routes());
    routes.addAll(new HealthPages(gate, doors, look, settings, clock).routes());
    routes.addAll(new StartPages(gate, doors, look, settings.player(), clock).routes());
    routes.addAll(new OnboardingPages(gate, doors, look, settings.player()).routes());
    routes.addAll(new UsagePages(gate, doors, look, clock).routes());
    routes.addAll(new SettingsPages(gate, doors, look, clock).routes());
    routes.addAll(new BrandingPages(gate, doors, look).routes());
    routes.addAll(new NumbersPages(gate, doors, look, clock).routes());
    routes.addAll(new NumberPages(gate, doors, look, clock).routes());
    routes.addAll(new BillPages(gate, doors, look, clock).routes());
    routes.addAll(new HookPages(gate, doors, look, clock).routes());
    doors.partners().follow(this);
  }

  public List<Route> routes() {
    return List.copyOf(routes);
  }

  /// A chore: sessions that are over; returns how many.
  public int clean() {
    return sessions.clean();
  }

  @Override
  public void zonesMoved(Handle tx, long partnerId, long from, TimeZones before, TimeZones after) {
    // Read anew with each page.
  }

  @Override
  public void signedOut(Handle tx, long partnerId) {
    SessionSql.endAll(tx, partnerId);
  }

  @Override
  public void changed(long partnerId) {
    // Read anew with each page.
  }
}
