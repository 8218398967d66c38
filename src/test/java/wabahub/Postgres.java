package wabahub;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// A PostgreSQL of a test's own: durable, and it can be stopped, killed and started again on the
/// same data and port.
final class Postgres implements AutoCloseable {
  // Held, because a logger that nobody holds forgets its level.
  private static final Logger LOG = Logger.getLogger(EmbeddedPostgres.class.getName());

  private final Path folder;
  private final Map<String, String> config;
  private EmbeddedPostgres server;

  Postgres() {
    this(Map.of());
  }

  /// `config`: more settings of the server.
  Postgres(Map<String, String> config) {
    this.config = config;
    try {
      folder = Files.createTempDirectory("wabahub-postgres");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server = open(0);
  }

  private EmbeddedPostgres open(int port) {
    try {
      EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
      config.forEach(builder::setServerConfig);
      return builder
          .setDataDirectory(folder.resolve("data"))
          .setCleanDataDirectory(false)
          .setPort(port)
          .setServerConfig("fsync", "on")
          .setServerConfig("synchronous_commit", "on")
          .setPGStartupWait(Patience.LIMIT)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Settings of a hub on it.
  Map<String, String> settings() {
    return settings(server.getPort());
  }

  /// The same for one on this port.
  static Map<String, String> settings(int port) {
    return Map.of(
        "WABAHUB_DATABASE_URL",
        "postgresql://postgres:postgres@localhost:" + port + "/postgres",
        "WABAHUB_MASTER_KEY",
        Database.MASTER_KEY);
  }

  /// Starts it again.
  void start() {
    server = open(server.getPort());
  }

  /// Ends connections, then itself.
  void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// SIGKILL to the server and all its processes.
  void kill() {
    try (Stream<String> lines = Files.lines(folder.resolve("data").resolve("postmaster.pid"))) {
      long pid = Long.parseLong(lines.findFirst().orElseThrow().strip());
      ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
      for (ProcessHandle one :
          Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList()) {
        one.destroyForcibly();
        one.onExit().join();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    quietly(this::stop);
  }

  /// It complains about what was killed.
  private static void quietly(Runnable action) {
    Level before = LOG.getLevel();
    LOG.setLevel(Level.OFF);
    try {
      action.run();
    } finally {
      LOG.setLevel(before);
    }
  }

  @Override
  public void close() {
    quietly(this::stop);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
