package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.TestHub.Account;

/// The real process on a machine whose language has digits of its own.
final class LocaleTest {
  private static final List<String> PERSIAN = List.of("-Duser.language=fa", "-Duser.country=IR");

  @TempDir private Path data;
  @AutoClose private HubProcess hub;

  @ParameterizedTest
  @EnumSource
  void hub_whereDigitsAreOthers_countsAndSaysTheMonth(Database database) {
    Map<String, String> settings = new HashMap<>(HubProcess.settings(data));
    settings.putAll(database.settings());
    hub = HubProcess.serve(settings, PERSIAN);
    Account account = hub.partner("One", null);
    String whatsapp = HubCalls.whatsapp();
    String phone = HubCalls.phone();
    long now = Instant.now().getEpochSecond();
    // Held first: its number is not registered yet.
    byte[] early = WebhookTest.messages(phone, WebhookTest.message("m", "447700900204", now));
    assertThat(hub.webhook(early).status()).isEqualTo(200);
    assertThat(hub.number(account, whatsapp, phone).status()).isEqualTo(201);

    Patience.until(
        () -> hub.figures(account, whatsapp), List.of(0L, 0L, 1L)::equals, () -> hub.out());

    assertThat(hub.get("/api/v1/numbers", account).json().get("month").stringValue())
        .matches("[0-9]{4}-[0-9]{2}");
  }
}
