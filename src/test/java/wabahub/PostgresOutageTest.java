package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A hub whose PostgreSQL goes away: it refuses meanwhile, recovers by itself, and what it
/// acknowledged is there.
final class PostgresOutageTest {
  @TempDir private static Path data;
  private static Postgres server;
  private static HubProcess hub;

  @BeforeAll
  static void start() {
    server = new Postgres();
    Map<String, String> settings = new HashMap<>(HubProcess.settings(data));
    settings.putAll(server.settings());
    hub = HubProcess.serve(settings);
  }

  @AfterAll
  static void end() {
    hub.close();
    server.close();
  }

  @Test
  void hub_whosePostgresIsKilledUnderLoad_countsEachEventOnce() {
    Load load = new Load(hub);
    load.start(hub);
    for (int round = 0; round < 2; round++) {
      load.awaitAcknowledged(100);
      server.kill();
      load.awaitRefused();
      server.start();
    }
    load.awaitAcknowledged(100);
    load.finish();
    load.resend(hub);
    assertThat(load.figures(hub)).isEqualTo(load.expected());
  }

  @Test
  void hub_whosePostgresIsStopped_saysSoAndRecovers() {
    stopAndStart(Duration.ZERO);
  }

  @Test
  @Tag("long")
  void hub_whosePostgresIsStoppedFor30Seconds_saysSoAndRecovers() {
    stopAndStart(Duration.ofSeconds(30));
  }

  private static void stopAndStart(Duration atLeast) {
    Load load = new Load(hub);
    load.start(hub);
    load.awaitAcknowledged(100);
    server.stop();
    long stopped = System.nanoTime();
    load.awaitRefused();
    assertThat(hub.awaitReadyz(503).text()).contains("does not answer");
    while (System.nanoTime() - stopped < atLeast.toNanos()) {
      load.awaitRefused();
    }
    server.start();
    load.awaitAcknowledged(100);
    load.finish();
    load.resend(hub);
    hub.awaitReady();
    assertThat(load.figures(hub)).isEqualTo(load.expected());
  }
}
