package wabahub.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A check of the check: the worlds are worth comparing only if no wrong rule gets through them.
class WrongModelsTest {
  private static final int BASES = Integer.getInteger("wabahub.bases", 40);
  private static final int WORLDS = 20;
  private static final Comparator<String> ORDER = Comparator.naturalOrder();

  /// Not random by default: whether the worlds are good enough is a question about the generator,
  /// to be answered when that changes.
  private static final long FIRST = Long.getLong("wabahub.seed", 1);

  private static final Map<Long, World> worlds = new HashMap<>();
  private static final Map<Long, List<String>> right = new HashMap<>();

  static List<WrongModel> slips() {
    return WrongModel.all();
  }

  @ParameterizedTest
  @MethodSource("slips")
  void slip_within20Worlds_isCaught(WrongModel slip) {
    ReferenceModel wrong = slip.with().apply(ORDER);
    List<Long> missed =
        LongStream.range(0, BASES)
            .map(base -> FIRST + base * WORLDS)
            .filter(
                base ->
                    LongStream.range(base, base + WORLDS).noneMatch(seed -> differs(wrong, seed)))
            .boxed()
            .toList();
    assertThat(missed).as("base seeds that miss it").isEmpty();
  }

  @Test
  void slips_haveDifferentNames() {
    assertThat(slips()).hasSizeGreaterThan(30).extracting(WrongModel::name).doesNotHaveDuplicates();
  }

  private static boolean differs(ReferenceModel wrong, long seed) {
    World world = worlds.computeIfAbsent(seed, Worlds::crowded);
    List<String> expected =
        right.computeIfAbsent(seed, it -> new ReferenceModel(ORDER).figures(world).lines());
    return !wrong.figures(world).lines().equals(expected);
  }
}
