package wabahub;

import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import wabahub.hubs.Hubs;
import wabahub.hubs.Self;
import wabahub.numbers.Numbers;
import wabahub.sandbox.Sandbox;
import wabahub.secrets.MasterKey;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.NewerSchema;
import wabahub.storage.Settings;
import wabahub.storage.Storage;

/// What a hub stands on: its folder, its databases, its keys, the other hubs, and whose Meta it
/// speaks to.
final class Ground implements AutoCloseable {
  static final String ADMIN_TOKEN_FILE = "admin-token";
  static final String MASTER_KEY_FILE = "master-key";

  private final Closing closing = new Closing();
  private final DataFolder data;
  private final Secret adminToken;
  private final Storage hub;
  private final Storage journal;
  private final Hubs hubs;
  private final World world;
  private final Optional<Sandbox> sandbox;
  private final Secrets secrets;

  /// @throws ConfigException when settings and data do not fit
  Ground(Config config, InstantSource clock) {
    try {
      data = closing.open(DataFolder.open(config.data()));
      adminToken = config.secret(Key.ADMIN_TOKEN).orElseGet(() -> data.secret(ADMIN_TOKEN_FILE));
      Secret masterKey =
          config.secret(Key.MASTER_KEY).orElseGet(() -> data.secret(MASTER_KEY_FILE));
      Settings database = new Settings(data.path(), config.databaseUrl());
      hub = closing.open(storage(database, "hub"));
      journal = closing.open(storage(database, "journal"));
      hubs = closing.open(new Hubs(hub, Self.here(Main.version()), clock));
      world = World.of(config, Numbers.world(hub));
      sandbox = world.stand(data, clock).map(closing::open);
      secrets = Secrets.open(hub, masterKey(masterKey));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Storage storage(Settings database, String schema) {
    try {
      return Storage.open(database, schema);
    } catch (NewerSchema e) {
      throw new ConfigException(Objects.requireNonNull(e.getMessage()));
    } catch (RuntimeException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new ConfigException("The database cannot be opened: " + cause.getMessage());
    }
  }

  private static MasterKey masterKey(Secret base64) {
    try {
      return new MasterKey(base64);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(Key.MASTER_KEY.variable() + ": " + e.getMessage());
    }
  }

  DataFolder data() {
    return data;
  }

  Secret adminToken() {
    return adminToken;
  }

  /// The hub's database.
  Storage hub() {
    return hub;
  }

  Storage journal() {
    return journal;
  }

  /// The hubs that share the database.
  Hubs hubs() {
    return hubs;
  }

  World world() {
    return world;
  }

  /// The stand-in for Meta, when the hub is not Meta's.
  Optional<Sandbox> sandbox() {
    return sandbox;
  }

  Secrets secrets() {
    return secrets;
  }

  /// Whether no newer hub has migrated the databases since they were opened.
  boolean isCurrent() {
    return hub.isCurrent() && journal.isCurrent();
  }

  @Override
  public void close() {
    closing.close();
  }
}
