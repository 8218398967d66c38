package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.model.ReferenceModel;
import wabahub.model.Search;
import wabahub.model.Worlds;
import wabahub.secrets.Hashed;
import wabahub.secrets.Secrets;

/// Every figure of random worlds is what the reference model says.
final class ModelTest {
  @ParameterizedTest
  @EnumSource
  void figures_ofRandomWorlds_areThoseOfTheModel(Database database) {
    search(database, Integer.getInteger("wabahub.sets", 500));
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource
  void figures_ofVeryManyRandomWorlds_areThoseOfTheModel(Database database) {
    search(database, Integer.getInteger("wabahub.runs", 100_000));
  }

  private static void search(Database database, int runs) {
    try (TestHub hub = new TestHub(database)) {
      Secrets secrets = hub.secrets();
      Comparator<String> byHash =
          Comparator.comparing(
              it -> secrets.shortHash(Hashed.PERSON, "customer:" + it), Arrays::compareUnsigned);
      ReferenceModel model = new ReferenceModel(byHash);
      AtomicInteger run = new AtomicInteger();
      Search.check(
          Search.seed(),
          runs,
          Worlds::crowded,
          (world, random) -> {
            Replay replay = new Replay(hub, world, random, run.incrementAndGet());
            replay.play();
            assertThat(replay.figures().lines()).isEqualTo(model.figures(world).lines());
            assertThat(replay.recount()).isEmpty();
          });
    }
  }
}
