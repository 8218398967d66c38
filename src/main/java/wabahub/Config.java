package wabahub;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import wabahub.http.Http;
import wabahub.secrets.MasterKey;
import wabahub.secrets.Secret;

/// The settings of a hub: the environment wins over `wabahub.properties` in the data folder, that
/// over the defaults. An unknown name or a wrong value stops the start.
final class Config {
  private static final String FILE = "wabahub.properties";
  private static final int MIN_ADMIN_TOKEN = 24;

  private final Map<Key, Setting> settings;

  /// A value and where it was set.
  record Setting(String value, String source) {}

  private Config(Map<Key, Setting> settings) {
    this.settings = settings;
  }

  /// @throws ConfigException naming the setting and the cure
  static Config load(Map<String, String> environment) {
    Map<Key, Setting> settings = new EnumMap<>(Key.class);
    for (Key key : Key.values()) {
      settings.put(key, new Setting(key.fallback(), "default"));
    }
    Map<Key, Setting> variables = variables(environment);
    Setting data = variables.getOrDefault(Key.DATA, new Setting(Key.DATA.fallback(), ""));
    settings.putAll(properties(Path.of(data.value().strip()).resolve(FILE)));
    settings.putAll(variables);
    Config config = new Config(settings);
    config.check();
    return config;
  }

  private static Map<Key, Setting> variables(Map<String, String> environment) {
    Map<Key, Setting> found = new EnumMap<>(Key.class);
    new TreeMap<>(environment)
        .forEach((name, value) -> {
          if (name.startsWith(Key.PREFIX)) {
            Key key = find(name, Stream.of(Key.values()), Key::variable);
            found.put(key, new Setting(value, "environment"));
          }
        });
    return found;
  }

