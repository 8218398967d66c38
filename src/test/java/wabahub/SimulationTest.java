package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.model.ReferenceModel;
import wabahub.model.Search;
import wabahub.model.World;
import wabahub.model.Worlds;
import wabahub.secrets.Hashed;
import wabahub.secrets.Secrets;

/// A hub lives through random worlds and dies at random steps of intake and dispatch; Meta sends
/// again what was not acknowledged. Nothing is lost, doubled or left over.
final class SimulationTest {
  private static final int WORLDS = 4;

  @ParameterizedTest
  @EnumSource
  void hub_thatDiesAtRandomSteps_countsWhatTheModelCounts(Database database) {
    simulate(database, 3);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource
  void hub_thatDiesVeryOften_countsWhatTheModelCounts(Database database) {
    simulate(database, Integer.getInteger("wabahub.runs", 1_000));
  }

  private static void simulate(Database database, int seeds) {
    long seed = Search.seed();
    System.out.printf(
        "base seed %d, %d runs (-Dwabahub.seed=%d repeats them)%n", seed, seeds, seed);
    for (int run = 0; run < seeds; run++) {
      try (TestHub hub = new TestHub(database)) {
        for (int i = 0; i < WORLDS; i++) {
          live(hub, seed + run, i);
        }
      }
    }
  }

  private static void live(TestHub hub, long seed, int i) {
    World world = Worlds.crowded(seed * WORLDS + i);
    Replay replay = new Replay(hub, world, new SplittableRandom(seed), i).dying();
    String which = "seed %d, world %d: %s".formatted(seed, i, world);
    replay.play();
    Secrets secrets = hub.secrets();
    Comparator<String> byHash =
        Comparator.comparing(
            it -> secrets.shortHash(Hashed.PERSON, "customer:" + it), Arrays::compareUnsigned);
    assertThat(replay.figures().lines())
        .as(which)
        .isEqualTo(new ReferenceModel(byHash).figures(world).lines());
    assertThat(replay.recount()).as(which).isEmpty();
    TestHub.Reply ready = hub.call("GET", "/readyz", Map.of(), null);
    assertThat(ready.status()).as(ready.text()).isEqualTo(200);
    String metrics = hub.call("GET", "/metrics", Map.of(), null).text();
    assertThat(metrics)
        .contains("\nwabahub_impossible_total 0.0")
        .contains("\nwabahub_journal_lag_seconds 0.0");
    assertThat(hub.rows("SELECT reason FROM set_aside WHERE reason = 'impossible'")).isEmpty();
  }
}
