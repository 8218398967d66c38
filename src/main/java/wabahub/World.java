package wabahub;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import wabahub.graph.Settings;
import wabahub.onboarding.Dialog;
import wabahub.sandbox.Sandbox;
import wabahub.secrets.Secret;

/// Whose webhooks a hub takes: Meta's or the sandbox's. A database belongs to one of them from its
/// first number on.
enum World {
  LIVE,
  SANDBOX;

  static final String SECRET_FILE = "sandbox-app-secret";

  /// Of the sandbox's Meta app.
  static final String APP_ID = "sandbox";

  private static final String STATE_FILE = "sandbox.json";

  /// `mark`: the world of the database, when it has one.
  ///
  /// @throws ConfigException when the settings ask for the other one
  static World of(Config config, Optional<String> mark) {
    boolean marked = mark.isPresent();
    boolean live = mark.filter(LIVE.mark()::equals).isPresent();
    boolean auto = config.appSecrets().isEmpty() && config.isLoopback() && !live;
    World world = config.sandbox().orElse(auto) ? SANDBOX : LIVE;
    if (marked && live != (world == LIVE)) {
      throw new ConfigException(
          "The database holds %s numbers and cannot be run as %s. Use another database, or set %s."
              .formatted(mark.get(), world.mark(), world.cure()));
    }
    return world;
  }

  private String cure() {
    return switch (this) {
      case SANDBOX -> "WABAHUB_SANDBOX=off";
      case LIVE -> "WABAHUB_SANDBOX=on without an app secret";
    };
  }

  String mark() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// With what webhooks have to be signed.
  List<Secret> appSecrets(Config config, DataFolder data) {
    return switch (this) {
      case LIVE -> config.appSecrets();
      case SANDBOX -> List.of(data.secret(SECRET_FILE));
    };
  }

  /// Who stands in for Meta; empty when Meta does it itself.
  ///
  /// @throws ConfigException when its file is damaged
  Optional<Sandbox> stand(DataFolder data, InstantSource clock) {
    return switch (this) {
      case LIVE -> Optional.empty();
      case SANDBOX -> Optional.of(sandbox(data, clock));
    };
  }

  /// The Meta app, at Meta or in the sandbox.
  Settings graph(Config config, DataFolder data, Optional<Sandbox> sandbox) {
    return sandbox
        .map(meta ->
            new Settings(
                meta.url(),
                config.text(Key.META_GRAPH_VERSION),
                APP_ID,
                appSecrets(config, data),
                null,
                ""))
        .orElseGet(() ->
            new Settings(
                URI.create(config.text(Key.META_GRAPH_URL)),
                config.text(Key.META_GRAPH_VERSION),
                config.text(Key.META_APP_ID),
                appSecrets(config, data),
                config.secret(Key.META_SYSTEM_USER_TOKEN).orElse(null),
                config.text(Key.META_BUSINESS_ID)));
  }

  /// Meta's Embedded Signup, or the sandbox's.
  Dialog dialog(Config config, Optional<Sandbox> sandbox) {
    String version = config.text(Key.META_GRAPH_VERSION);
    return sandbox
        .map(meta -> Dialog.standIn(meta.url(), APP_ID, version))
        .orElseGet(() ->
            Dialog.meta(config.text(Key.META_APP_ID), config.text(Key.META_CONFIG_ID), version));
  }

  private static Sandbox sandbox(DataFolder data, InstantSource clock) {
    var settings = Sandbox.Settings.of(APP_ID, data.secret(SECRET_FILE).reveal());
    try {
      return new Sandbox(settings.in(data.path().resolve(STATE_FILE)), clock);
    } catch (IllegalStateException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }
}