  private static Map<Key, Setting> properties(Path file) {
    Map<Key, Setting> found = new EnumMap<>(Key.class);
    if (Files.exists(file)) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new ConfigException(file + " cannot be read: " + e.getMessage());
      }
      for (String name : properties.stringPropertyNames()) {
        // The file lies in the data folder: it cannot say where that is.
        Stream<Key> keys = Stream.of(Key.values()).filter(key -> key != Key.DATA);
        Key key = find(name, keys, Key::property);
        found.put(key, new Setting(properties.getProperty(name), file.toString()));
      }
    }
    return found;
  }

  private static Key find(String name, Stream<Key> keys, Function<Key, String> spelling) {
    List<Key> known = keys.toList();
    return known.stream()
        .filter(key -> spelling.apply(key).equals(name))
        .findFirst()
        .orElseThrow(() -> {
          String nearest =
              known.stream()
                  .map(spelling)
                  .min(Comparator.comparingInt(key -> distance(plain(name), plain(key))))
                  .orElseThrow();
          return new ConfigException(name + " is not a setting. Did you mean " + nearest + "?");
        });
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /// Levenshtein's.
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }

  private void check() {
    if (text(Key.DATA).isEmpty()) {
      throw wrong(Key.DATA, "has to name a folder");
    }
    http();
    zone();
    uri(Key.PUBLIC_URL);
    uri(Key.META_GRAPH_URL);
    whole(Key.PARTNER_RATE, 0, 1_000_000);
    whole(Key.JOURNAL_DAYS, 1, 3650);
    whole(Key.HISTORY_DAYS, 0, 36500);
    flag(Key.WEBHOOK_ALLOW_PRIVATE);
    sandbox();
    if (!text(Key.ADMIN_TOKEN).isEmpty() && text(Key.ADMIN_TOKEN).length() < MIN_ADMIN_TOKEN) {
      throw wrong(Key.ADMIN_TOKEN, "has to have " + MIN_ADMIN_TOKEN + " characters or more");
    }
    checkMasterKey();
    if (!databaseUrl().isEmpty()) {
      checkDatabaseUrl();
      if (text(Key.MASTER_KEY).isEmpty()) {
        throw wrong(Key.MASTER_KEY, "has to be set with " + Key.DATABASE_URL.variable());
      }
    }
    if (appSecrets().size() > 2) {
      throw wrong(Key.META_APP_SECRET, "may hold two secrets at most");
    }
    if (sandbox().filter(on -> on).isPresent() && !appSecrets().isEmpty()) {
      throw wrong(Key.SANDBOX, "cannot be on while an app secret of Meta is set");
    }
  }

  private void checkMasterKey() {
    try {
      secret(Key.MASTER_KEY).ifPresent(MasterKey::new);
    } catch (IllegalArgumentException e) {
      throw wrong(Key.MASTER_KEY, "has to be 32 bytes in base64 (44 characters)");
    }
  }

  /// Never says what the address is: it holds a password.
  private void checkDatabaseUrl() {
    boolean good;
    try {
      URI url = new URI(databaseUrl());
      good =
          List.of("postgresql", "postgres").contains(url.getScheme())
              && url.getHost() != null
              && url.getPath().length() > 1;
    } catch (URISyntaxException e) {
      good = false;
    }
    if (!good) {
      throw wrong(
          Key.DATABASE_URL,
          "has to look like postgresql://user:password@host:port/db (in the password, %40 for @"
              + " and so on)");
    }
  }

  /// A value that anybody may see.
  static String shown(Key key, Setting setting) {
    if (setting.value().isEmpty()) {
      return key.meaning();
    }
    if (key == Key.DATABASE_URL) {
      return setting
          .value()
          .replaceFirst("(//[^:/@]*):.*@", "$1:***@")
          .replaceAll("(?i)(password=)[^&]*", "$1***");
    }
    return key.isSecret() ? "***" : setting.value();
  }

  Map<Key, Setting> settings() {
    return settings;
  }

  String text(Key key) {
    return settings.getOrDefault(key, new Setting("", "")).value().strip();
  }

  String host() {
    return text(Key.HOST);
  }

  int port() {
    return whole(Key.PORT, 0, 65_535);
  }

  /// The address in links; empty = the hub's own.
  Optional<String> publicUrl() {
    return Optional.of(text(Key.PUBLIC_URL)).filter(url -> !url.isEmpty());
  }

  Http.Settings http() {
    try {
      return new Http.Settings(host(), port(), list(Key.TRUSTED_PROXIES));
    } catch (IllegalArgumentException e) {
      throw wrong(Key.TRUSTED_PROXIES, "has to hold IP addresses and networks such as 10.0.0.0/8");
    }
  }

  Path data() {
    return Path.of(text(Key.DATA));
  }

  String databaseUrl() {
    return text(Key.DATABASE_URL);
  }

  ZoneId zone() {
    if (!ZoneId.getAvailableZoneIds().contains(text(Key.TIME_ZONE))) {
      throw wrong(Key.TIME_ZONE, "has to be an IANA name such as Asia/Jerusalem");
    }
    return ZoneId.of(text(Key.TIME_ZONE));
  }

  List<Secret> appSecrets() {
    return list(Key.META_APP_SECRET).stream().map(Secret::new).toList();
  }

  Optional<Secret> verifyToken() {
    return secret(Key.META_VERIFY_TOKEN);
  }

  Optional<Secret> secret(Key key) {
    return Optional.of(text(key)).filter(value -> !value.isEmpty()).map(Secret::new);
  }

  int partnerRate() {
    return whole(Key.PARTNER_RATE, 0, 1_000_000);
  }

  /// Whether webhooks may lead to private and loopback addresses, and go over plain http.
  boolean webhookAllowPrivate() {
    return flag(Key.WEBHOOK_ALLOW_PRIVATE);
  }

  /// 0 = for ever.
  int historyDays() {
    return whole(Key.HISTORY_DAYS, 0, 36500);
  }

  int journalDays() {
    return whole(Key.JOURNAL_DAYS, 1, 3650);
  }

  /// On, off, or empty = decide.
  Optional<Boolean> sandbox() {
    return text(Key.SANDBOX).equals("auto") ? Optional.empty() : Optional.of(flag(Key.SANDBOX));
  }

  /// Whether the hub listens on all addresses of the machine.
  boolean isWildcard() {
    return List.of("0.0.0.0", "::", "[::]").contains(host());
  }

  boolean isLoopback() {
    try {
      return InetAddress.getByName(host()).isLoopbackAddress();
    } catch (IOException e) {
      throw wrong(Key.HOST, "is not an address of this machine");
    }
  }

  private List<String> list(Key key) {
    return Stream.of(text(key).split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private int whole(Key key, int min, int max) {
    String text = text(key);
    if (text.matches("[0-9]{1,9}")) {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw wrong(key, "has to be a whole number from " + min + " to " + max);
  }

  private boolean flag(Key key) {
    return switch (text(key)) {
      case "true", "on", "1" -> true;
      case "false", "off", "0" -> false;
      default ->
          throw wrong(key, "has to be " + (key == Key.SANDBOX ? "auto, on" : "on") + " or off");
    };
  }

  private void uri(Key key) {
    String text = text(key);
    try {
      if (!text.isEmpty() && !text.matches("https?://.+") || URI.create(text).isOpaque()) {
        throw wrong(key, "has to be an http or https address");
      }
    } catch (IllegalArgumentException e) {
      throw wrong(key, "has to be an http or https address");
    }
  }

  private static ConfigException wrong(Key key, String what) {
    return new ConfigException(key.variable() + " " + what + ".");
  }
}
