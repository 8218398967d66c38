package wabahub.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SearchTest {

  @Test
  void property_thatHolds_isCheckedOnAWorldOfEachSeed() {
    List<World> seen = new ArrayList<>();
    Search.check(5, 3, Worlds::crowded, (world, random) -> seen.add(world));
    assertThat(seen).containsExactly(Worlds.crowded(5), Worlds.crowded(6), Worlds.crowded(7));
  }

  @Test
  void property_thatFails_isReportedWithItsSeedAndTheFewestEvents() {
    assertThatThrownBy(() ->
            Search.check(
                1,
                100,
                Worlds::crowded,
                (world, random) -> {
                  if (played(world) > 1) {
                    throw new IllegalStateException("played twice");
                  }
                }))
        .isInstanceOf(AssertionError.class)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("of base seed 1 fails (-Dwabahub.seed=")
        .hasMessageContaining("played twice")
        .hasMessageContaining("\n2 of its ")
        .hasMessageContaining("now 20");
  }

  @Test
  void property_thatAlwaysFails_isReportedWithoutEvents() {
    assertThatThrownBy(() ->
            Search.check(
                1,
                1,
                Worlds::crowded,
                (world, random) ->
                    assertThat(random.nextInt()).isNotEqualTo(random.nextInt()).isEqualTo(0)))
        .hasMessageContaining("\n0 of its ");
  }

  @Test
  void random_ofARun_isTheSameAtEveryTry() {
    List<Integer> drawn = new ArrayList<>();
    assertThatThrownBy(() ->
            Search.check(
                1,
                1,
                Worlds::crowded,
                (world, random) -> {
                  drawn.add(random.nextInt());
                  throw new IllegalStateException();
                }))
        .isInstanceOf(AssertionError.class);
    assertThat(drawn).hasSizeGreaterThan(1).containsOnly(drawn.getFirst());
  }

  private static long played(World world) {
    return world.events().stream()
        .filter(it -> it.element().path("status").asString("").equals("played"))
        .count();
  }
}
