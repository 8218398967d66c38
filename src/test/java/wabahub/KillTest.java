package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The real process, killed while requests are in flight: nothing acknowledged is lost, and what
/// was not acknowledged and is sent again is counted once.
final class KillTest {
  private static final int ROUNDS = 4;

  @TempDir private Path data;
  @AutoClose private HubProcess hub;

  @ParameterizedTest
  @EnumSource
  void hub_killedUnderLoad_countsEachEventOnce(Database database) {
    long seed = System.nanoTime();
    System.out.println("KillTest seed " + seed);
    Random random = new Random(seed);
    try (Postgres server = database == Database.POSTGRESQL ? new Postgres() : null) {
      Map<String, String> settings = new HashMap<>(HubProcess.settings(data));
      settings.putAll(server == null ? Map.of() : server.settings());
      hub = HubProcess.serve(settings);
      Load load = new Load(hub);
      for (int round = 0; round < ROUNDS; round++) {
        load.start(hub);
        load.awaitAcknowledged(random.nextInt(1, 400));
        hub.kill();
        load.finish();
        hub = HubProcess.serve(settings);
        assertThat(load.resend(hub)).isPositive();
      }
      assertThat(load.figures(hub)).as("seed %d", seed).isEqualTo(load.expected());
    }
  }
}
