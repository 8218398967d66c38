package wabahub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Settings: where they come from, and what stops the start.
final class ConfigTest {
  @TempDir Path data;

  private Config load(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.putIfAbsent("WABAHUB_DATA", data.toString());
    return Config.load(all);
  }

  private void file(String... lines) throws IOException {
    Files.writeString(data.resolve("wabahub.properties"), String.join("\n", lines));
  }

  @Test
  void load_nothingSet_hasTheDefaults() {
    Config config = load(Map.of());
    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isEqualTo(8080);
    assertThat(config.zone().getId()).isEqualTo("UTC");
    assertThat(config.partnerRate()).isEqualTo(20);
    assertThat(config.journalDays()).isEqualTo(7);
    assertThat(config.databaseUrl()).isEmpty();
    assertThat(config.appSecrets()).isEmpty();
    assertThat(config.sandbox()).isEmpty();
  }

  @Test
  void load_fileAndEnvironment_theEnvironmentWins() throws IOException {
    file("# ours", "port = 1000", "time.zone=Asia/Jerusalem", "meta.app.secret=a,b");
    Config config = load(Map.of("WABAHUB_PORT", "2000", "OTHER", "x"));
    assertThat(config.port()).isEqualTo(2000);
    assertThat(config.zone().getId()).isEqualTo("Asia/Jerusalem");
    assertThat(config.appSecrets()).hasSize(2);
    assertThat(config.settings().get(Key.PORT).source()).isEqualTo("environment");
    assertThat(config.settings().get(Key.TIME_ZONE).source())
        .isEqualTo(data.resolve("wabahub.properties").toString());
    assertThat(config.settings().get(Key.HOST).source()).isEqualTo("default");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s ", " %s", "%s\r"})
  void load_spaceAroundTheFolder_readsTheFileInIt(String spelling) throws IOException {
    file("port=1000");
    Config config = load(Map.of("WABAHUB_DATA", spelling.formatted(data)));
    assertThat(config.data()).isEqualTo(data);
    assertThat(config.port()).isEqualTo(1000);
  }

  @ParameterizedTest
  @CsvSource({
    "WABAHUB_PROT, WABAHUB_PORT",
    "WABAHUB_META_SECRET, WABAHUB_META_APP_SECRET",
    "WABAHUB_DATABASEURL, WABAHUB_DATABASE_URL",
    "WABAHUB_, WABAHUB_HOST",
    "WABAHUB_port, WABAHUB_PORT",
  })
  void variable_unknown_namesTheNearest(String name, String nearest) {
    assertThatThrownBy(() -> load(Map.of(name, "secret-value")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(name + " is not a setting. Did you mean " + nearest + "?");
  }

  @ParameterizedTest
  @CsvSource({
    "meta.app.secrets, meta.app.secret",
    "meta_app_secret, meta.app.secret",
    "META.APP.SECRET, meta.app.secret",
    "partner.rates, partner.rate",
  })
  void property_unknown_namesTheNearest(String name, String nearest) throws IOException {
    file(name + "=1");
    assertThatThrownBy(() -> load(Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(name + " is not a setting. Did you mean " + nearest + "?");
  }

  @Test
  void property_data_isRefused() throws IOException {
    file("data=/elsewhere");
    assertThatThrownBy(() -> load(Map.of())).hasMessageStartingWith("data is not a setting.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"port=\\u00zz", "port=\u00ff"})
  void file_unreadable_isNamed(String content) throws IOException {
    Files.write(data.resolve("wabahub.properties"), content.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> load(Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("wabahub.properties cannot be read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PORT | 70000 | has to be a whole number from 0 to 65535.",
        "PORT | -1 | has to be a whole number from 0 to 65535.",
        "PORT | http | has to be a whole number from 0 to 65535.",
        "PORT | '' | has to be a whole number from 0 to 65535.",
        "PUBLIC_URL | hub.example.org | has to be an http or https address.",
        "PUBLIC_URL | https://hub example.org | has to be an http or https address.",
        "META_GRAPH_URL | ftp://graph | has to be an http or https address.",
        "TRUSTED_PROXIES | 10.0.0.0/33 | has to hold IP addresses and networks such as 10.0.0.0/8.",
        "TRUSTED_PROXIES | proxy | has to hold IP addresses and networks such as 10.0.0.0/8.",
        "DATA | '' | has to name a folder.",
        "DATABASE_URL | jdbc:postgresql://h/d | has to look like postgresql://",
        "DATABASE_URL | postgresql://h | has to look like postgresql://",
        "DATABASE_URL | postgresql://h/ | has to look like postgresql://",
        "DATABASE_URL | postgresql://u:hush^@h/d | has to look like postgresql://",
        "DATABASE_URL | postgresql://u:hush@x@h/d | has to look like postgresql://",
        "DATABASE_URL | mysql://u:hush@h/d | has to look like postgresql://",
        "TIME_ZONE | Jerusalem | has to be an IANA name such as Asia/Jerusalem.",
        "TIME_ZONE | +02:00 | has to be an IANA name such as Asia/Jerusalem.",
        "ADMIN_TOKEN | hush-hush-hush-hush-hus | has to have 24 characters or more.",
        "MASTER_KEY | hush | has to be 32 bytes in base64 (44 characters).",
        "MASTER_KEY | QUJDREVGR0hJSktMTU5PUA== | has to be 32 bytes in base64 (44 characters).",
        "META_APP_SECRET | hush,hush2,hush3 | may hold two secrets at most.",
        "PARTNER_RATE | 1.5 | has to be a whole number from 0 to 1000000.",
        "WEBHOOK_ALLOW_PRIVATE | yes | has to be on or off.",
        "JOURNAL_DAYS | 0 | has to be a whole number from 1 to 3650.",
        "HISTORY_DAYS | -5 | has to be a whole number from 0 to 36500.",
        "SANDBOX | maybe | has to be auto, on or off.",
      })
  void value_wrong_stopsWithItsSentence(Key key, String value, String sentence) {
    Map<String, String> environment = new HashMap<>();
    environment.put("WABAHUB_MASTER_KEY", Database.MASTER_KEY);
    environment.put(key.variable(), value);
    assertThatThrownBy(() -> load(environment))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(key.variable() + " " + sentence)
        .hasMessageNotContaining("hush");
  }

  @ParameterizedTest
  @CsvSource({"true, true", "on, true", "1, true", "false, false", "off, false", "0, false"})
  void flag_anyForm_isUnderstood(String value, boolean on) {
    assertThat(load(Map.of("WABAHUB_SANDBOX", value)).sandbox()).hasValue(on);
  }

  @Test
  void databaseUrl_withoutMasterKey_stops() {
    assertThatThrownBy(() -> load(Map.of("WABAHUB_DATABASE_URL", "postgresql://u:hush@h:5432/d")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("WABAHUB_MASTER_KEY has to be set with WABAHUB_DATABASE_URL.");
  }

  @Test
  void sandbox_onWithAnAppSecret_stops() {
    assertThatThrownBy(
            () -> load(Map.of("WABAHUB_SANDBOX", "on", "WABAHUB_META_APP_SECRET", "hush")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("WABAHUB_SANDBOX cannot be on while an app secret of Meta is set.");
  }

  @ParameterizedTest
  @EnumSource
  void shown_anyKey_hidesWhatIsSecret(Key key) {
    String value = key == Key.DATABASE_URL ? "postgresql://u:hush@h:1/d?password=hush&a=b" : "hush";
    boolean secret = key.isSecret() || key == Key.DATABASE_URL;
    String shown = Config.shown(key, new Config.Setting(value, "environment"));
    assertThat(shown.contains("hush")).isEqualTo(!secret);
    assertThat(Config.shown(key, new Config.Setting("", "default"))).isEqualTo(key.meaning());
  }

  @Test
  void shown_databaseUrl_hidesItsPasswordsAlone() {
    var setting =
        new Config.Setting("postgresql://u:p@/:x@h:1/d?password=x&ssl=true", "environment");
    assertThat(Config.shown(Key.DATABASE_URL, setting))
        .isEqualTo("postgresql://u:***@h:1/d?password=***&ssl=true");
  }

  @Test
  void checkConfig_printsEverySettingAndItsSource() throws IOException {
    file("partner.rate=7", "meta.verify.token=hush");
    Map<String, String> environment =
        Map.of("WABAHUB_DATA", data.toString(), "WABAHUB_META_APP_SECRET", "hush");
    try (HubProcess process = HubProcess.start(environment, List.of(), "check-config")) {
      assertThat(process.exitCode()).isZero();
      assertThat(process.err()).isEmpty();
      assertThat(process.lines())
          .hasSameSizeAs(Key.values())
          .contains(
              "WABAHUB_HOST = 127.0.0.1 (default)",
              "WABAHUB_PARTNER_RATE = 7 (" + data.resolve("wabahub.properties") + ")",
              "WABAHUB_META_VERIFY_TOKEN = *** (" + data.resolve("wabahub.properties") + ")",
              "WABAHUB_META_APP_SECRET = *** (environment)",
              "WABAHUB_MASTER_KEY = generated into DATA/master-key (default)");
      assertThat(process.out()).doesNotContain("hush");
    }
    assertThat(data.resolve("master-key")).doesNotExist();
  }

  @Test
  void checkConfig_wrongValue_isOneSentenceOnStderr() {
    Map<String, String> environment =
        Map.of("WABAHUB_DATA", data.toString(), "WABAHUB_PORT", "http");
    try (HubProcess process = HubProcess.start(environment, List.of(), "check-config")) {
      assertThat(process.exitCode()).isEqualTo(2);
      assertThat(process.out()).isEmpty();
      assertThat(process.err())
          .isEqualTo("wabahub: WABAHUB_PORT has to be a whole number from 0 to 65535.");
    }
  }
}
