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
public final class Postgres implements AutoCloseable {
  // Held, because a logger that nobody holds forgets its level.
  private static final Logger LOG = Logger.getLogger(EmbeddedPostgres.class.getName());

  private final Path folder;
  private final Map<String, String> config;
  private EmbeddedPostgres server;
  private ProcessHandle postmaster;

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
    server = open(Ports.take());
    postmaster = postmaster();
  }

  /// What every PostgreSQL of the tests begins with.
  public static EmbeddedPostgres.Builder builder() {
    return builder(Ports.take());
  }

  private static EmbeddedPostgres.Builder builder(int port) {
    return EmbeddedPostgres.builder().setPort(port).setPGStartupWait(Patience.LIMIT);
  }

  private EmbeddedPostgres open(int port) {
    try {
      EmbeddedPostgres.Builder builder = builder(port);
      config.forEach(builder::setServerConfig);
      return builder
          .setDataDirectory(folder.resolve("data"))
          .setCleanDataDirectory(false)
          .setServerConfig("fsync", "on")
          .setServerConfig("synchronous_commit", "on")
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessHandle postmaster() {
    try (Stream<String> lines = Files.lines(folder.resolve("data").resolve("postmaster.pid"))) {
      long pid = Long.parseLong(lines.findFirst().orElseThrow().strip());
      return ProcessHandle.of(pid).orElseThrow();
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
    postmaster = postmaster();
  }

  /// Ends connections, then itself; returns when it is gone.
  void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // That one waits for five seconds at most.
    if (postmaster.isAlive()) {
      postmaster.onExit().join();
    }
  }

  /// SIGKILL to the server and all its processes.
  void kill() {
    for (ProcessHandle one :
        Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList()) {
      one.destroyForcibly();
      one.onExit().join();
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
