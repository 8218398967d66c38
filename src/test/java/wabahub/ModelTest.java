package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.model.ReferenceModel;
import wabahub.model.Search;
import wabahub.model.World;
import wabahub.model.Worlds;
import wabahub.secrets.Hashed;
import wabahub.secrets.Secrets;

/// Every figure of random worlds is what the reference model says.
final class ModelTest {
  /// Sets of events that happen at once.
  private static final int TOGETHER = 10;

  /// How many of these happen to one hub: each leaves elements that wait for numbers of their own,
  /// and every change of numbers looks through those of all.
  private static final int A_HUB = 20;

  @ParameterizedTest
  @EnumSource
  void figures_ofRandomWorlds_areThoseOfTheModel(Database database) {
    search(database, Integer.getInteger("wabahub.sets", 500), 1);
  }

  /// Most of the time goes into reading: days of every number, the rest of one in eight.
  @Tag("long")
  @ParameterizedTest
  @EnumSource
  void figures_ofVeryManyRandomWorlds_areThoseOfTheModel(Database database) {
    search(database, Integer.getInteger("wabahub.runs", 100_000), 8);
  }

  /// One in `share` numbers is read in every way, and one in `share` worlds recounted.
  private static void search(Database database, int sets, int share) {
    long seed = Search.seed();
    int runs = (sets + TOGETHER - 1) / TOGETHER;
    for (int from = 0; from < runs; from += A_HUB) {
      try (TestHub hub = new TestHub(database)) {
        search(hub, seed + from, Math.min(A_HUB, runs - from), share);
      }
    }
  }

  private static void search(TestHub hub, long seed, int runs, int share) {
    Secrets secrets = hub.secrets();
    Comparator<String> byHash =
        Comparator.comparing(
            it -> secrets.shortHash(Hashed.PERSON, "customer:" + it), Arrays::compareUnsigned);
    ReferenceModel model = new ReferenceModel(byHash);
    AtomicInteger run = new AtomicInteger();
    Search.check(
        seed,
        runs,
        own -> Worlds.together(own, TOGETHER),
        (world, random) -> {
          Replay replay = new Replay(hub, world, random, run.incrementAndGet());
          replay.play();
          Set<String> detailed =
              world.registrations().stream()
                  .map(World.Registration::number)
                  .filter(number -> random.nextInt(share) == 0)
                  .collect(Collectors.toSet());
          assertThat(replay.figures(detailed).lines())
              .isEqualTo(model.figures(world).detailed(detailed).lines());
          if (random.nextInt(share) == 0) {
            assertThat(replay.recount()).isEmpty();
          }
        });
  }
}
