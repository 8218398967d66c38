package wabahub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A database is Meta's or the sandbox's from its first number on.
final class WorldTest {
  private static final Map<String, String> LIVE =
      Map.of("WABAHUB_META_APP_SECRET", TestHub.APP_SECRET, "WABAHUB_SANDBOX", "auto");
  private static final Map<String, String> SANDBOX =
      Map.of("WABAHUB_META_APP_SECRET", "", "WABAHUB_SANDBOX", "on");

  private static void takeANumber(TestHub hub) {
    assertThat(hub.take(hub.partner("One", null), TestHub.takeover()).status()).isEqualTo(201);
  }

  private static String world(TestHub hub) {
    return hub.call("GET", "/readyz", Map.of(), null).json().get("world").stringValue();
  }

  @ParameterizedTest
  @CsvSource({
    "'', auto, 127.0.0.1, sandbox",
    "'', on, 127.0.0.1, sandbox",
    "'', off, 127.0.0.1, live",
    "'', auto, 0.0.0.0, live",
    "secret, auto, 127.0.0.1, live",
    "secret, off, 127.0.0.1, live",
  })
  void world_ofAnEmptyDatabase_followsTheSettings(
      String secret, String sandbox, String host, String world) {
    Map<String, String> settings =
        Map.of("WABAHUB_META_APP_SECRET", secret, "WABAHUB_SANDBOX", sandbox, "WABAHUB_HOST", host);
    try (TestHub hub = new TestHub(Database.SQLITE, settings)) {
      assertThat(world(hub)).isEqualTo(world);
    }
  }

  @ParameterizedTest
  @EnumSource
  void liveDatabase_startedAsSandbox_isRefusedWithASentence(Database database) {
    try (TestHub hub = new TestHub(database, LIVE)) {
      takeANumber(hub);
      assertThatThrownBy(() -> hub.restart(SANDBOX))
          .isInstanceOf(ConfigException.class)
          .hasMessage(
              "The database holds live numbers and cannot be run as sandbox. Use another database,"
                  + " or set WABAHUB_SANDBOX=off.");
      hub.restart(LIVE);
      assertThat(world(hub)).isEqualTo("live");
    }
  }

  @ParameterizedTest
  @EnumSource
  void sandboxDatabase_startedAsLive_isRefusedWithASentence(Database database) {
    try (TestHub hub = new TestHub(database, SANDBOX)) {
      takeANumber(hub);
      assertThatThrownBy(() -> hub.restart(LIVE))
          .isInstanceOf(ConfigException.class)
          .hasMessage(
              "The database holds sandbox numbers and cannot be run as live. Use another database,"
                  + " or set WABAHUB_SANDBOX=on without an app secret.");
      hub.restart(SANDBOX);
      assertThat(world(hub)).isEqualTo("sandbox");
    }
  }

  @Test
  void database_withoutNumbers_belongsToNobody() {
    try (TestHub hub = new TestHub(Database.SQLITE, SANDBOX)) {
      hub.partner("One", null);
      hub.restart(LIVE);
      assertThat(world(hub)).isEqualTo("live");
    }
  }

  @Test
  void liveDatabase_withoutAppSecret_staysLive() {
    try (TestHub hub = new TestHub(Database.SQLITE, LIVE)) {
      takeANumber(hub);
      hub.restart(Map.of("WABAHUB_META_APP_SECRET", ""));
      assertThat(world(hub)).isEqualTo("live");
      assertThat(hub.webhook(new byte[0]).status()).isEqualTo(503);
    }
  }

  @Test
  void sandbox_webhookSignedLikeMetas_isRefused() {
    try (TestHub hub = new TestHub(Database.SQLITE, SANDBOX)) {
      assertThat(hub.webhook(new byte[0]).status()).isEqualTo(401);
    }
  }
}
