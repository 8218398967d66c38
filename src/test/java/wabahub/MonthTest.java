package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.TestHub.Account;

/// "This month" ends at the partner's midnight, by itself.
final class MonthTest {
  @AutoClose private static final Hubs HUBS = new Hubs();

  /// A partner with one number; each message is of another customer.
  private static final class Life {
    final TestHub hub;
    final Account partner;
    private final String phone = TestHub.phone();

    Life(TestHub hub, String zone) {
      this.hub = hub;
      this.partner = hub.partner("One", zone);
      hub.number(partner, TestHub.whatsapp(), phone);
    }

    void message(Instant at) {
      String customer = TestHub.whatsapp();
      hub.webhook(
          WebhookTest.messages(
              phone, WebhookTest.message("wamid" + customer, customer, at.getEpochSecond())));
    }

    long incomingThisMonth() {
      return hub.list(partner).get("totalIncomingThisMonth").asLong();
    }

    /// The month ends here: what was before is not in it, what is from here on is.
    void expectEndAt(Instant midnight) {
      Instant lastSecond = midnight.minusSeconds(1);
      hub.clock.set(lastSecond.minusSeconds(5));
      Account fresh = new Account(0, "", "", hub.token(partner.clientId(), partner.clientSecret()));
      long before = hub.list(fresh).get("totalIncomingThisMonth").asLong();
      hub.clock.set(lastSecond);
      message(lastSecond);
      assertThat(hub.list(fresh).get("totalIncomingThisMonth").asLong()).isEqualTo(before + 1);
      hub.clock.set(midnight);
      assertThat(hub.list(fresh).get("totalIncomingThisMonth").asLong()).isZero();
      message(lastSecond);
      assertThat(hub.list(fresh).get("totalIncomingThisMonth").asLong()).isZero();
      message(midnight);
      assertThat(hub.list(fresh).get("totalIncomingThisMonth").asLong()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "UTC, 2026-11-01T00:00:00Z",
    "Asia/Jerusalem, 2026-10-31T22:00:00Z",
    "America/New_York, 2026-11-01T04:00:00Z",
    "Asia/Kathmandu, 2026-10-31T18:15:00Z",
    "Pacific/Kiritimati, 2026-10-31T10:00:00Z",
    "Pacific/Niue, 2026-11-01T11:00:00Z",
    "Europe/London, 2026-12-01T00:00:00Z",
    "Asia/Tokyo, 2026-12-31T15:00:00Z",
    "UTC, 2028-03-01T00:00:00Z",
    // Clocks went from 00:00 to 01:00: the month began without a midnight.
    "America/Asuncion, 2023-10-01T04:00:00Z",
  })
  void month_ofAZone_endsAtItsMidnight(String zone, Instant midnight) {
    TestHub hub = HUBS.on(Database.SQLITE);
    hub.clock.set(midnight.minusSeconds(86_400));
    new Life(hub, zone).expectEndAt(midnight);
  }

  @ParameterizedTest
  @EnumSource
  void month_afterRestart_endsTheSame(Database database) {
    TestHub hub = HUBS.on(database);
    hub.clock.set(Instant.parse("2026-10-14T09:30:00Z"));
    Life life = new Life(hub, "Asia/Jerusalem");
    life.message(hub.clock.instant());
    hub.restart();
    life.expectEndAt(Instant.parse("2026-10-31T22:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "SQLITE, Pacific/Kiritimati, 2026-11-30T10:00:00Z",
    "POSTGRESQL, Pacific/Kiritimati, 2026-11-30T10:00:00Z",
    "SQLITE, Pacific/Niue, 2026-12-01T11:00:00Z",
    "POSTGRESQL, Pacific/Niue, 2026-12-01T11:00:00Z",
  })
  void zone_changed_takesEffectWithTheNextMonth(Database database, String zone, Instant second) {
    TestHub hub = HUBS.on(database);
    hub.clock.set(Instant.parse("2026-10-14T09:30:00Z"));
    Life life = new Life(hub, "UTC");
    life.message(hub.clock.instant());
    move(life, zone);
    assertThat(life.incomingThisMonth()).isEqualTo(1);
    life.expectEndAt(Instant.parse("2026-11-01T00:00:00Z"));
    life.expectEndAt(second);
  }

  @ParameterizedTest
  @EnumSource
  void zone_changedAndBack_changesNothing(Database database) {
    TestHub hub = HUBS.on(database);
    hub.clock.set(Instant.parse("2026-10-14T09:30:00Z"));
    Life life = new Life(hub, "UTC");
    move(life, "Pacific/Kiritimati");
    move(life, "UTC");
    life.expectEndAt(Instant.parse("2026-11-01T00:00:00Z"));
    life.expectEndAt(Instant.parse("2026-12-01T00:00:00Z"));
  }

  private static void move(Life life, String zone) {
    assertThat(
            life.hub
                .admin("PATCH", "/admin/partners/" + life.partner.id(), Map.of("time_zone", zone))
                .json()
                .get("time_zone")
                .stringValue())
        .isEqualTo(zone);
  }
}
